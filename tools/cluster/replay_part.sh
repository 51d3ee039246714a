#!/bin/sh
# One task of an array: replays its part of the tickets. The part is read from the file itself, by whole lines: nothing is copied.
#   TICKETS RULES KB OUT PARTS (environment), SLURM_ARRAY_TASK_ID (from 1 to PARTS)
# Leaves OUT/part-ID.json (the tally) and OUT/part-ID.jsonl (a line a ticket), each whole or not at all. Line numbers of invalid lines count
# within the part.
set -eu
part=$SLURM_ARRAY_TASK_ID
threads=${SLURM_CPUS_PER_TASK:-1}
name=$OUT/part-$part
rm -f "$name.unread"
{ split -n "l/$part/$PARTS" "$TICKETS" || : > "$name.unread"; } |
    "${WAYMARK:-waymark}" replay - --rules "$RULES" --kb "$KB" --threads "$threads" --per-ticket "$name.jsonl.new" --json > "$name.json.new"
if [ -e "$name.unread" ]; then
    echo "replay_part: 第 $part 份（共 $PARTS 份）讀不到 $TICKETS，沒有結果" >&2
    echo "replay_part: part $part of $PARTS of $TICKETS could not be read, and left nothing" >&2
    rm -f "$name.unread" "$name.jsonl.new" "$name.json.new"
    exit 3
fi
mv "$name.jsonl.new" "$name.jsonl"
mv "$name.json.new" "$name.json"
