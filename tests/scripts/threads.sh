# Rows in another order, other numbers of threads, the file in parts: byte-identical themes; twins share theme and score.
. tests/scripts/common.sh
python3 - "$CORPORA/retail_delivery_plain.csv" "$T" <<'P'
import csv, random, sys
src, d = sys.argv[1:3]
rows = list(csv.reader(open(src, encoding="utf-8", newline="")))
head, body = rows[0], rows[1:]
def write(name, part):
    with open(d + "/" + name, "w", encoding="utf-8", newline="") as f: csv.writer(f).writerows([head] + part)
write("plain.csv", body)
for s in range(3):
    x = body[:]; random.Random(s).shuffle(x); write("shuffled%d.csv" % s, x)
for i in range(5): write("part%d.csv" % i, body[i::5])
twins = [["twin-" + r[0]] + r[1:] for r in body]
write("twins.csv", body + twins)
P
state() { local db=$T/$RANDOM$RANDOM.db; "$VERBATIM" analyze "$@" --db "$db" >/dev/null 2>&1 || echo failed; "$VERBATIM" themes --db "$db" -f json | sha256sum; "$VERBATIM" export --table comments -f ndjson --db "$db" | grep -vE 'zzz' | sort | sha256sum; }
want=$(state "$T/plain.csv" --threads 1)
for i in 0 1 2; do is "shuffled $i" "$(state "$T/shuffled$i.csv")" "$want"; done
for n in 2 4 16; do is "$n threads" "$(state "$T/plain.csv" --threads $n)" "$want"; done
is "five parts" "$(state "$T"/part{3,1,4,0,2}.csv)" "$want"
is "a glob of parts" "$(state "$T/part*.csv")" "$want"
"$VERBATIM" analyze "$T/twins.csv" --db "$T/tw.db" >/dev/null 2>&1
"$VERBATIM" export --table comments -f ndjson --db "$T/tw.db" | python3 -c '
import json, sys
by = {}
for line in sys.stdin:
    r = json.loads(line)
    by.setdefault(r["comment_id"].replace("twin-", ""), []).append((r["theme_id"], r["sentiment_score"], r["sentiment_label"], r["touchpoint"]))
odd = [k for k, v in by.items() if len(v) != 2 or v[0] != v[1]]
print("twins that differ:", odd[:5]) if odd else None
sys.exit(bool(odd))' || bad=1
exit $bad
