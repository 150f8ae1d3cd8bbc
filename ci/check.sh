#!/usr/bin/env bash
# Everything that CI checks, for a laptop too. `.ci/run` installs what it needs.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/target/tools/bin:$PATH"
# A snapshot that differs is a failure, not a file to review later.
export INSTA_UPDATE=no

missing=()
for tool in cargo-deny typos lychee mdbook node redis-server "${CHROMIUM:-chromium}"; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
browser_test=gateway/tests/browser
[ -d "$browser_test/node_modules" ] || missing+=("$browser_test/node_modules")
if [ "${#missing[@]}" -gt 0 ]; then
    echo "missing: ${missing[*]}; .ci/run installs all but node" >&2
    exit 1
fi

step() { printf '\n== %s\n' "$*"; }

step every member inherits the workspace lints
for manifest in */Cargo.toml; do
    grep -A1 '^\[lints\]' "$manifest" | grep -q '^workspace = true' ||
        { echo "$manifest does not"; exit 1; }
done

step formatting
cargo fmt --all --check

step clippy
cargo clippy --locked --workspace --all-targets -- -D warnings
# `--all-targets` leaves out targets with `test = false`.
cargo clippy --locked --workspace --test exercise --test exercise_stretch --test mistakes \
    --test http_mistakes -- -D warnings
# Tests and their helpers may unwrap; nothing else may.
cargo clippy --locked --workspace --lib --bins -- -D warnings -D clippy::unwrap_used

step the test command of the README
test_command=$(grep -m1 -x 'cargo test' README.md)
$test_command

step each crate alone, because features unify differently then
for manifest in */Cargo.toml; do
    cargo check --locked --quiet --all-targets -p "$(basename "$(dirname "$manifest")")"
done
# What a learner types.
cargo test --locked --quiet -p kata01-aggregator

step a proxy in the environment does not reach the tests
http_proxy=http://127.0.0.1:9 HTTP_PROXY=http://127.0.0.1:9 all_proxy=http://127.0.0.1:9 \
    cargo test --locked --quiet --workspace \
        --test faults --test gateway --test http --test mocks --test server

step the budget of a fleet, in a real server
ci/with-redis.sh cargo test --locked --quiet -p fleet-budget

step the judges are judged
ci/with-redis.sh ci/judge.sh

step live gives the statuses of virtual time, in all scenarios
statuses() { cargo run --locked --quiet -p pattern-comparison -- --json | grep -o '"status":"[a-z]*"'; }
live_statuses() { cargo run --locked --quiet -p gateway -- live --json | grep -o '"status":"[a-z]*"'; }
[ "$(statuses | wc -l)" -eq 28 ]
diff <(statuses) <(live_statuses)

step the page, in a browser
cargo build --locked --quiet -p gateway
node "$browser_test/page.mjs" target/debug/gateway target/browser

step a minute of random faults
cargo run --locked --quiet -p gateway --example soak -- --minutes 1

step benches run once each
cargo test --locked --quiet --workspace --benches

step every bench takes the flags of criterion, and no wrong one
# A library or program without `bench = false` would refuse `--quick`.
cargo bench --profile dev --locked --quiet --workspace -- --quick --list
if cargo bench --profile dev --locked --quiet --workspace -- --quikc; then
    exit 1
fi

step exact values survive a second run, and a second comparison
for flags in '' '' '--save-baseline ci' '--baseline ci'; do
    # shellcheck disable=SC2086
    cargo bench --profile dev --locked --quiet -p pattern-comparison --bench fail_fast -- --quick $flags
done

step documentation
RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps

step the book
ci/book.sh

step licences, bans and sources
cargo deny --locked --log-level error check bans licenses sources

step no TLS in what a fresh clone builds
tree=$(cargo tree --locked --workspace --edges normal,build,dev --prefix none --format '{p}')
if grep -E '^(openssl[-a-z]*|ring|aws-lc[-a-z]*|rustls[-a-z]*|native-tls) ' <<<"$tree"; then
    exit 1
fi
# The compiler forbids it in every crate that inherits the lints, which the first step has seen.
grep -q '^unsafe_code = "forbid"' Cargo.toml

step spelling
typos

step links between files
lychee --offline --no-progress --include-fragments --root-dir "$PWD" ./*.md ./*/*.md docs/src/*.md

printf '\nall checks passed\n'
