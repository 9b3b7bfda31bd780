#!/bin/bash
# Layers include downwards only; folders of one layer never include each other; the program includes verbatim.h only.
cd "$(dirname "$0")/.." || exit 1
declare -A layer=([base]=0 [model]=1 [input]=2 [text]=2 [sentiment]=3 [themes]=3 [store]=4 [report]=5 [engine]=6)
bad=0
while IFS=: read -r file line text; do
    from=${file#analyzer/}; from=${from%%/*}
    to=$(sed -E 's/.*"([a-z]+)\/.*/\1/' <<<"$text")
    [[ $from == "$to" ]] && continue
    if [[ $from == cli || -z ${layer[$to]} || ${layer[$from]} -le ${layer[$to]} ]]; then
        echo "$file:$line: $from must not include $to"
        bad=1
    fi
done < <(grep -nE '^#include "[a-z]+/' analyzer/{base,model,input,text,sentiment,themes,store,report,engine,cli}/*.[ch])
[[ $bad == 0 ]] && echo "layers: ok"
exit $bad
