#!/usr/bin/env bash
# Judges the judges, for every kata in the workspace: no test of a judge passes on the published
# stub, and every mistake fails at least one. Only for the stub as it is published: a learner's
# solved exercise rightly breaks it.
set -euo pipefail
cd "$(dirname "$0")/.."

verdict=0
for mistakes in */tests/mistakes/main.rs; do
    kata=${mistakes%%/*}
    printf '%s\n' "$kata"

    for target in exercise exercise_stretch; do
        # A judge that does not compile runs no test, which must not look like one that fails all.
        cargo test --locked --quiet -p "$kata" --test "$target" --no-run
        results=$(cargo test --locked -p "$kata" --test "$target" 2>&1 | grep '^test .* \.\.\. ' || true)
        total=$(grep -c . <<<"$results" || true)
        passed=$(grep ' \.\.\. ok$' <<<"$results" || true)
        if [ "$total" -eq 0 ] || [ -n "$passed" ]; then
            printf '  stub (%s): NOT all red, of %s tests:\n%s\n' "$target" "$total" "$passed"
            verdict=1
        else
            printf '  stub (%s): all %s red\n' "$target" "$total"
        fi
    done

    cargo test --locked --quiet -p "$kata" --test mistakes --no-run
    results=$(cargo test --locked -p "$kata" --test mistakes 2>&1 | grep '^test .* \.\.\. ' || true)
    while read -r mistake; do
        caught=$(sed -n "s/^test $mistake::\(.*::\)\{0,1\}\([a-z0-9_]*\) \.\.\. FAILED$/\2/p" <<<"$results")
        if [ -z "$caught" ]; then
            printf '  NOT caught: %s\n' "$mistake"
            verdict=1
        else
            printf '  caught: %s\n' "$mistake"
            sed 's/^/      by /' <<<"$caught"
        fi
    done < <(sed -n 's/^mod \([a-z0-9_]*\);$/\1/p' "$mistakes" | grep -vxE 'shell|support')
done
exit "$verdict"
