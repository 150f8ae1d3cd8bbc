#!/usr/bin/env bash
# Judges the judges, for every crate that has one: no test of a judge passes on the published
# stub, and every mistake fails at least one. Only for the stub as it is published: a learner's
# solved exercise rightly breaks it.
set -euo pipefail
cd "$(dirname "$0")/.."

verdict=0

# Runs every mistake of one target against its judge, and says which tests caught it.
judge_mistakes() {
    local kata=$1 target results mistake caught
    target=$(basename "$(dirname "$2")")
    cargo test --locked --quiet -p "$kata" --test "$target" --no-run
    results=$(timeout 600 cargo test --locked -p "$kata" --test "$target" 2>&1 | grep '^test .* \.\.\. ' || true)
    while read -r mistake; do
        caught=$(sed -n "s/^test $mistake::\(.*::\)\{0,1\}\([a-z0-9_]*\) \.\.\. FAILED$/\2/p" <<<"$results")
        if [ -z "$caught" ]; then
            printf '  NOT caught: %s\n' "$mistake"
            verdict=1
        else
            printf '  caught: %s\n' "$mistake"
            sort -u <<<"$caught" | sed 's/^/      by /'
        fi
    done < <(sed -n 's/^mod \([a-z0-9_]*\);$/\1/p' "$2" |
        grep -vxE 'shell|http_shell|support|server|reference')
}

for mistakes in */tests/mistakes/main.rs; do
    kata=${mistakes%%/*}
    printf '%s\n' "$kata"

    for target in exercise exercise_stretch; do
        # An application is to be read: it has no stub.
        [ -f "$kata/tests/$target.rs" ] || continue
        # A judge that does not compile runs no test, which must not look like one that fails all.
        cargo test --locked --quiet -p "$kata" --test "$target" --no-run
        total=$(cargo test --locked --quiet -p "$kata" --test "$target" -- --list | grep -c ': test$')
        results=$(timeout 600 cargo test --locked -p "$kata" --test "$target" 2>&1 || true)
        red=$(grep -c '^test .* \.\.\. FAILED$' <<<"$results" || true)
        if [ "$total" -eq 0 ] || [ "$red" -ne "$total" ]; then
            printf '  stub (%s): NOT all red, but %s of %s\n' "$target" "$red" "$total"
            verdict=1
        else
            printf '  stub (%s): all %s red\n' "$target" "$total"
        fi
    done

    for main in "$kata"/tests/{mistakes,http_mistakes}/main.rs; do
        [ -f "$main" ] && judge_mistakes "$kata" "$main"
    done
done
exit "$verdict"
