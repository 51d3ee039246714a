# Replaying a ticket costs so many instructions and no more: counted, not timed, so that a busy machine changes nothing; and without loading,
# which differs by some hundred thousand from run to run, as Lua seeds its hashes anew. The workload is workload.lua's; 1,200 tickets and 200 are
# replayed, and the difference is the cost of 1,000. Prints TAP. The program is $WAYMARK.
#
# A ticket of this workload has about 454 bytes and 12 facts. By hand, with nothing general, tickets take about 16.4 instructions a byte
# (../shared/bench/yardstick.c: 7,700 for 470 bytes), so 7,450 here. Replay took 7,311 when this was written; the limit leaves it 7 %,
# and lies below 1.15 times the hand-written one.
cd "$(dirname "$0")/../../.." || exit 3
most=7800
skip() { echo "1..0 # SKIP $1"; exit 0; }
[ -z "${WAYMARK_VARIANT-}" ] || skip "instructions are counted without sanitizers and coverage"
command -v valgrind >/dev/null 2>&1 || skip "valgrind is not here"
command -v lua5.4 >/dev/null 2>&1 || skip "lua5.4 is not here"
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT

lua5.4 tests/bench/workload.lua "$dir" 10 200 1200 || exit 3
head -n 200 "$dir/tickets.jsonl" > "$dir/few.jsonl"

# instructions FILE: of replaying it, once the rules are loaded
instructions() {
    WAYMARK_LOAD_SECONDS=60 valgrind -q --tool=callgrind --toggle-collect=replay_run --callgrind-out-file="$dir/counted" \
        "$WAYMARK" replay "$1" --rules "$dir/rules" --kb "$dir/kb" --per-ticket "$dir/lines" --json > "$dir/tally" 2> "$dir/said" || return 1
    sed -n 's/^\(totals\|summary\): *\([0-9][0-9]*\).*/\2/p' "$dir/counted" | head -n 1
}

few=$(instructions "$dir/few.jsonl") && many=$(instructions "$dir/tickets.jsonl") && [ -n "$few" ] && [ -n "$many" ] &&
    each=$(((many - few) / 1000)) && [ "$each" -gt 0 ] && [ "$each" -le "$most" ]
status=$?
echo "# ${each-none} instructions a ticket of $(($(wc -c < "$dir/tickets.jsonl") / 1200)) bytes, at most $most"
ended=$(grep -c '"end":"diagnosed"' "$dir/lines" 2>/dev/null)
if [ "$status" -eq 0 ]; then
    echo "ok 1 - replaying a ticket"
else
    echo "not ok 1 - replaying a ticket"
    cut -c 1-300 "$dir/said" | head -n 5 | sed 's/^/# /'
fi
if [ "${ended:-0}" -eq 1200 ]; then
    echo "ok 2 - every ticket of the workload comes to a conclusion"
else
    echo "not ok 2 - every ticket of the workload comes to a conclusion: ${ended:-0} of 1200"
fi
echo "1..2"
