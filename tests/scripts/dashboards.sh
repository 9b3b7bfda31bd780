# The examples of corpora/dashboards name tables and columns that are there.
. tests/scripts/common.sh
D=$CORPORA/dashboards DB=$T/verbatim.db
"$VERBATIM" analyze "$CORPORA/retail_delivery_plain.csv" --db "$DB" --no-progress >/dev/null 2>&1
python3 - "$D" "$DB" "$VERBATIM" <<'EOF' || bad=1
import json, re, sqlite3, subprocess, sys
folder, db, program = sys.argv[1:]
con = sqlite3.connect(db)
failed = 0
def fields(table):
    out = subprocess.run([program, "schema", table], capture_output=True, text=True).stdout
    return set(json.loads(out)["$defs"]["row"]["properties"]) if out else set()
def tell(what):
    global failed
    failed += 1
    print(what)
sql = re.sub(r"--.*", "", open(folder + "/metabase.sql", encoding="utf-8").read())
questions = [q for q in sql.split(";") if "SELECT" in q]
questions = [re.sub(r"\[\[.*?\]\]", "", q).replace("{{theme_id}}", "'t'") for q in questions]
metadata = json.load(open(folder + "/datasette.json", encoding="utf-8"))["databases"]["verbatim"]
questions += [q["sql"].replace(":words", "'a'") for q in metadata["queries"].values()]
for q in questions:
    try: con.execute(q).fetchall()
    except sqlite3.Error as e: tell(f"{e}: {q.strip()[:100]}")
for table, about in metadata["tables"].items():
    there = {r[1] for r in con.execute(f"PRAGMA table_info({table})")}
    named = set(about.get("facets", [])) | set(about.get("columns", {})) | {about[k] for k in ("sort", "sort_desc", "label_column") if k in about}
    if named - there: tell(f"datasette.json: {table} has no {named - there}")
for panel in json.load(open(folder + "/grafana.json", encoding="utf-8"))["panels"]:
    for target in panel["targets"]:
        table = re.search(r"/api/v1/(\w+)", target["url"]).group(1)
        missing = {c["selector"] for c in target["columns"]} - fields(table)
        if missing: tell(f"grafana.json: {table} has no {missing}")
tables = {"themes.vl.json": "themes", "touchpoints.vl.json": "touchpoints", "trend.vl.json": "theme_periods", "impact.vl.json": "drivers"}
for name, table in tables.items():
    spec = json.load(open(f"{folder}/{name}", encoding="utf-8"))
    made = set(re.findall(r'"as": "(\w+)"', json.dumps(spec))) | {"sentiment", "statements"}
    used = set(re.findall(r'"field": "(\w+)"', json.dumps(spec))) | set(re.findall(r"datum\.(\w+)", json.dumps(spec)))
    missing = used - made - fields(table)
    if missing: tell(f"{name}: {table} has no {missing}")
sys.exit(failed > 0)
EOF
if command -v jq >/dev/null; then
    cd "$T" || exit 1
    mkdir bin; ln -s "$VERBATIM" bin/verbatim; cp "$CORPORA/retail_delivery_plain.csv" export.csv
    sed -n '/^```sh/,/^```/p' "$D/jq.md" | grep -v '^```' >recipes.sh
    PATH=$T/bin:$PATH bash -euo pipefail recipes.sh >recipes.out 2>recipes.err || { echo "jq.md: $(head -3 recipes.err)"; bad=1; }
    [[ $(wc -l <recipes.out) -gt 50 ]] || { echo "jq.md: hardly any output"; bad=1; }
fi
exit $bad
