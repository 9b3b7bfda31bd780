# Files without personal data: the same table with marks, the same again when redacted twice; and the queries with --redact.
. tests/scripts/common.sh
printf 'id;Họ tên;Ngày;Góp ý\r\n1;Nguyễn Văn An;2026-03-01;"Gọi anh Nam; số 0987654321, giao trễ"\r\n2;Lan;2026-03-02;giao sai đơn #45678\r\n3;Hoa;2026-03-03;shop giao chậm quá, không ai trả lời\r\n' >"$T/a.csv"
code "redact csv" 0 "$VERBATIM" redact "$T/a.csv" -o "$T/b.csv"
has "told" "$(cat "$T/stderr")" "1 PHONE"
is "csv" "$(tr -d '\r' <"$T/b.csv")" 'id;Họ tên;Ngày;Góp ý
1;<NAME>;2026-03-01;"Gọi anh <NAME>; số <PHONE>, giao trễ"
2;<PERSONAL>;2026-03-02;giao sai đơn #<ORDER_NO>
3;<PERSONAL>;2026-03-03;shop giao chậm quá, không ai trả lời'
is "line ends" "$(grep -c $'\r$' "$T/b.csv")" 4
printf '{"id": 1, "text" : "โทร 0812345678 \\"ด่วน\\"", "n": 0.50}\n{"id": 2, "text": "ok", "n": 84912345678}\n' >"$T/a.jsonl"
is "jsonl" "$("$VERBATIM" redact "$T/a.jsonl" 2>/dev/null)" '{"id": 1, "text" : "โทร <PHONE> \"ด่วน\"", "n": 0.50}
{"id": 2, "text": "ok", "n": "<PHONE>"}'
is "standard input" "$("$VERBATIM" redact - <"$T/a.jsonl" 2>/dev/null)" "$("$VERBATIM" redact "$T/a.jsonl" 2>/dev/null)"
for f in "$CORPORA"/*.csv "$CORPORA"/*.tsv "$CORPORA"/*.jsonl "$CORPORA"/*.json "$CORPORA"/*.xlsx "$T/a.csv"; do
    [[ -e $f ]] || continue
    ext=${f##*.}; [[ $ext == xlsx ]] && ext=csv
    code "redact ${f##*/}" 0 "$VERBATIM" redact "$f" -o "$T/once.$ext"
    code "redact ${f##*/} twice" 0 "$VERBATIM" redact "$T/once.$ext" -o "$T/twice.$ext"
    cmp -s "$T/once.$ext" "$T/twice.$ext" || { echo "${f##*/}: redacted twice differs"; diff "$T/once.$ext" "$T/twice.$ext" | head -4; bad=1; }
    is "rows of ${f##*/}" "$("$VERBATIM" sniff "$T/once.$ext" -f json 2>/dev/null | tr ',' '\n' | grep -m1 '"rows"')" \
        "$("$VERBATIM" sniff "$f" -f json 2>/dev/null | tr ',' '\n' | grep -m1 '"rows"')"
done
db=$T/r.db
overview=$("$VERBATIM" analyze "$T/a.csv" --db "$db" --redact --no-progress 2>/dev/null)
[[ $overview == *0987654321* ]] && { echo "analyze --redact shows a phone"; bad=1; }
for t in comments clauses quotes themes; do
    rows=$("$VERBATIM" export --table $t --db "$db" --redact -f ndjson)
    [[ $rows == *0987654321* || $rows == *45678* ]] && { echo "export --table $t --redact shows personal data"; bad=1; }
done
# A piece is masked as it is in the whole, also where the word that tells a number stands in another clause.
python3 - "$VERBATIM" "$T" <<'EOF' || bad=1
import csv, json, subprocess, sys
program, folder = sys.argv[1:]
cases = [l.split("\t")[0] for l in open("tests/cases/personal.tsv", encoding="utf-8").read().splitlines() if "\t" in l and not l.startswith(("#", "text\t"))]
with open(folder + "/cases.csv", "w", encoding="utf-8", newline="") as f:
    out = csv.writer(f); out.writerow(["id", "comment"]); out.writerows([i, "phục vụ chậm quá. " + t + " Tệ lắm, giao trễ"] for i, t in enumerate(cases))
db = folder + "/cases.db"
subprocess.run([program, "analyze", folder + "/cases.csv", "--db", db, "--map", "text=comment", "--map", "id=id", "--no-progress"], capture_output=True)
def rows(table):
    return json.loads(subprocess.run([program, "export", "--table", table, "--db", db, "--redact", "-f", "json"], capture_output=True, text=True).stdout)
whole, bad = {c["comment_id"]: c["text"] for c in rows("comments")}, 0
for table in ("clauses", "quotes"):
    for piece in rows(table):
        if piece["text"] not in whole[piece["comment_id"]]:
            bad += 1; print(table, piece["text"], "is no piece of", whole[piece["comment_id"]])
        if table == "quotes":
            begin, end = piece["evidence_begin"] - piece["begin"], piece["evidence_end"] - piece["begin"]
            if not 0 <= begin < end <= len(piece["text"]): bad += 1; print("evidence of", piece)
sys.exit(bad > 0)
EOF
"$VERBATIM" partial "$T/a.csv" -o "$T/a.vp" --no-progress 2>/dev/null
has "merge masks" "$("$VERBATIM" merge "$T/a.vp" --db "$T/m.db" --redact -f json 2>/dev/null)" '"quotes"'
merged=$("$VERBATIM" merge "$T/a.vp" --db "$T/m.db" --redact 2>/dev/null)
[[ $merged == *0987654321* ]] && { echo "merge --redact shows a phone"; bad=1; }
has "without --redact" "$("$VERBATIM" export --table comments --db "$db" -f ndjson)" 0987654321
"$VERBATIM" report -o "$T/r.html" --db "$db" 2>/dev/null
is "report masks" "$(grep -c 0987654321 "$T/r.html")" 0
"$VERBATIM" report -o "$T/r.html" --db "$db" --show-personal 2>/dev/null
is "report shows" "$(grep -c 0987654321 "$T/r.html" | sed 's/[1-9][0-9]*/some/')" some
exit $bad
