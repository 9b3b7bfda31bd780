# The server: routes, filters, paging, ETag, gzip, CORS, token, hosts, limits, slow clients, a store that is written, the stop.
. tests/scripts/common.sh
command -v curl >/dev/null || { echo "curl is missing: make deps-test"; exit 1; }
DB=$T/s.db
"$VERBATIM" analyze "$CORPORA/retail_delivery_plain.csv" --db "$DB" --no-progress >/dev/null 2>&1
pids=()
trap 'for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done; rm -rf "$T"' EXIT
start() { # options... ; sets B and P
    "$VERBATIM" serve --db "$DB" --port 0 "$@" 2>"$T/log" & P=$!; pids+=("$P")
    for _ in $(seq 400); do B=$(sed -nE 's|.*at (http://[^ ]*)/ and.*|\1|p' "$T/log"); [[ -n $B ]] && return; sleep 0.05; done
    echo "the server did not start: $(cat "$T/log")"; exit 1
}
get() { curl -s -m 20 "$@"; }
status() { get -o /dev/null -w '%{http_code}' "$@"; }

start --show-personal
is "health" "$(get "$B/healthz" | cut -c1-14)" '{"status":"ok"'
is "themes are those of the command line" "$(get "$B/api/v1/themes" | md5sum)" "$("$VERBATIM" themes --db "$DB" -f json | md5sum)"
is "filters are those of the command line" "$(get "$B/api/v1/themes?touchpoint=delivery&since=2026-06-01&label_lang=th" | md5sum)" \
    "$("$VERBATIM" themes --db "$DB" --touchpoint delivery --since 2026-06-01 --label-lang th -f json | md5sum)"
is "NDJSON" "$(get "$B/api/v1/touchpoints?format=ndjson" | md5sum)" "$("$VERBATIM" touchpoints --db "$DB" -f ndjson | md5sum)"
is "CSV" "$(get "$B/api/v1/runs?format=csv" | md5sum)" "$("$VERBATIM" export --table runs --db "$DB" -f csv | md5sum)"
is "a page of rows" "$(get "$B/api/v1/comments?limit=7&format=ndjson" | wc -l)" 7
has "the next page" "$(get -D- -o /dev/null "$B/api/v1/comments?limit=7")" 'offset=7>; rel="next"'
all=$(get "$B/api/v1/comments?format=ndjson" | md5sum)
is "pages make up the whole" "$( (get "$B/api/v1/comments?format=ndjson&limit=200"; get "$B/api/v1/comments?format=ndjson&limit=800&offset=200") | md5sum)" "$all"
is "nothing matches" "$(get "$B/api/v1/themes?touchpoint=atm" | tr -d '[:space:]')" "[]"
for wrong in 'foo=1' 'since=yesterday' 'limit=-1' 'limit=99999' 'comment_lang=xx' 'label_lang=fr' 'format=xml' 'segment=a' 'offset=x' 'by=decade%27'; do
    [[ $wrong == by=* ]] && where=trend || where=themes
    is "refused: $wrong" "$(status "$B/api/v1/$where?$wrong")" 400
done
is "an injection finds nothing" "$(get "$B/api/v1/themes?touchpoint=x%27%20OR%201%3D1--" | tr -d '[:space:]')" "[]"
is "no such table" "$(status "$B/api/v1/sqlite_schema")" 404
is "no such path" "$(status --path-as-is "$B/../etc/passwd")" 404
is "only reading" "$(status -X DELETE "$B/api/v1/themes")" 405
is "a body is refused" "$(head -c 3000000 /dev/zero | get -o /dev/null -w '%{http_code}' -H 'Expect:' --data-binary @- "$B/api/v1/themes")" 405
is "large headers are refused" "$(status -H "X-Long: $(head -c 60000 /dev/zero | tr '\0' a)" "$B/healthz")" 431
etag=$(get -D- -o /dev/null "$B/api/v1/themes" | tr -d '\r' | sed -n 's/^ETag: //p')
is "ETag" "$(status -H "If-None-Match: $etag" "$B/api/v1/themes")" 304
is "another ETag" "$(status -H 'If-None-Match: "x"' "$B/api/v1/themes")" 200
has "gzip" "$(get -D- -o /dev/null -H 'Accept-Encoding: gzip' "$B/api/v1/themes")" "Content-Encoding: gzip"
is "gzip holds the same" "$(get --compressed "$B/api/v1/themes" | md5sum)" "$(get "$B/api/v1/themes" | md5sum)"
is "no CORS unasked" "$(get -D- -o /dev/null -H 'Origin: https://a.example' "$B/api/v1/themes" | grep -ci access-control)" 0
is "another host name" "$(status -H 'Host: a.example' "$B/api/v1/themes")" 403
has "the page" "$(get "$B/" | head -c 400)" "Content-Security-Policy"
is "the page is that of report" "$(get "$B/?label_lang=vi" | md5sum)" "$("$VERBATIM" report --db "$DB" --label-lang vi --show-personal 2>/dev/null | md5sum)"
has "metrics" "$(get "$B/metrics")" 'verbatim_requests_total{code="2xx"}'
get "$B/api/v1/openapi.json" >"$T/openapi.json"
python3 - "$T/openapi.json" <<'EOF' || bad=1
import json, sys
d = json.load(open(sys.argv[1]))
assert d["openapi"].startswith("3.1") and "/api/v1/themes" in d["paths"], "not OpenAPI 3.1"
refs = []
def walk(x):
    if isinstance(x, dict):
        if x.get("$ref", "").startswith("#/components/"): refs.append(x["$ref"])
        for v in x.values(): walk(v)
    elif isinstance(x, list):
        for v in x: walk(v)
