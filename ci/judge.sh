#!/usr/bin/env bash
# Judges the judges: no test of a judge passes on the published stub, every kept mistake fails at
# least one, and the tables that `cargo grade` reads are fresh.
set -euo pipefail
cd "$(dirname "$0")/.."
exec timeout 2700 cargo grade --check
