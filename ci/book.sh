#!/usr/bin/env bash
# Builds the book into target/book, and fails at a warning. Pages link to sources, which the book
# does not carry: these links lead to the address that is given, where the sources are read.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/target/tools/bin:$PATH"
sources=${1:-../..}

rm -rf target/book target/book-source
mkdir -p target/book-source
cp -r docs/book.toml docs/src target/book-source/
sed -i "s#](\.\./\.\./#](${sources%/}/#g" target/book-source/src/*.md
mdbook build target/book-source --dest-dir "$PWD/target/book" 2>&1 | tee target/book.log
if grep -E 'WARN|ERROR' target/book.log; then
    exit 1
fi
