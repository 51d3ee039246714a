#!/bin/sh
# One task of an array: replays its part of the tickets. The part is read from the file itself, by whole lines: nothing is copied.
#   TICKETS RULES KB OUT (environment), SLURM_ARRAY_TASK_ID (from 1) and SLURM_ARRAY_TASK_COUNT
# Leaves OUT/part-ID.json (the tally) and OUT/part-ID.jsonl (a line a ticket), each whole or not at all. Line numbers of invalid lines count
# within the part.
set -eu
part=$SLURM_ARRAY_TASK_ID
count=$SLURM_ARRAY_TASK_COUNT
threads=${SLURM_CPUS_PER_TASK:-1}
name=$OUT/part-$part
split -n "l/$part/$count" "$TICKETS" |
    "${WAYMARK:-waymark}" replay - --rules "$RULES" --kb "$KB" --threads "$threads" --per-ticket "$name.jsonl.new" --json > "$name.json.new"
mv "$name.jsonl.new" "$name.jsonl"
mv "$name.json.new" "$name.json"
