#!/bin/bash
# The server under ThreadSanitizer: every route from many connections while an import writes, with caches that fill and are emptied.
# `make test-threads` builds it (VERBATIM is then the build with -fsanitize=thread) and runs it.
. "$(dirname "$0")/common.sh"
export TSAN_OPTIONS="halt_on_error=0 exitcode=66 log_path=$T/tsan second_deadlock_stack=1"
WRITER=${WRITER:-$VERBATIM}
fill "${COMMENTS:-1000}"
serve
touch "$T/imported"
write_on & LOOP=$!
python3 - "$B" "${SECONDS_EACH:-20}" <<'EOF' || bad=1
import gzip, random, sys, threading, time, urllib.error, urllib.request
base, seconds = sys.argv[1], float(sys.argv[2])
paths = ["/api/v1/themes", "/api/v1/themes?since=2026-03-01&label_lang=th", "/api/v1/touchpoints?format=csv", "/api/v1/comments?limit=20", "/api/v1/quotes?format=ndjson",
         "/api/v1/trend?by=week", "/api/v1/comparison", "/api/v1/alerts", "/api/v1/theme_breakdown?by=segment:region", "/api/v1/search?q=giao+cham&limit=5",
         "/api/v1/search?q=late&related=1&limit=5", "/api/v1/openapi.json", "/metrics", "/healthz", "/", "/api/v1/nothing", "/api/v1/themes?foo=1"]
until, answers, closed, odd = time.time() + seconds, [0], [0], []
def client(seed):
    dice, tags = random.Random(seed), {}
    while time.time() < until:
        path = dice.choice(paths)
        request = urllib.request.Request(base + path, headers={"Accept-Encoding": "gzip"} if dice.random() < .5 else {})
        if path in tags and dice.random() < .5: request.add_header("If-None-Match", tags[path])
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read(); tags[path] = answer.headers.get("ETag") or "x"; answers[0] += 1
        except urllib.error.HTTPError as e:
            if e.code not in (304, 400, 404): odd.append((path, e.code))
        except OSError: closed[0] += 1  # waited for longer than a connection may: the sanitizer makes all ten times slower
threads = [threading.Thread(target=client, args=(i,)) for i in range(8)]
for t in threads: t.start()
for t in threads: t.join()
print(f"{answers[0]} answers to 8 clients in {seconds:.0f} s, {closed[0]} closed unanswered")
for o in odd[:5]: print("FAIL ", *o)
sys.exit(bool(odd))
EOF
touch "$T/stop"
wait "$LOOP"
echo "imports meanwhile: $(wc -l <"$T/imported")"
kill -TERM "$SERVER"; wait "$SERVER"; code=$?
[[ $code == 0 ]] || fail "the server ended with $code"
if compgen -G "$T/tsan*" >/dev/null; then fail "ThreadSanitizer found:"; head -60 "$T"/tsan*; fi
[[ $bad == 0 ]] && echo "no finding"
exit $bad
