#!/bin/sh
# After all tasks of an array: adds their tallies, and puts their lines behind each other, in the order of the tickets.
#   OUT PARTS (environment); leaves OUT/tally.json and OUT/tickets.jsonl
set -eu
set --
for part in $(seq "$PARTS"); do
    if [ ! -f "$OUT/part-$part.json" ]; then
        echo "replay_merge: 第 $part 份沒有結果，看它的紀錄 $OUT/part-$part.log；重跑這一份再合併" >&2
        echo "replay_merge: part $part left no tally, see $OUT/part-$part.log; run that part again, then merge" >&2
        exit 3
    fi
    set -- "$@" "$OUT/part-$part.json"
done
"${WAYMARK:-waymark}" replay --merge "$@" --json > "$OUT/tally.json.new"
for part in $(seq "$PARTS"); do
    cat "$OUT/part-$part.jsonl"
done > "$OUT/tickets.jsonl.new"
mv "$OUT/tickets.jsonl.new" "$OUT/tickets.jsonl"
mv "$OUT/tally.json.new" "$OUT/tally.json"
