#!/bin/bash
# Speed of the whole of score against ICU's bare word iterator and utf8proc's bare NFC, per language, in one run.
# Without arguments the comments of corpora/ serve, sorted by the language found and repeated to a few MB; arguments are
# CSV files with a column `text`, one language each. ROUNDS (5) rounds each, the best counts. The repeated comments are
# for comparing two builds: words that come back are remembered, so they run somewhat faster than a real export does.
cd "$(dirname "$0")/../.." || exit 1
OUT=${OUT:-build/release}
files=("$@")
if [[ ${#files[@]} == 0 ]]; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    for f in corpora/*.csv; do "$OUT/verbatim" score -f ndjson "$f" 2>/dev/null; done | python3 -c '
import csv, json, sys
texts = {"en": [], "vi": [], "th": []}
for line in sys.stdin:
    c = json.loads(line)
    if c["lang"] in texts and c["clauses"]:
        texts[c["lang"]].append(" ".join(k["text"] for k in c["clauses"]))
for lang, all in texts.items():
    with open(sys.argv[1] + "/" + lang + ".csv", "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f)
        w.writerow(["id", "text"])
        size = n = 0
        while all and size < 3000000:
            for t in all:
                n += 1
                size += len(t.encode())
                w.writerow([n, t])
' "$folder" || exit 1
    files=("$folder"/*.csv)
fi
for f in "${files[@]}"; do "$OUT/bench/bench_score" "$f" "${ROUNDS:-5}" || exit 1; done
