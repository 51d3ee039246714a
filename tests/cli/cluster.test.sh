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
        SLURM_ARRAY_TASK_ID=$part "$tools/replay_part.sh" 2> "$scratch/err"
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

# Slurm counts one task where one part is run again alone: the part stays what it was.
SLURM_ARRAY_TASK_ID=5 SLURM_ARRAY_TASK_COUNT=1 "$tools/replay_part.sh" 2> "$scratch/err"
"$tools/replay_merge.sh" > "$scratch/out" 2> "$scratch/err"
same "$scratch/whole.json" "$OUT/tally.json" 'a part that is run again is in the tally'

rm "$OUT/part-5.json"
TICKETS="$scratch/nowhere" SLURM_ARRAY_TASK_ID=5 "$tools/replay_part.sh" > "$scratch/out" 2> "$scratch/err"
code=$?
exits 3 'tickets that cannot be read'
says_on_stderr 'part 5 of 8' 'are told'
if [ -e "$OUT/part-5.json" ]; then tell no 'and leave no tally'; else tell yes 'and leave no tally'; fi

# replay_again submits what is missing, with what replay_array was given: a stand-in for sbatch shows what it is asked for.
mkdir "$scratch/bin"
cat > "$scratch/bin/sbatch" <<'SH'
#!/bin/sh
echo "$*" >> "$SUBMITTED"; echo "$TICKETS $PARTS" >> "$SUBMITTED"; echo 7
SH
chmod +x "$scratch/bin/sbatch"
printf '%s\n' "$TICKETS" "$RULES" "$KB" 8 "$WAYMARK" > "$OUT/job"
(unset TICKETS RULES KB PARTS && SUBMITTED="$scratch/submitted" PATH="$scratch/bin:$PATH" "$tools/replay_again.sh" "$OUT" --cpus-per-task=2) > "$scratch/out" 2> "$scratch/err"
if grep -q -- '--array=5 .*--cpus-per-task=2 .*replay_part.sh' "$scratch/submitted" && grep -q "^$TICKETS 8$" "$scratch/submitted" &&
    grep -q -- '--dependency=afterok:7 .*replay_merge.sh' "$scratch/submitted"; then
    tell yes 'the missing part and the merge are submitted again'
else
    tell no 'the missing part and the merge are submitted again'
fi

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
