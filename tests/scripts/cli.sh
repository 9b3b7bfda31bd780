# The conventions of the command line: exit codes, nearest names, streams, colour, --.
. tests/scripts/common.sh
printf 'id,comment\n1,giao hàng chậm\n2,tốt lắm\n' >"$T/a.csv"
code "no command" 2 "$VERBATIM"
code "help" 0 "$VERBATIM" --help; has "help shows examples first" "$(head -4 "$T/stdout")" "Examples"
for c in analyze sniff themes touchpoints quotes export explain score tokenize schema lexicon; do
    code "$c --help" 0 "$VERBATIM" $c --help; has "$c help" "$(cat "$T/stdout")" "verbatim $c"
done
code "version" 0 "$VERBATIM" --version
code "mistyped command" 2 "$VERBATIM" anlyze "$T/a.csv"; has "nearest command" "$(cat "$T/stderr")" '"analyze"'
code "mistyped option" 2 "$VERBATIM" analyze --formt json "$T/a.csv"; has "nearest option" "$(cat "$T/stderr")" '"format"'
code "bad format" 2 "$VERBATIM" themes -f xml
code "bad date" 2 "$VERBATIM" themes --since 31/01/2026
code "bad role" 2 "$VERBATIM" analyze "$T/a.csv" --map txt=comment; has "roles are named" "$(cat "$T/stderr")" "touchpoint"
code "unknown column" 2 "$VERBATIM" analyze "$T/a.csv" --db "$T/x.db" --map text=coment; has "nearest column" "$(cat "$T/stderr")" "comment"
code "missing file" 3 "$VERBATIM" analyze "$T/none.csv" --db "$T/x.db"; has "names the file" "$(cat "$T/stderr")" "none.csv"
printf 'a,b\n1,2\n3,4\n' >"$T/notext.csv"
code "no text column" 3 "$VERBATIM" analyze "$T/notext.csv" --db "$T/y.db"; has "says what to type" "$(cat "$T/stderr")" "--map text="
code "missing store" 3 "$VERBATIM" themes --db "$T/none.db"; has "says how to make one" "$(cat "$T/stderr")" "verbatim analyze"
code "analyze" 0 "$VERBATIM" analyze "$T/a.csv" --db "$T/a.db"
code "no match" 1 "$VERBATIM" themes --db "$T/a.db" --touchpoint atm -f json; is "empty array" "$(tr -d '[:space:]' <"$T/stdout")" "[]"
code "unknown touchpoint is no crash" 1 "$VERBATIM" themes --db "$T/a.db" --touchpoint nowhere
code "not a store" 5 "$VERBATIM" themes --db "$T/a.csv"
code "unwritable output" 5 "$VERBATIM" themes --db "$T/a.db" -o /nonexistent/x
code "unknown table" 2 "$VERBATIM" export --table nothing --db "$T/a.db"
code "unknown schema" 2 "$VERBATIM" schema nothing
code "unknown lexicon folder" 5 "$VERBATIM" score "$T/a.csv" --lexicons "$T/nowhere"
code "unknown pack" 2 "$VERBATIM" score "$T/a.csv" --packs nothing; has "packs are named" "$(cat "$T/stderr")" "banking"
is "standard input" "$("$VERBATIM" score - -f ndjson <"$T/a.csv" 2>/dev/null | wc -l)" 2
is "colour only on a terminal" "$("$VERBATIM" themes --db "$T/a.db" | grep -c $'\x1b')" 0
[[ $("$VERBATIM" explain "chậm" --color always | grep -c $'\x1b') -gt 0 ]] || { echo "--color always gives no colour"; bad=1; }
is "comment of a dash" "$("$VERBATIM" explain -f json -- -tệ | head -c 14)" '{"text":"-tệ'
if [[ -w /dev/full ]]; then
    "$VERBATIM" export --table comments --db "$T/a.db" >/dev/full 2>/dev/null; is "full disk" $? 5
fi
# Completions name the tables that there are.
tables=$("$VERBATIM" export --table none --db "$T/a.db" 2>&1 | sed -n 's/.*the tables are //p' | tr -d ' ' | tr ',' '\n' | grep -vx search | sort | tr '\n' ' ')
for f in verbatim.bash _verbatim verbatim.fish; do
    for t in $tables; do grep -qE -- "(--table|-l table).*\b$t\b" "analyzer/cli/completions/$f" || { echo "$f lacks the table $t"; bad=1; }; done
done
exit $bad
