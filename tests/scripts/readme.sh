# The command blocks of README.md work as they stand there (```sh blocks; those for make are what runs this).
. tests/scripts/common.sh
ROOT=$PWD
mkdir "$T/bin" "$T/work"; ln -s "$VERBATIM" "$T/bin/verbatim"; cp corpora/*.* "$T/work"; cd "$T/work" || exit 1
PATH=$T/bin:$PATH
python3 - "$ROOT/README.md" "$T" <<'P'
import re, sys
blocks = re.findall(r"^```sh\n(.*?)^```", open(sys.argv[1], encoding="utf-8").read(), re.S | re.M)
assert len(blocks) >= 6, "README.md lost its command blocks"
for i, b in enumerate(blocks): open("%s/block%02d.sh" % (sys.argv[2], i), "w", encoding="utf-8").write(b)
P
for b in "$T"/block*.sh; do
    bash -e "$b" >"$T/stdout" 2>"$T/stderr" || { echo "a block of README.md fails:"; cat "$b"; tail -3 "$T/stderr"; bad=1; }
done
exit $bad
