#!/bin/bash
# Exports and a store as pandas, DuckDB, sqlite-utils and Datasette see them. `make test-interop` runs it; the tools come from
# their registry into build/interop. Where they cannot be had this says so and passes, but not where CI is set.
set -u
cd "$(dirname "$0")/../.." || exit 1
VERBATIM=${VERBATIM:-$PWD/build/verbatim} VENV=$PWD/build/interop
export CORPORA=$PWD/corpora LC_ALL=C.UTF-8
if ! cmp -s tests/interop/requirements.txt "$VENV/installed.txt"; then
    if ! { python3 -m venv "$VENV" && "$VENV/bin/pip" install -q --disable-pip-version-check -r tests/interop/requirements.txt; } >"$VENV.log" 2>&1; then
        echo "skipped: pandas, DuckDB, sqlite-utils or Datasette cannot be installed here: $(tail -1 "$VENV.log")"
        [[ -z ${CI:-} ]]; exit
    fi
    cp tests/interop/requirements.txt "$VENV/installed.txt"
fi
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"$VERBATIM" analyze "$CORPORA/retail_delivery_plain.csv" "$CORPORA/bank_qualtrics.csv" "$CORPORA/hotel_google_forms_th.csv" --db "$work/verbatim.db" --no-progress >/dev/null 2>&1
"$VENV/bin/python" tests/interop/check.py "$VERBATIM" "$work/verbatim.db" "$work"
