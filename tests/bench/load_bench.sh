#!/bin/sh
# Loading 100,000 nodes (500 guides of 200), beside plain Lua that reads the same files into plain tables and checks nothing: processor
# time, the median of several runs taken in turn. The rules are those of ../shared/bench/make_workload.py where it and python3 are there,
# else of workload.lua, which makes the like. Run by `make bench`, in the root of the tree.
set -u
shared=${WAYMARK_SHARED:-../shared}/bench
runs=7
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT

# Several numbers on lines of their own → the middle one.
median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }

if [ -f "$shared/make_workload.py" ] && python3 -c '' 2>/dev/null && python3 "$shared/make_workload.py" "$dir" --guides 500 --tickets 10; then
    echo 'rules by ../shared/bench/make_workload.py'
else
    rm -rf "$dir/rules" "$dir/kb"
    lua5.4 tests/bench/workload.lua "$dir" 500 200 10 || exit 3
    echo 'rules by tests/bench/workload.lua'
fi

for _ in $(seq "$runs"); do
    "$BUILD/tests/bench/load_bench" "$dir/rules" "$dir/kb" > "$dir/ours" || exit 3
    sed 's/.*nodes, \([0-9.]*\) s/\1/' "$dir/ours" >> "$dir/ours.s"
    [ ! -f "$shared/plain_tables.lua" ] || lua5.4 "$shared/plain_tables.lua" "$dir/rules" | sed 's/.*bytes, \([0-9.]*\) s.*/\1/' >> "$dir/plain.s"
done
printf 'waymark: %s\n' "$(sed 's/, [0-9.]* s$//' "$dir/ours")"
ours=$(median < "$dir/ours.s")
if [ ! -s "$dir/plain.s" ]; then
    printf 'waymark %s s; no ratio: %s is not here\n' "$ours" "$shared/plain_tables.lua"
    exit 0
fi
plain=$(median < "$dir/plain.s")
awk -v ours="$ours" -v plain="$plain" 'BEGIN {
    printf "waymark %.3f s, plain tables %.3f s: ratio %.2f   goal <= 0.95, reach for 0.80\n", ours, plain, ours / plain }'
