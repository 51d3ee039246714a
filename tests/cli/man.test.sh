# The manual pages say what the program says of itself, in both languages, and are good roff.
. "$(dirname "$0")/support.sh"

pages=$here/../../tools/cli/man
unset WAYMARK_RULES

# skip WHAT WHY
skip() {
    count=$((count + 1))
    echo "ok $count - $1 # SKIP $2"
}

# nothing_said WHAT: what was just run had nothing to say.
nothing_said() {
    if [ ! -s "$scratch/out" ] && [ ! -s "$scratch/err" ] && [ "$code" -eq 0 ]; then tell yes "$1"; else tell no "$1"; fi
}

for page in waymark.1 zh_TW/waymark.1; do
    case $page in
    zh_TW/*) lang=zh ;;
    *) lang=en ;;
    esac
    sh "$pages/write" "$lang" > "$scratch/out" 2> "$scratch/err"
    code=$?
    exits 0 "$page can be written"
    reads_as "$pages/$page" "$page says what the program says (GOLDEN=write writes it anew)"
    if command -v mandoc > /dev/null; then
        mandoc -T lint -W warning "$pages/$page" > "$scratch/out" 2> "$scratch/err"
        code=$?
        nothing_said "$page: mandoc has no warning"
    else
        skip "$page: mandoc has no warning" 'mandoc is not installed'
    fi
    # A system without its manual pages has a man that does nothing but say so.
    if man -l "$pages/waymark.1" 2> /dev/null | grep -q Waymark; then
        LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -l "$pages/$page" > "$scratch/page" 2> "$scratch/err"
        code=$?
        : > "$scratch/out"
        nothing_said "$page: man has no warning"
        cp "$scratch/page" "$scratch/out"
        says waymark "$page: man shows it"
    else
        skip "$page: man has no warning" 'there is no working man'
        skip "$page: man shows it" 'there is no working man'
    fi
done

# Each option of each verb, and each verb, is in both pages, and there is no other.
for page in waymark.1 zh_TW/waymark.1; do
    sed 's/\\-/-/g' "$pages/$page" > "$scratch/page"
    sed -n 's/^\.B \(--[a-z-]*\).*/\1/p' "$scratch/page" | sort -u > "$scratch/named"
    for verb in '' $("$program" --help --lang en | sed -n 's/^  waymark \([a-z][a-z]*\).*/\1/p'); do
        # shellcheck disable=SC2086 # none or one word
        "$program" $verb --help --lang en | sed -n 's/^  \(--[a-z][a-z-]*\).*/\1/p'
    done | sort -u > "$scratch/out"
    if diff "$scratch/out" "$scratch/named" > "$scratch/err"; then
        tell yes "$page: the options, all of them and no other"
    else
        tell no "$page: the options, all of them and no other"
    fi
    sed -n 's/^\.SS waymark \([a-z]*\).*/\1/p' "$scratch/page" > "$scratch/named"
    "$program" --help --lang en | sed -n 's/^  waymark \([a-z][a-z]*\).*/\1/p' > "$scratch/out"
    if diff "$scratch/out" "$scratch/named" > "$scratch/err"; then
        tell yes "$page: the verbs, all of them and no other"
    else
        tell no "$page: the verbs, all of them and no other"
    fi
done
finish