walk(d)
for r in set(refs):
    at = d
    for part in r[2:].split("/"): at = at[part]
EOF
# A store that grows is seen, without a restart.
before=$(get "$B/api/v1/runs?format=ndjson" | wc -l)
"$VERBATIM" analyze "$CORPORA/kiosk.jsonl" --db "$DB" --no-progress >/dev/null 2>&1 &
writer=$!
while kill -0 $writer 2>/dev/null; do is "while it is written" "$(status "$B/api/v1/themes")" 200; done
for _ in $(seq 40); do [[ $(get "$B/api/v1/themes" | md5sum) == $("$VERBATIM" themes --db "$DB" -f json | md5sum) ]] && break; sleep 0.2; done
[[ $(get "$B/api/v1/runs?format=ndjson" | wc -l) -gt $before ]] || { echo "the new import is not seen"; bad=1; }
is "after the writing" "$(get "$B/api/v1/themes" | md5sum)" "$("$VERBATIM" themes --db "$DB" -f json | md5sum)"
# A client that sends its headers drop by drop is closed.
if [[ -z ${VERBATIM_FAST:-} ]]; then
    python3 - "$B" <<'EOF' || bad=1
import socket, sys, time
host, port = sys.argv[1].removeprefix("http://").split(":")
s = socket.create_connection((host, int(port)))
s.send(b"GET /healthz HTTP/1.1\r\n")
begin = time.time()
try:
    while time.time() - begin < 30:
        s.send(b"X"); time.sleep(0.5)
    print("a slow client was not closed"); sys.exit(1)
except OSError:
    pass
EOF
fi
kill -TERM "$P"; wait "$P"; is "stops with" $? 0

start --cors https://a.example
has "CORS when asked" "$(get -D- -o /dev/null "$B/api/v1/themes")" "Access-Control-Allow-Origin: https://a.example"
# Personal data is masked unless asked for.
printf "id,comment\n1,giao hàng chậm gọi 0912345678 không ai nghe\n" >"$T/p.csv"
"$VERBATIM" analyze "$T/p.csv" --db "$DB" --no-progress >/dev/null 2>&1
is "personal data is masked" "$( (get "$B/api/v1/comments?format=ndjson&limit=5000"; get "$B/api/v1/quotes?format=csv"; get "$B/") | grep -c 0912345678)" 0
is "preflight" "$(status -X OPTIONS "$B/api/v1/themes")" 204
kill -INT "$P"; wait "$P"
echo "a-secret-of-some-length" >"$T/secret"
start --host 0.0.0.0 --token "@$T/secret"
B=${B/0.0.0.0/127.0.0.1}
is "without the token" "$(status "$B/api/v1/themes")" 401
is "with another" "$(status -H 'Authorization: Bearer a-secret-of-some-lengt' "$B/api/v1/themes")" 401
is "with it" "$(status -H 'Authorization: Bearer a-secret-of-some-length' "$B/api/v1/themes")" 200
is "health needs none" "$(status "$B/healthz")" 200
kill -INT "$P"; wait "$P"
code "other machines need a token" 2 "$VERBATIM" serve --db "$DB" --host 0.0.0.0
code "a short token is none" 2 "$VERBATIM" serve --db "$DB" --host 0.0.0.0 --token short
code "no address" 2 "$VERBATIM" serve --db "$DB" --host nowhere
code "no store" 5 "$VERBATIM" serve --db "$T/none.db"
exit $bad
