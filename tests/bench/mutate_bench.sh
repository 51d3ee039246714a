#!/bin/sh
# Mutants, as `waymark test --mutate` makes them, guide by guide (mutate_bench.c): a guide of 200 nodes made by workload.lua, with 50 walks that were
# tickets of it, then the guides of rules/ with their own. The run is put beside what loading the rules and running the walks would take for each
# mutant by itself, which tells nothing yet of those that no walk notices. Seconds are by the clock. Run by `make bench`, in the root of the tree.
set -u
walks=50
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT

lua5.4 tests/bench/workload.lua "$dir" 1 200 1000 || exit 3
awk -F '\t' 'NR == FNR { agrees[FNR] = $2 == "agree"; next } agrees[FNR]' "$dir/expected.tsv" "$dir/tickets.jsonl" |
    head -n "$walks" | sed 's/"resolved":{/"expect":{"end":"diagnosed",/' > "$dir/rules/bench/g000.walks.jsonl"
echo "a guide of 200 nodes, $walks walks:"
"$BUILD/tests/bench/mutate_bench" "$dir/rules" "$dir/kb" "$dir/rules/bench/g000.walks.jsonl" || exit

set --
for file in $(find rules -name '.*' -prune -o -name '*.walks.*' -print | sort); do
    set -- "$@" "$file"
done
echo 'rules/:'
"$BUILD/tests/bench/mutate_bench" rules kb "$@"
