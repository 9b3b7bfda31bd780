#!/bin/bash
# The server under load, while an import writes: 64 connections of wrk on a store of 100,000 comments. No error, p99 of /themes below
# P99_MS (100), memory that stays where it was; then clients that are slow or send too much. `make test-load` runs it; COMMENTS and
# SECONDS_EACH make it smaller. The figures mean something on a machine that does nothing else.
. "$(dirname "$0")/common.sh"
P99_MS=${P99_MS:-100} SECONDS_EACH=${SECONDS_EACH:-20}
command -v wrk >/dev/null || { echo "wrk is missing: make test-load installs it"; exit 1; }
fill "${COMMENTS:-100000}"
serve
memory() { awk '/^VmRSS/ { print $2 }' "/proc/$SERVER/status"; }
ask() { # name, paths...
    local name=$1; shift
    PATHS="$*" wrk -t 2 -c 64 -d "${SECONDS_EACH}s" -s tests/load/requests.lua "$B" >"$T/wrk"
    local figures; figures=$(sed -n 's/^figures //p' "$T/wrk")
    echo "$name: $figures, memory $(($(memory) / 1024)) MB, imports so far $(wc -l <"$T/imported")"
    [[ $figures == *"errors=0" ]] || fail "$name: there were errors"
}
touch "$T/imported"
write_on & LOOP=$!
ask "themes" /api/v1/themes
p99=$(sed -n 's/.*p99=\([0-9]*\).*/\1/p' "$T/wrk")
[[ $p99 -lt $P99_MS ]] || fail "p99 of /themes is $p99 ms, not below $P99_MS"
all="/api/v1/themes /api/v1/touchpoints /api/v1/quotes?limit=50 /api/v1/comments?limit=50 /api/v1/comments?limit=50&offset=200 /api/v1/trend /api/v1/drivers /healthz"
ask "many tables" $all
before=$(memory)
ask "many tables again" $all
after=$(memory)
ask "searches" '/api/v1/search?q=giao%20cham&limit=20' '/api/v1/search?q=%E0%B8%AA%E0%B9%88%E0%B8%87%E0%B8%8A%E0%B9%89%E0%B8%B2&limit=20' '/api/v1/search?q=late%20delivery&limit=20'
touch "$T/stop"
[[ $after -lt $((before + before / 5 + 16384)) ]] || fail "memory grew from $before kB to $after kB under the same load"
wait "$LOOP"
[[ $(wc -l <"$T/imported") -gt 0 ]] || fail "no import came through"
python3 tests/load/clients.py "$B" || bad=1
kill -TERM "$SERVER"; wait "$SERVER" || fail "the server did not stop with 0"
[[ $bad == 0 ]] && echo "the server holds"
exit $bad
