# Shared by the tests of the server: a store that grows while it is asked.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
VERBATIM=${VERBATIM:-$PWD/build/verbatim} WRITER=${WRITER:-$VERBATIM}
T=$(mktemp -d) DB=$T/s.db bad=0
trap 'kill "${SERVER:-}" "${LOOP:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$T"' EXIT
fail() { echo "FAIL  $*"; bad=1; }
fill() { # comments: a store of so many, and files of 2,000 more
    python3 tests/load/make_rows.py "$1" 0 >"$T/first.csv"
    "$WRITER" analyze "$T/first.csv" --db "$DB" --map text=comment --map segment:region=region --no-progress >/dev/null 2>&1 || fail "the store was not made"
    for i in $(seq 50); do python3 tests/load/make_rows.py 2000 $(($1 + i * 2000)) >"$T/more$i.csv"; done
}
serve() { # options...; sets SERVER and B
    "$VERBATIM" serve --db "$DB" --port 0 "$@" 2>"$T/log" & SERVER=$!
    for _ in $(seq 200); do B=$(sed -nE 's|.*at (http://[^ ]*)/ and.*|\1|p' "$T/log"); [[ -n $B ]] && return; sleep 0.1; done
    fail "the server did not start: $(cat "$T/log")"; exit 1
}
write_on() { # imports one file after another until the file `stop` is there; what was imported goes to `imported`
    for i in $(seq 50); do
        [[ -e $T/stop ]] && break
        "$WRITER" analyze "$T/more$i.csv" --db "$DB" --map text=comment --map segment:region=region --no-progress >/dev/null 2>&1 && echo "$i" >>"$T/imported"
    done
}
