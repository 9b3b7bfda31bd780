# The store: importing twice changes nothing and says so; a kill leaves a store that opens and a re-run completes it;
# a locked store is a clear error; readers work while a writer works; a full disk is a clear error.
. tests/scripts/common.sh
A=$CORPORA/retail_delivery_plain.csv
code "first import" 0 "$VERBATIM" analyze "$A" --db "$T/s.db"
first=$("$VERBATIM" themes --db "$T/s.db" -f json | sha256sum)
code "second import" 0 "$VERBATIM" analyze "$A" --db "$T/s.db"; has "says so" "$(cat "$T/stderr")" "nothing new"
is "themes after the second import" "$("$VERBATIM" themes --db "$T/s.db" -f json | sha256sum)" "$first"
cp "$A" "$T/renamed.csv"
code "the same file under another name" 0 "$VERBATIM" analyze "$T/renamed.csv" --db "$T/s.db"; has "known by content" "$(cat "$T/stderr")" "nothing new"
# a larger file, killed in the middle again and again
python3 - "$T/big.csv" <<'P'
import sys
w = ["giao hàng chậm quá", "ส่งของช้ามาก", "app crashes all the time", "nhân viên tốt", "ok"]
with open(sys.argv[1], "w") as f:
    f.write("id,comment\n")
    for i in range(60000):
        f.write("%d,%s %d\n" % (i, w[i % 5], i % 997))
P
for delay in 0.05 0.15 0.3 0.5; do
    "$VERBATIM" analyze "$T/big.csv" --db "$T/k.db" >/dev/null 2>&1 & pid=$!
    sleep $delay; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
    if [[ -s $T/k.db ]]; then
        "$VERBATIM" export --table runs --db "$T/k.db" -f json >/dev/null 2>"$T/err"; c=$?
        [[ $c == 0 || $c == 1 ]] || { echo "after a kill at $delay s the store does not open: $(cat "$T/err")"; bad=1; }
    fi
done
code "the run that completes" 0 "$VERBATIM" analyze "$T/big.csv" --db "$T/k.db"
code "a run in one go" 0 "$VERBATIM" analyze "$T/big.csv" --db "$T/o.db"
is "killed and completed equals one go" "$("$VERBATIM" themes --db "$T/k.db" -f json | sha256sum)" "$("$VERBATIM" themes --db "$T/o.db" -f json | sha256sum)"
is "no comment lost or doubled" "$("$VERBATIM" export --table comments --db "$T/k.db" -f ndjson | wc -l)" 60000
# readers beside a writer
"$VERBATIM" analyze "$T/big.csv" --db "$T/r.db" >/dev/null 2>&1 & pid=$!
sleep 0.2
for i in 1 2 3 4; do
    "$VERBATIM" export --table comments --db "$T/r.db" -f csv >/dev/null 2>"$T/err"; c=$?
    grep -q "empty store" "$T/err" && continue # the writer has only just made the file
    [[ $c == 0 || $c == 1 || $c == 3 ]] || { echo "reading beside a writer: exit $c: $(cat "$T/err")"; bad=1; }
done
wait $pid; is "the writer" $? 0
# a file-size limit stands for a full disk
( ulimit -f 2000; "$VERBATIM" analyze "$T/big.csv" --db "$T/full.db" >/dev/null 2>"$T/err" ); c=$?
is "full disk: exit code" $c 5; has "full disk: message" "$(cat "$T/err")" "full.db"
exit $bad
