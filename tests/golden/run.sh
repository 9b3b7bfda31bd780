#!/bin/bash
# Golden tests: tests/golden/<name>/cmd is a shell line run in that folder with $VERBATIM set; its standard output must be
# `expected`, its exit code that in `code` (0 where absent). --bless rewrites both; read the diff before you commit it.
cd "$(dirname "$0")" || exit 1
VERBATIM=${VERBATIM:-$PWD/../../${OUT:-build/release}/verbatim}; export VERBATIM COLUMNS=80 NO_COLOR=1 LC_ALL=C.UTF-8
bad=0 n=0 tmp=$(mktemp -d); export TMP=$tmp
trap 'rm -rf "$tmp"' EXIT
for dir in */; do
    name=${dir%/}; [[ -f $name/cmd ]] || continue
    n=$((n + 1))
    rm -rf "${tmp:?}"/*
    out=$(cd "$name" && bash ./cmd 2>"$tmp/stderr"; echo "exit $?")
    if [[ $1 == --bless ]]; then
        printf '%s\n' "$out" >"$name/expected"
    elif ! diff -u "$name/expected" <(printf '%s\n' "$out") >"$tmp/diff"; then
        echo "golden $name differs:"; head -40 "$tmp/diff"; head -5 "$tmp/stderr"; bad=1
    fi
done
[[ $n -gt 0 ]] || { echo "no golden tests found"; exit 1; }
echo "$n golden outputs"
exit $bad
