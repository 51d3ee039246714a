# bash completion for waymark. What there is to complete is asked of the program itself (waymark VERB --help), so that a new verb or option
# needs no line here. Uses bash, sed and find.

# Prints the verbs, one a line.
_waymark_verbs() {
    "$1" --help --lang en 2>/dev/null | sed -n 's/^  waymark \([a-z][a-z]*\).*/\1/p'
}

# Prints the options of a verb (or of none), one a line: "--rules DIR", "--json".
_waymark_options() {
    "$1" ${2:+"$2"} --help --lang en 2>/dev/null | sed -n 's/^  \(--[a-z][a-z-]*\)\( [^ ]*\)\{0,1\}  .*/\1\2/p'
}

# Prints what the verb takes besides: "[NAME]", "TICKETS…".
_waymark_operands() {
    "$1" "$2" --help --lang en 2>/dev/null | sed -n '1s/^Usage: waymark [a-z]* \(.*\)\[OPTIONS\].*/\1/p'
}

# Prints what the value of an option is called.
_waymark_value() {
    _waymark_options "$1" "$2" | sed -n "s/^$3 //p"
}

# Prints the folder of guides that the program would take; $2: what --rules says.
_waymark_rules() {
    local installed
    installed=$(dirname "$(command -v "$1" 2>/dev/null)")/../share/waymark/rules
    if [ -n "$2" ]; then echo "$2"
    elif [ -n "${WAYMARK_RULES-}" ]; then echo "$WAYMARK_RULES"
    elif [ -d rules ]; then echo rules
    elif [ -d "$installed" ]; then echo "$installed"
    fi
}

# Prints the names of the guides in a folder.
_waymark_guides() {
    [ ! -d "$1" ] || find "$1" -name '*.lua' -exec sed -n "s/^[[:space:]]*guide[[:space:]]*(\{0,1\}[[:space:]]*[\"']\([a-z0-9_/]*\)[\"'].*/\1/p" {} +
}

# Prints the numbers of the cases that there are.
_waymark_cases() {
    local file folder=${XDG_STATE_HOME:-$HOME/.local/state}/waymark/cases
    for file in "$folder"/*.jsonl; do
        [ ! -f "$file" ] || { file=${file##*/}; echo "${file%.jsonl}"; }
    done
}

# Completes what is called by this name: words, folders, files, guides.
_waymark_named() { # PROGRAM NAME RULES
    local IFS=$'\n'
    case $2 in
    *[A-Z]*) ;;
    *'|'*) mapfile -t COMPREPLY < <(compgen -W "${2//|/$'\n'}" -- "$cur"); return ;;
    esac
    case $2 in
    *NAME* | *GUIDE*) mapfile -t COMPREPLY < <(compgen -W "$(_waymark_guides "$(_waymark_rules "$1" "$3")")" -- "$cur") ;;
    DIR*) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    *FILE* | *PATH* | *TICKETS* | *TALLY* | *DIR*) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    esac
}

_waymark() {
    local program=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb="" rules="" value="" i word
    COMPREPLY=()
    if [ "$cur" = = ]; then
        cur=
    elif [ "$prev" = = ] && [ "$COMP_CWORD" -ge 2 ]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do # the verb, and the folder of guides, before the cursor
        word=${COMP_WORDS[i]}
        case $word in
        --*)
            value=$(_waymark_value "$program" "$verb" "$word")
            if [ -n "$value" ] && [ "${COMP_WORDS[i + 1]-}" = = ]; then i=$((i + 1)); fi
            if [ -n "$value" ]; then i=$((i + 1)); fi
            if [ "$word" = --rules ] && [ "$i" -lt "$COMP_CWORD" ]; then rules=${COMP_WORDS[i]}; fi
            ;;
        -*) ;;
        *) verb=${verb:-$word} ;;
        esac
    done
    value=
    case $prev in --*) value=$(_waymark_value "$program" "$verb" "$prev") ;; esac
    if [ "$prev" = --case ]; then
        _waymark_named "$program" FILE "$rules"
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$(_waymark_cases)" -- "$cur")
    elif [ -n "$value" ]; then
        _waymark_named "$program" "$value" "$rules"
    elif [[ $cur = -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_waymark_options "$program" "$verb" | sed 's/ .*//')" -- "$cur")
    elif [ -z "$verb" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$(_waymark_verbs "$program")" -- "$cur")
    else
        _waymark_named "$program" "$(_waymark_operands "$program" "$verb")" "$rules"
    fi
}
complete -F _waymark waymark
