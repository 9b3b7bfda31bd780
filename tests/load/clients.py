"""Clients that a server must get rid of: slow ones, too many, too large. clients.py http://HOST:PORT"""
import socket, sys, time, urllib.request

host, port = sys.argv[1].removeprefix("http://").split(":")
bad = 0


def check(what, ok, detail=""):
    global bad
    if not ok:
        bad = 1
        print("FAIL ", what, detail)


def connect():
    s = socket.create_connection((host, int(port)), timeout=30)
    return s


def send(data):
    """The status line that data gets, or what happened instead."""
    with connect() as s:
        try:
            s.sendall(data)
            return s.recv(64).split(b"\r\n")[0].decode() or "closed"
        except OSError as e:
            return "closed: " + str(e)


def healthy():
    begin = time.time()
    with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=10) as answer:
        return answer.status == 200 and time.time() - begin < 2


# Headers drop by drop, from as many places as one address gets.
slow = [connect() for _ in range(150)]
for s in slow:
    s.send(b"GET /healthz HTTP/1.1\r\nX-Slow: ")
check("others are answered meanwhile", healthy())
begin, closed = time.time(), 0
while time.time() - begin < 20 and slow:
    time.sleep(0.5)
    for s in list(slow):
        try:
            s.send(b"x")
        except OSError:
            slow.remove(s)
            closed += 1
check("slow clients are closed", not slow, f"{len(slow)} of 150 are open after 20 s")
print(f"150 slow clients closed after {time.time() - begin:.0f} s")
# An answer that nobody reads does not hold a worker.
deaf = [connect() for _ in range(30)]
for s in deaf:
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    s.send(b"GET /api/v1/comments?limit=10000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
time.sleep(2)
check("deaf clients hold up nobody", healthy())
for s in deaf:
    s.close()
for what, data in {
    "a header of 100 kB": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100000 + b"\r\n\r\n",
    "10,000 headers": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X%d: y\r\n" % i for i in range(10000)) + b"\r\n",
    "a path of 100 kB": b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00" + b"\x00" * 200 + b"\r\n\r\n",
    "a body": b"POST /api/v1/themes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 100000,
}.items():
    status = send(data)
    check(what, " 4" in status or "closed" in status, status)
    check("healthy after " + what, healthy())
sys.exit(bad)
