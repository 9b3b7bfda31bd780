# Shared by the script tests: a scratch folder, the sample exports, and checks that name what they expected.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
VERBATIM=${VERBATIM:-$PWD/build/verbatim}
CORPORA=$PWD/corpora
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
bad=0
is() { # what, got, expected
    if [[ "$2" != "$3" ]]; then echo "$1: got <$2>, expected <$3>"; bad=1; fi
}
has() { # what, text, part
    if [[ "$2" != *"$3"* ]]; then echo "$1: <$3> is not in <${2:0:600}>"; bad=1; fi
}
code() { # what, expected exit code, command...
    local what=$1 want=$2; shift 2
    "$@" >"$T/stdout" 2>"$T/stderr"; local got=$?
    if [[ $got != "$want" ]]; then echo "$what: exit code $got, expected $want"; head -3 "$T/stderr"; bad=1; fi
}
