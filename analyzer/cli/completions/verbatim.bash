# bash completion for verbatim
_verbatim() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
    local commands=$(verbatim help 2>/dev/null | sed -n '/^Commands/,/^$/s/^  \([a-z]*\) .*/\1/p')
    case $prev in
    -f|--format) COMPREPLY=($(compgen -W "table json ndjson csv" -- "$cur")); return ;;
    --lang) COMPREPLY=($(compgen -W "auto vi th en" -- "$cur")); return ;;
    --label-lang|--comment-lang) COMPREPLY=($(compgen -W "vi th en" -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W "auto always never" -- "$cur")); return ;;
    --table) COMPREPLY=($(compgen -W "themes touchpoints quotes subthemes comments clauses theme_periods drivers trend trend_series comparison theme_breakdown touchpoint_breakdown alerts standouts theme_events decisions problems runs diagnostics" -- "$cur")); return ;;
    --map) COMPREPLY=($(compgen -S = -W "text id date touchpoint channel rating nps csat ces lang weight question segment: label ignore" -- "$cur")); compopt -o nospace; return ;;
    --by) COMPREPLY=($(compgen -W "week month quarter segment: channel lang touchpoint weekday" -- "$cur")); return ;;
    theme) COMPREPLY=($(compgen -W "merge split rename lock unlock undo log apply events" -- "$cur")); return ;;
    lexicon) COMPREPLY=($(compgen -W "check which learn canonicalize" -- "$cur")); return ;;
    help) COMPREPLY=($(compgen -W "$commands" -- "$cur")); return ;;
    schema) COMPREPLY=($(compgen -W "themes touchpoints quotes subthemes comments clauses theme_periods drivers trend trend_series comparison theme_breakdown touchpoint_breakdown alerts standouts theme_events decisions problems runs diagnostics search score tokens sniff" -- "$cur")); return ;;
    --lexicons) COMPREPLY=($(compgen -d -- "$cur")); return ;;
    esac
    if [[ $COMP_CWORD == 1 && $cur != -* ]]; then COMPREPLY=($(compgen -W "$commands" -- "$cur"))
    elif [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$(verbatim "${COMP_WORDS[1]}" --help 2>/dev/null | sed -n 's/^ .*\(--[a-z-]*\).*/\1/p')" -- "$cur"))
    else COMPREPLY=($(compgen -f -- "$cur")); fi
}
complete -F _verbatim verbatim
