# The walk in a guide of 10,000 nodes costs so many instructions and no more: counted, not timed, so that a busy machine changes nothing.
# A session changes the deepest answer 4 and 24 times; the instructions within walk_next, apart by 20 requests, are its cost a request
# (a request walks once). Prints TAP. The program is $WAYMARK.
cd "$(dirname "$0")/../../.." || exit 3
here=tests/bench
skip() { echo "1..0 # SKIP $1"; exit 0; }
[ -z "${WAYMARK_VARIANT-}" ] || skip "instructions are counted without sanitizers and coverage"
command -v valgrind >/dev/null 2>&1 || skip "valgrind is not here"
command -v lua5.4 >/dev/null 2>&1 || skip "lua5.4 is not here"
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
count=0

# requests SHAPE CHANGES: opens, answers all on the way, then changes the deepest answer so many times
requests() {
    awk -v shape="$1" -v changes="$2" 'BEGIN {
        print "{\"open\":{\"guide\":\"bench\"}}"
        n = 0
        for (i = 0; shape == "tree" && i < 12; i++) q[++n] = "t_" i "_0"
        for (i = 1; shape == "long" && i <= 100; i++) { q[++n] = "p" i; q[++n] = "r" i; q[++n] = "s" i }
        printf "{\"answer\":{"
        for (i = 1; i <= n; i++) printf "%s\"%s\":\"a\"", (i > 1 ? "," : ""), q[i]
        print "}}"
        for (i = 1; i <= changes; i++) printf "{\"answer\":{\"%s\":\"%s\"}}\n", q[n], i % 2 ? "b" : "a"
    }'
}
# instructions SHAPE CHANGES: what was spent within walk_next
instructions() {
    requests "$1" "$2" > "$dir/requests"
    WAYMARK_LOAD_SECONDS=60 valgrind -q --tool=callgrind --toggle-collect=walk_next --callgrind-out-file="$dir/counted" \
        "$WAYMARK" session --rules "$dir/$1" --kb "$dir" < "$dir/requests" > "$dir/replies" 2> "$dir/said" || return 1
    ! grep -q '"error"' "$dir/replies" && sed -n 's/^\(totals\|summary\): *\([0-9][0-9]*\).*/\2/p' "$dir/counted" | head -n 1
}
# gate SHAPE LIMIT
gate() {
    count=$((count + 1))
    mkdir "$dir/$1"
    lua5.4 "$here/step_guide.lua" "$1" > "$dir/$1/bench.lua"
    few=$(instructions "$1" 4) && many=$(instructions "$1" 24) && [ -n "$few" ] && [ -n "$many" ] && each=$(((many - few) / 20)) &&
        [ "$each" -gt 0 ] && [ "$each" -le "$2" ]
    status=$?
    echo "# $1: ${each-none} instructions a step, at most $2"
    if [ "$status" -eq 0 ]; then
        echo "ok $count - a step in the guide \"$1\""
    else
        echo "not ok $count - a step in the guide \"$1\""
        cat "$dir/said" "$dir/replies" 2>/dev/null | cut -c 1-300 | head -n 5 | sed 's/^/# /'
    fi
}

gate tree 4000
gate long 90000
echo "1..$count"
