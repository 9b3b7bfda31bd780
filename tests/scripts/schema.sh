# Every JSON output is valid under the JSON Schema that the program prints for it.
. tests/scripts/common.sh
db=$T/s.db
for f in retail_delivery_plain.csv telecom_typeform.csv hotel_google_forms_th.csv kiosk.jsonl; do "$VERBATIM" analyze "$CORPORA/$f" --db "$db" >/dev/null 2>&1; done
first=$("$VERBATIM" themes --db "$db" -f ndjson --top 1 | sed 's/.*"theme_id":"\([^"]*\)".*/\1/')
"$VERBATIM" theme rename "$first" "A new name" --db "$db" >/dev/null
for t in themes touchpoints quotes comments clauses theme_periods drivers trend trend_series comparison theme_breakdown \
    touchpoint_breakdown alerts standouts theme_events decisions problems runs diagnostics; do
    "$VERBATIM" schema $t >"$T/$t.schema" || { echo "no schema for $t"; bad=1; }
    "$VERBATIM" export --table $t -f json --db "$db" >"$T/$t.json"
done
"$VERBATIM" schema score >"$T/score.schema"; "$VERBATIM" score "$CORPORA/retail_delivery_plain.csv" -f ndjson | sed '$!s/$/,/;1s/^/[/;$s/$/]/' >"$T/score.json"
"$VERBATIM" schema tokens >"$T/tokens.schema"; cut -d, -f8- "$CORPORA/retail_delivery_plain.csv" | "$VERBATIM" tokenize -f ndjson | sed '$!s/$/,/;1s/^/[/;$s/$/]/' >"$T/tokens.json"
"$VERBATIM" schema sniff >"$T/sniff.schema"; "$VERBATIM" sniff "$CORPORA/hospital_ms_forms.xlsx" -f json >"$T/sniff.json"
/usr/bin/python3 - "$T" <<'P' || bad=1
import glob, json, os, sys
import jsonschema
d, bad = sys.argv[1], 0
for path in sorted(glob.glob(d + "/*.schema")):
    name = os.path.basename(path)[:-7]
    schema = json.load(open(path))
    jsonschema.Draft202012Validator.check_schema(schema)
    rows = json.load(open(d + "/" + name + ".json"))
    rows = rows if isinstance(rows, list) else [rows]
    # Consumers may ignore keys they do not know; here an output key without a description is a fault.
    for part in schema["$defs"].values():
        part.setdefault("additionalProperties", False)
    v = jsonschema.Draft202012Validator(dict(schema, anyOf=[{"$ref": "#/$defs/row"}]))
    errors = [e for r in rows for e in v.iter_errors(r)]
    if not rows and name not in ("diagnostics", "drivers", "alerts"): print(name, "has no rows"); bad = 1
    for e in errors[:3]: print(name, list(e.path), e.message[:200])
    bad |= bool(errors)
sys.exit(bad)
P
exit $bad
