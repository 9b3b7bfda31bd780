# search: words in three languages, filters, formats, the API, masking; the index of partials, of old stores, for other programs.
. tests/scripts/common.sh
DB=$T/s.db
"$VERBATIM" analyze "$CORPORA/retail_delivery_plain.csv" "$CORPORA/hotel_google_forms_th.csv" "$CORPORA/telecom_typeform.csv" --db "$DB" --no-progress >/dev/null 2>&1
find_in() { "$VERBATIM" search --db "$1" -f ndjson "${@:2}"; }
for q in 'giao cham' 'giao hàng chậm' 'ส่งช้า' 'late delivery' 'late'; do
    [[ $(find_in "$DB" "$q" | wc -l) -ge 1 ]] || { echo "hardly anything is found for $q"; bad=1; }
done
python3 - "$VERBATIM" "$DB" <<'EOF' || bad=1
import json, subprocess, sys
program, db = sys.argv[1:]
bad = 0
def search(*args):
    out = subprocess.run([program, "search", "--db", db, "-f", "json", *args], capture_output=True, text=True)
    return json.loads(out.stdout)
def check(what, ok):
    global bad
    if not ok: bad = 1; print("not true:", what)
plain, marked, all_of = search("giao cham"), search("giao hàng chậm"), search("giao cham", "--related")
for row in plain + marked + all_of:
    for place in row["found"]:
        begin, end = map(int, place.split("-"))
        check("the snippet shows what was found", "«" + row["text"][begin:end].replace("\n", " ") in row["snippet"] or len(row["found"]) > 1 or "…" in row["snippet"])
check("marks narrow it down", {r["comment_id"] for r in marked} <= {r["comment_id"] for r in search("giao hang cham")})
check("related ones come after the others", [r["comment_id"] for r in all_of][:len(plain)] == [r["comment_id"] for r in plain] and len(all_of) > len(plain))
check("related ones are of other languages too", {"vi", "th"} <= {r["lang"] for r in all_of if r["via"] == "meaning"})
check("weights fall", all(a["score"] >= b["score"] for a, b in zip(plain, plain[1:])))
check("a touchpoint", all(r["lang"] == "th" for r in search("มาก", "--comment-lang", "th")))
some = search("hotel OR room")
check("dates", all("2026-03" <= r["date"] for r in search("giao", "--since", "2026-03-01")))
check("paging by --top", search("giao", "--top", "3") == search("giao")[:3])
sys.exit(bad)
EOF
code "nothing found" 1 "$VERBATIM" search --db "$DB" xylophone
code "no words" 2 "$VERBATIM" search --db "$DB"
code "only what must not be there" 2 "$VERBATIM" search --db "$DB" -- -giao
code "signs of the query language of the index are only words" 1 "$VERBATIM" search --db "$DB" 'roots : "x" AND (NEAR' 
has "CSV" "$("$VERBATIM" search --db "$DB" giao -f csv --top 1 | head -1)" "comment_id,snippet,text"
has "a table" "$("$VERBATIM" search --db "$DB" giao --top 1)" "«"
# Neither the order of imports nor their parts show.
"$VERBATIM" analyze "$CORPORA/telecom_typeform.csv" "$CORPORA/hotel_google_forms_th.csv" "$CORPORA/retail_delivery_plain.csv" --db "$T/r.db" --no-progress --threads 1 >/dev/null 2>&1
for f in retail_delivery_plain hotel_google_forms_th telecom_typeform; do "$VERBATIM" partial "$CORPORA/$f.csv" -o "$T/$f.vp" --no-progress 2>/dev/null; done
"$VERBATIM" merge "$T"/*.vp --db "$T/m.db" >/dev/null 2>&1
want=$(find_in "$DB" 'giao cham' --related | md5sum)
is "imported in another order" "$(find_in "$T/r.db" 'giao cham' --related | md5sum)" "$want"
is "merged from partials" "$(find_in "$T/m.db" 'giao cham' --related | md5sum)" "$want"
"$VERBATIM" analyze "$CORPORA/retail_delivery_plain.csv" --db "$DB" --no-progress >/dev/null 2>&1
is "imported twice" "$(find_in "$DB" 'giao cham' --related | md5sum)" "$want"
# An index that lacks comments (of a store of an older version) is made whole by the next import.
cp "$DB" "$T/old.db"
sqlite3 "$T/old.db" "INSERT INTO comment_search (comment_search) VALUES ('delete-all')"
code "an empty index" 1 "$VERBATIM" search --db "$T/old.db" giao
"$VERBATIM" analyze "$CORPORA/telecom_typeform.csv" --db "$T/old.db" --no-progress >/dev/null 2>&1
is "an index made whole" "$(find_in "$T/old.db" 'giao cham' --related | md5sum)" "$want"
# Any SQLite reads and queries the index.
is "another program" "$(sqlite3 "$DB" "SELECT count(*) > 1 FROM comments c JOIN comment_search s ON s.rowid = c.comment_row WHERE comment_search MATCH 'giao chậm'")" 1
is "Thai, its words set apart" "$(sqlite3 "$DB" "SELECT count(*) > 1 FROM comment_search WHERE comment_search MATCH 'ส่ง ช้า'")" 1
# Masked, personal data is neither shown nor found.
printf 'id,comment\n1,giao hàng chậm gọi 0912345678 không ai nghe\n2,giao hàng chậm\n' >"$T/p.csv"
"$VERBATIM" analyze "$T/p.csv" --db "$T/p.db" --no-progress >/dev/null 2>&1
is "received" "$(find_in "$T/p.db" 0912345678 | wc -l)" 1
is "masked: not found" "$(find_in "$T/p.db" 0912345678 --redact | wc -l)" 0
is "masked: not shown" "$(find_in "$T/p.db" 'giao cham' --redact | grep -c 0912345678)" 0
is "masked: found by other words" "$(find_in "$T/p.db" 'giao cham' --redact | wc -l)" 2
"$VERBATIM" serve --db "$T/p.db" --port 0 2>"$T/log" & P=$!
trap 'kill $P 2>/dev/null; rm -rf "$T"' EXIT
for _ in $(seq 100); do B=$(sed -nE 's|.*at (http://[^ ]*)/ and.*|\1|p' "$T/log"); [[ -n $B ]] && break; sleep 0.05; done
get() { curl -s -m 20 -G "$B/api/v1/search" "$@"; }
is "the API" "$(get --data-urlencode 'q=giao chậm' -d format=ndjson | md5sum)" "$(find_in "$T/p.db" 'giao chậm' --redact | md5sum)"
is "the API, related" "$(get --data-urlencode 'q=ส่งช้า' -d related=1 -d format=ndjson | wc -l)" 2
is "the API masks" "$(get -d q=0912345678 | tr -d '[:space:]')" "[]"
is "the API without words" "$(curl -s -o /dev/null -w '%{http_code}' "$B/api/v1/search")" 400
is "the API with a wrong switch" "$(get -d q=a -d related=yes -o /dev/null -w '%{http_code}')" 400
kill $P; wait $P
exit $bad
