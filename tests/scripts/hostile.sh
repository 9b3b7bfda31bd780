# Malformed, hostile and odd files through the whole program: the outcome that tests/hostile/INDEX.tsv names, never a crash, a
# hang, or a row lost without being counted.
. tests/scripts/common.sh
H=$T/h; mkdir "$H"; cp -r tests/hostile/. "$H"; python3 "$H/make.py" "$H/made" >/dev/null
n=0
while IFS=$'\t' read -r file expected _; do
    [[ -z $file || $file == \#* || $file == file ]] && continue
    n=$((n + 1))
    # Shapes are the reader's part and tested there; here the outcome for a user: an error with its text, or an import that ends.
    # Millions of rows are read without a store.
    if [[ $file == made/* ]]; then timeout 120 "$VERBATIM" score "$H/$file" --map "text=#1" >/dev/null 2>"$T/stderr"; c=$?; : >"$T/stdout"
    else timeout 60 "$VERBATIM" analyze "$H/$file" --map "text=#1" --db "$T/h.db" --no-progress -f json >"$T/stdout" 2>"$T/stderr"; c=$?; fi
    case $c in
    0|3|5) ;;
    *) echo "$file: exit code $c"; head -3 "$T/stderr"; bad=1 ;;
    esac
    case $expected in
    error*) part=${expected#error }; part=${part%%;*}
        [[ $c == 3 || $c == 5 ]] || { echo "$file: expected an error, got exit code $c"; bad=1; }
        has "$file" "$(cat "$T/stderr")" "$part" ;;
    *diag*) if [[ $c == 0 && $file != made/* ]]; then
            got=$("$VERBATIM" export --table runs -f json --db "$T/h.db" | python3 -c 'import json,sys; print(sum(r["diagnostics"] for r in json.load(sys.stdin)))')
            [[ $got -gt 0 ]] || { echo "$file: its diagnostics are not counted"; bad=1; }
        fi ;;
    esac
    rm -f "$T"/h.db*
    [[ -s $T/stdout ]] && python3 -c 'import json,sys; t=open(sys.argv[1]).read(); t.strip() and json.loads(t)' "$T/stdout" || [[ ! -s $T/stdout ]] || { echo "$file: the output is no JSON"; bad=1; }
done <tests/hostile/INDEX.tsv
[[ $n -ge 60 ]] || { echo "only $n hostile files"; bad=1; }
exit $bad
