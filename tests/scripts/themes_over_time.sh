# Months imported one after another: ids, names and decisions stay, every stored number can be counted again, and the
# commands that compare and alert give the exit codes that they promise.
. tests/scripts/common.sh
db=$T/t.db log=$T/decisions.txt
split() { head -1 "$CORPORA/retail_delivery_plain.csv"; grep -aE "$1" "$CORPORA/retail_delivery_plain.csv"; }
split '2026-0[456]-' >"$T/q2.csv"; split '2026-0[789]-' >"$T/q3.csv"
run() { "$VERBATIM" "$@" --db "$db" 2>&1; }
first() { "$VERBATIM" themes --db "$db" -f ndjson --top "${1:-1}" | tail -1 | sed 's/.*"theme_id":"\([^"]*\)".*/\1/'; }
run analyze "$T/q2.csv" --no-progress >/dev/null
code "verify after an import" 0 "$VERBATIM" verify --db "$db"
code "nothing happened before the first import" 1 "$VERBATIM" theme events --db "$db"
a=$(first 1) b=$(first 2)
code "merge" 0 "$VERBATIM" theme merge "$a" "$b" --db "$db"
code "rename" 0 "$VERBATIM" theme rename "$a" "Tên của tôi" --label-lang vi --db "$db"
code "lock" 0 "$VERBATIM" theme lock "$a" --db "$db"
code "a merge into itself" 2 "$VERBATIM" theme merge "$a" "$a" --db "$db"
code "a theme that is not there" 2 "$VERBATIM" theme rename t_ffffffffffff x --db "$db"
code "an action that is none" 2 "$VERBATIM" theme burn "$a" --db "$db"
run analyze "$T/q3.csv" --no-progress >/dev/null
has "the name stays" "$(run themes -f csv --top 100)" "Tên của tôi"
has "the merged theme stays away" "$(run export --table themes -f csv | grep -c "^$b,")" "0"
code "events of the second import" 0 "$VERBATIM" theme events --db "$db"
code "verify after decisions and another import" 0 "$VERBATIM" verify --db "$db"
code "the log" 0 "$VERBATIM" theme log -o "$log" --db "$db"
"$VERBATIM" analyze "$T/q2.csv" "$T/q3.csv" --db "$T/u.db" --no-progress >/dev/null 2>&1
code "a log on another store" 0 "$VERBATIM" theme apply "$log" --db "$T/u.db"
code "and its numbers" 0 "$VERBATIM" verify --db "$T/u.db"
code "undo" 0 "$VERBATIM" theme undo --db "$T/u.db"
code "undo what is not there" 1 "$VERBATIM" theme undo 99 --db "$T/u.db"
# Importing the same again changes nothing, not even what is told of the last import.
before=$(run export --table themes -f csv; run theme events -f csv); run analyze "$T/q3.csv" --no-progress >/dev/null
is "imported twice" "$(run export --table themes -f csv; run theme events -f csv)" "$before"
code "compare two periods" 0 "$VERBATIM" compare 2026-04..2026-07 2026-08..2026-09 --db "$db"
has "what differs" "$(run compare 2026-04..2026-07 2026-08..2026-09 --top 8)" "*  Delivery"
code "overlapping sides" 2 "$VERBATIM" compare 2026-04..2026-07 2026-07 --db "$db"
code "a group that is none" 2 "$VERBATIM" compare segment:none=x --db "$db"
code "trend by quarter" 0 "$VERBATIM" trend --by quarter -f csv --db "$db"
code "trend by nothing" 2 "$VERBATIM" trend --by day --db "$db"
code "a rule that holds" 4 "$VERBATIM" alerts --fail-if "n>=1" --db "$db"
code "a rule that does not" 0 "$VERBATIM" alerts --fail-if "severity>3.99 and n>=5" --db "$db"
code "a rule that is none" 2 "$VERBATIM" alerts --fail-if "n>1; drop" --db "$db"
code "drivers" 0 "$VERBATIM" drivers --db "$db"
code "themes by group" 0 "$VERBATIM" themes --by lang --db "$db"
code "recurring first" 0 "$VERBATIM" themes --recurring --db "$db"
# A branch that differs is among the first lines.
"$VERBATIM" analyze "$CORPORA/kiosk.jsonl" --db "$T/k.db" --no-progress 2>/dev/null | head -12 >"$T/page"
has "the branch with the parking" "$(cat "$T/page")" "Phan Xích Long"
if command -v sqlite3 >/dev/null; then
    sqlite3 "$db" "UPDATE themes SET n = n + 1 WHERE theme_id = '$a'"
    code "a number that was changed by hand" 5 "$VERBATIM" verify --db "$db"
fi
exit $bad
