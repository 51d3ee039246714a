# tools/cluster: a file of tickets replayed in parts and merged is that of one run, to the last bit; under Slurm, where there is one.
. "$(dirname "$0")/support.sh"
tools="$here/../../tools/cluster"
export WAYMARK="$program" RULES="$scratch/rules" KB="$scratch/kb" TICKETS="$scratch/tickets.jsonl"

# same A B WHAT
same() { if cmp -s "$1" "$2"; then tell yes "$3"; else tell no "$3"; fi; }

if ! command -v lua5.4 > /dev/null 2>&1; then
    echo '1..0 # SKIP lua5.4 makes the tickets, and is not installed'
    exit 0
fi
lua5.4 "$here/../bench/workload.lua" "$scratch" 5 40 3000
echo 'no ticket at all' >> "$TICKETS"
"$program" replay "$TICKETS" --rules "$RULES" --kb "$KB" --per-ticket "$scratch/whole.jsonl" --json > "$scratch/whole.json" 2> "$scratch/err"

for PARTS in 1 3 8; do
    OUT="$scratch/out-$PARTS"
    export PARTS OUT
    mkdir "$OUT"
    for part in $(seq "$PARTS"); do
        SLURM_ARRAY_TASK_ID=$part SLURM_ARRAY_TASK_COUNT=$PARTS "$tools/replay_part.sh" 2> "$scratch/err"
    done
    "$tools/replay_merge.sh" > "$scratch/out" 2> "$scratch/err"
    same "$scratch/whole.json" "$OUT/tally.json" "$PARTS parts have the tally of the whole"
    same "$scratch/whole.jsonl" "$OUT/tickets.jsonl" "$PARTS parts have its lines, in its order"
done

rm "$OUT/part-5.json"
"$tools/replay_merge.sh" > "$scratch/out" 2> "$scratch/err"
code=$?
exits 3 'a part that is missing'
says_on_stderr 'part 5' 'is named'

if ! command -v sbatch > /dev/null 2>&1 || ! timeout 10 sinfo -h 2> /dev/null | grep -q idle; then
    count=$((count + 1))
    echo "ok $count - an array job of 4 parts # SKIP no Slurm with an idle node is here"
else
    "$tools/replay_array.sh" "$TICKETS" "$RULES" "$KB" "$scratch/slurm" 4 > "$scratch/out" 2> "$scratch/err"
    for _ in $(seq 120); do
        [ ! -f "$scratch/slurm/tally.json" ] || break
        sleep 0.5
    done
    same "$scratch/whole.json" "$scratch/slurm/tally.json" 'an array job of 4 parts has the tally of the whole'
    same "$scratch/whole.jsonl" "$scratch/slurm/tickets.jsonl" 'and its lines'
fi
finish
