#!/bin/bash
# Puts the report page together: assemble.sh OUT.html CHARTS.js FOLDER
# Style and scripts go into the page, and their SHA-256 into its Content-Security-Policy, so that nothing else can run
# there. An empty CHARTS.js gives a page with tables instead of charts. Needs nothing but the shell's own tools.
set -eu
out=$1 charts=$2 dir=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{ printf '"use strict";\n(() => {\n'
  cat "$dir"/strings.js "$dir"/tools.js "$dir"/summary.js "$dir"/journey.js "$dir"/themes.js "$dir"/charts.js \
      "$dir"/compare.js "$dir"/comments.js "$dir"/method.js "$dir"/main.js
  printf '})();\n'; } >"$work/script"
cat "$dir/page.css" >"$work/style"
cat "$charts" >"$work/charts"
if grep -qiE '</(script|style)|<!--|@verbatim\{' "$work"/script "$work"/style "$work"/charts; then
    echo "assemble.sh: a script or style would end its element, or holds a mark of the page" >&2
    exit 1
fi
hash_of() { printf "'sha256-%s'" "$(printf "$(sha256sum <"$1" | cut -c1-64 | sed 's/../\\x&/g')" | base64)"; }
has=no
[[ -s $work/charts ]] && has=yes
put() { # a line of the template with one mark that a file stands for
    printf '%s' "${1%%"$2"*}"; cat "$3"; printf '%s\n' "${1#*"$2"}"
}
while IFS= read -r line; do
    case $line in
    *@CSP_SCRIPTS*)
        line=${line/@CSP_SCRIPTS/$(hash_of "$work/charts") $(hash_of "$work/script")}
        printf '%s\n' "${line/@CSP_STYLE/$(hash_of "$work/style")}" ;;
    *@HAS_CHARTS*) printf '%s\n' "${line/@HAS_CHARTS/$has}" ;;
    *@STYLE*) put "$line" @STYLE "$work/style" ;;
    *@CHARTS*) put "$line" @CHARTS "$work/charts" ;;
    *@SCRIPT*) put "$line" @SCRIPT "$work/script" ;;
    *) printf '%s\n' "$line" ;;
    esac
done <"$dir/page.html" >"$out"
