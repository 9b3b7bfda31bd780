#!/bin/bash
# Runs every test and ends with "N passed, N failed". A test is a program or script that exits 0.
# OUT is the build folder. With VERBATIM_FAST=1 the slow ones (kill, many rounds) are made shorter.
cd "$(dirname "$0")/.." || exit 1
OUT=${OUT:-build/release}
export VERBATIM=$PWD/$OUT/verbatim OUT LC_ALL=C.UTF-8
passed=0 failed=0 log=$(mktemp)
run() { # name, command...
    local name=$1; shift
    if timeout 600 "$@" >"$log" 2>&1; then
        passed=$((passed + 1)); echo "ok    $name"
    else
        failed=$((failed + 1)); echo "FAIL  $name (exit $?)"; grep -vE '^\[ +(OK|RUN) +\]' "$log" | tail -40
    fi
}
for t in "$OUT"/tests/test_* "$OUT"/tests/prop_*; do [[ -x $t && $t != *.d ]] && run "${t##*/}" "$t"; done
# personal.tsv has a runner of its own, test_personal
[[ -x $OUT/tests/run_cases ]] && run cases "$OUT/tests/run_cases" $(ls tests/cases/*.tsv | grep -v personal)
for r in "$OUT"/tests/replay_*; do
    [[ -x $r && $r != *.d ]] || continue
    name=${r##*replay_}; [[ -d tests/fuzz/seeds/$name ]] && run "fuzz seeds $name" "$r" tests/fuzz/seeds/"$name"/*
done
run "golden outputs" tests/golden/run.sh
for s in tests/scripts/*.sh; do [[ $s != */common.sh ]] && run "${s##*/}" bash "$s"; done # common.sh is what the others share
run "lexicons in canonical form" "$VERBATIM" lexicon canonicalize --check lexicons
run "lexicons without faults" "$VERBATIM" lexicon check
run "layers" tests/layers.sh
rm -f "$log"
echo "$passed passed, $failed failed"
[[ $failed == 0 ]]
