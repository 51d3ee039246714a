#!/bin/sh
# A cold start of `waymark guide` to its first question: a new process that loads the project's rules, asks, and ends with its input.
# Milliseconds from the call to the end of the process, beside the goal, and beside a program that does nothing. Run by `make bench`,
# in the root of the tree.
set -u
runs=21
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT

median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }
# time_of PROGRAM…: the median of its milliseconds
time_of() {
    for _ in $(seq "$runs"); do
        begun=$(date +%s%N)
        "$@" < /dev/null > "$dir/said" 2>&1
        ended=$(date +%s%N)
        echo "$begun $ended" | awk '{ printf "%.2f\n", ($2 - $1) / 1e6 }'
    done | median
}

ours=$(time_of "$WAYMARK" guide compute/ssh_unreachable --lang en --rules rules --kb kb)
if ! grep -q '?' "$dir/said"; then
    echo 'waymark guide asked nothing:'
    cat "$dir/said"
    exit 1
fi
least=$(time_of true)
printf 'waymark guide, to the first question: %s ms (a program that does nothing: %s ms)   goal <= 100 ms, reach for 30\n' "$ours" "$least"
