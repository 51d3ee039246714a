#!/bin/sh
# Alignment of 100,000 tickets with 50 guides of 200 nodes, those of workload.lua. Run by `make bench`, in the root of the tree.
set -u
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
lua5.4 tests/bench/workload.lua "$dir" 50 200 20000 || exit 3
"$BUILD/tests/bench/align_bench" "$dir"
