# Completion in bash, zsh and fish: verbs, options, values, guides and files, as the program itself has them. What shell is not here is skipped.
. "$(dirname "$0")/support.sh"

completions=$here/../../tools/cli/completions
mkdir "$scratch/bin" "$scratch/work" "$scratch/work/folder"
ln -s "$(cd "$(dirname "$program")" && pwd)/$(basename "$program")" "$scratch/bin/waymark"
PATH=$scratch/bin:$PATH
export PATH XDG_STATE_HOME="$scratch/state"
mkdir -p "$scratch/state/waymark/cases"
: > "$scratch/state/waymark/cases/C115-0312-07.jsonl"
: > "$scratch/work/tickets.jsonl"
cp -R "$here/rules" "$scratch/work/other-rules"
cd "$scratch/work" || exit 3

# in_bash WORD…, in_zsh WORD…, in_fish WORD…: what is offered for the last word, one a line, sorted.
cat > "$scratch/bash" <<'SCRIPT'
. "$1/waymark.bash"
shift
COMP_WORDS=(waymark "$@") COMP_CWORD=$#
_waymark
printf '%s\n' "${COMPREPLY[@]}"
SCRIPT
in_bash() {
    bash --norc "$scratch/bash" "$completions" "$@" 2> "$scratch/err" | sort > "$scratch/out"
}

# zsh completes within a terminal only: the builtins that take what is offered print it here.
cat > "$scratch/zsh" <<'SCRIPT'
compadd() { while [[ $1 != -- ]]; do shift; done; shift; offer "$@" }
offer() { local word; for word; do [[ $word != $PREFIX* ]] || print -r -- $word; done }
_describe() { offer ${${(P)2}%%:*} }
_files() { [[ $1 = -/ ]] && offer *(/N) || offer *(N) }
compset() { PREFIX=${PREFIX#*=} }
completions=$1
shift
words=(waymark "$@") CURRENT=$(($# + 1)) PREFIX=${@[-1]}
. $completions/_waymark
SCRIPT
in_zsh() {
    zsh -f "$scratch/zsh" "$completions" "$@" 2> "$scratch/err" | sort > "$scratch/out"
}

in_fish() {
    HOME=$scratch fish --no-config -c "source $completions/waymark.fish; complete -C 'waymark $*'" 2> "$scratch/err" |
        sed "s/$(printf '\t').*//" | sort > "$scratch/out"
}

# offers WORDS WHAT: these and no others.
offers() {
    printf '%s\n' "$1" | tr ' ' '\n' | sed '/^$/d' | sort > "$scratch/wanted"
    sed -i '/^$/d' "$scratch/out"
    if cmp -s "$scratch/wanted" "$scratch/out"; then tell yes "$shell: $2"; else tell no "$shell: $2"; fi
}

# Of the program: its verbs, the options of a verb.
verbs_of() { "$program" --help --lang en | sed -n 's/^  waymark \([a-z][a-z]*\).*/\1/p'; }
options_of() { "$program" "$@" --help --lang en | sed -n 's/^  \(--[a-z][a-z-]*\).*/\1/p'; }

verbs=$(verbs_of)
for shell in bash zsh fish; do
    if ! command -v "$shell" > /dev/null; then
        count=$((count + 1))
        echo "ok $count - completion in $shell # SKIP $shell is not installed"
        continue
    fi
    complete=in_$shell
    $complete ''
    offers "$(echo "$verbs" | tr '\n' ' ')" 'the verbs, and nothing else'
    $complete gui
    offers guide 'a verb that was begun'
    $complete --
    offers "$(options_of | tr '\n' ' ')" 'the options without a verb'
    for verb in $verbs; do
        $complete "$verb" --
        # shellcheck disable=SC2086 # one word
        offers "$(options_of $verb | tr '\n' ' ')" "the options of $verb"
    done
    $complete check --js
    offers --json 'an option that was begun'
    $complete check --lang ''
    offers 'en zh' 'the languages'
    $complete check --lang z
    offers zh 'a language that was begun'
    $complete check --rules ''
    sed -i 's|/$||' "$scratch/out"
    offers 'folder other-rules' 'folders, for --rules'
    $complete guide ''
    offers 'ssh vpn_setup' 'the guides'
    $complete plan s
    offers ssh 'a guide that was begun'
    (unset WAYMARK_RULES && $complete guide --rules other-rules v)
    offers vpn_setup 'the guides of another folder'
    $complete replay ti
    offers tickets.jsonl 'files, for replay'
    $complete --case C115
    offers C115-0312-07 'the cases, for --case'
    if [ "$shell" = bash ]; then
        in_bash check --lang = z
        offers zh 'a language after an equals sign'
    fi
done

# What completion offers the program takes: said with --help, an option that it does not know would be wrong use.
wrong=
for verb in $verbs; do
    for option in $(options_of "$verb"); do
        value=$("$program" "$verb" --help --lang en | sed -n "s/^  $option \([^ ][^ ]*\)  .*/\1/p")
        case $value in
        'zh|en') value=zh ;;
        esac
        "$program" "$verb" "$option" ${value:+"$value"} --help > /dev/null 2>&1 || wrong="$wrong $verb:$option"
    done
done
code=$wrong
if [ -z "$wrong" ]; then tell yes 'every option that is offered is taken'; else tell no 'every option that is offered is taken'; fi
finish
