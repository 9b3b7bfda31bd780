# bash completion for verbatim
_verbatim() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    local commands=$(verbatim help 2>/dev/null | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p')
    case $prev in
    -f|--format) COMPREPLY=($(compgen -W "table json ndjson csv" -- "$cur")); return ;;
    --lang) COMPREPLY=($(compgen -W "auto vi th en" -- "$cur")); return ;;
    --label-lang|--comment-lang) COMPREPLY=($(compgen -W "vi th en" -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
    --table) COMPREPLY=($(compgen -W "comments clauses themes theme_periods touchpoints drivers runs diagnostics quotes" -- "$cur")); return ;;
    --map) COMPREPLY=($(compgen -S = -W "text id date touchpoint channel rating nps csat ces lang weight question segment: label ignore" -- "$cur")); compopt -o nospace; return ;;
    --lexicons) COMPREPLY=($(compgen -d -- "$cur")); return ;;
    esac
    if [[ $COMP_CWORD == 1 && $cur != -* ]]; then COMPREPLY=($(compgen -W "$commands" -- "$cur"))
    elif [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$(verbatim "${COMP_WORDS[1]}" --help 2>/dev/null | sed -n 's/^ .*\(--[a-z-]*\).*/\1/p')" -- "$cur"))
    else COMPREPLY=($(compgen -f -- "$cur")); fi
}
complete -F _verbatim verbatim
