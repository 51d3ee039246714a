#!/bin/sh
# tools/cluster/: tickets replayed as a Slurm array job of two tasks and merged, beside one run without Slurm, by the clock from the submission to
# the merged tally, the shorter of two runs; both have the same tally and lines. Where no Slurm with an idle node is at hand but slurmctld and
# slurmd are installed (Debian package slurm-wlm), one of this machine alone is started in a folder of its own, and ended. Where they are not:
# left out. Run by `make bench`, in the root of the tree; TICKETS says how many.
set -u
tickets=${TICKETS:-300000}
times=12
tasks=2
runs=2
patience=60
controller='' daemon=''
dir=$(mktemp -d) || exit 3
end() {
    [ -z "$daemon" ] || { kill "$daemon" && wait "$daemon"; }
    [ -z "$controller" ] || { kill "$controller" && wait "$controller"; }
    rm -rf "$dir"
} 2> /dev/null
trap end EXIT
trap 'exit 130' INT TERM

leave_out() { echo "left out: $1"; exit 0; }
shortest() { sort -n | head -n 1; }
now() { date +%s.%N; }
since() { echo "$1 $(now)" | awk '{ printf "%.3f\n", $2 - $1 }'; }
has_idle_node() { timeout 10 sinfo -h -t idle -o %n 2> /dev/null | grep -q .; }

# A Slurm of this machine alone, whose one node has all processors; how it schedules is Slurm's default. It trusts whoever comes, for the time of
# a bench.
configure_slurm() {
    mkdir "$dir/slurm"
    node=$(hostname -s)
    port=$((20000 + $$ % 20000))
    cat > "$dir/slurm/slurm.conf" <<END
ClusterName=bench
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/none
CredType=cred/none
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
StateSaveLocation=$dir/slurm
SlurmdSpoolDir=$dir/slurm/spool
SlurmctldPidFile=$dir/slurm/controller.pid
SlurmdPidFile=$dir/slurm/daemon.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc)
PartitionName=all Nodes=ALL Default=YES State=UP
END
}
start_slurm() {
    configure_slurm
    export SLURM_CONF="$dir/slurm/slurm.conf"
    PATH=$PATH:/usr/sbin slurmctld -D > "$dir/controller.log" 2>&1 &
    controller=$!
    PATH=$PATH:/usr/sbin slurmd -D > "$dir/daemon.log" 2>&1 &
    daemon=$!
    for _ in $(seq "$patience"); do
        ! has_idle_node || return 0
        { kill -0 "$controller" && kill -0 "$daemon"; } 2> /dev/null || return 1
        sleep .5
    done
    return 1
}

# One run as people start it, and as an array job. The merge is done when its tally is there: replay_merge.sh puts it there last.
alone() {
    begun=$(now)
    "$WAYMARK" replay "$dir/tickets.jsonl" --rules "$dir/rules" --kb "$dir/kb" --threads "$1" --per-ticket "$dir/whole.jsonl" --json \
        > "$dir/whole.json" 2> "$dir/err" || { cat "$dir/err"; exit 3; }
    since "$begun" >> "$dir/alone-$1.s"
}
as_array() {
    rm -rf "$dir/out"
    begun=$(now)
    tools/cluster/replay_array.sh "$dir/tickets.jsonl" "$dir/rules" "$dir/kb" "$dir/out" "$tasks" > "$dir/jobs" 2> "$dir/err" ||
        { cat "$dir/err"; exit 3; }
    for _ in $(seq $((patience * 20))); do
        [ ! -f "$dir/out/tally.json" ] || break
        sleep .05
    done
    since "$begun" >> "$dir/array.s"
    [ -f "$dir/out/tally.json" ] || { echo 'the array job was not done in time'; cat "$dir"/out/*.log; exit 1; }
    cmp -s "$dir/whole.json" "$dir/out/tally.json" || { echo 'the array job has another tally than one run'; exit 1; }
    cmp -s "$dir/whole.jsonl" "$dir/out/tickets.jsonl" || { echo 'the array job has other lines than one run'; exit 1; }
}
# The same parts and their merge, one after the other, without Slurm: what is left is what Slurm takes.
by_hand() {
    mkdir "$dir/parts"
    begun=$(now)
    for part in $(seq "$tasks"); do
        TICKETS="$dir/tickets.jsonl" RULES="$dir/rules" KB="$dir/kb" OUT="$dir/parts" SLURM_ARRAY_TASK_ID=$part \
            SLURM_ARRAY_TASK_COUNT=$tasks tools/cluster/replay_part.sh 2> "$dir/err" &
        [ "$part" -lt "$tasks" ] || wait "$!"
    done
    until [ -f "$dir/parts/part-1.json" ]; do sleep .01; done
    OUT="$dir/parts" PARTS=$tasks tools/cluster/replay_merge.sh || exit 3
    since "$begun" >> "$dir/by_hand.s"
    rm -rf "$dir/parts"
}

command -v sbatch > /dev/null 2>&1 || leave_out 'Slurm (Debian package slurm-wlm) is not installed'
if has_idle_node; then
    echo 'the Slurm that is here'
elif [ -x /usr/sbin/slurmctld ] && [ -x /usr/sbin/slurmd ]; then
    start_slurm || { tail -n 3 "$dir/controller.log"; leave_out "a Slurm of this machine's own does not start"; }
    echo "a Slurm of this machine's own, which schedules as Slurm does by default"
else
    leave_out 'no Slurm with an idle node answers, and slurmctld and slurmd (Debian package slurm-wlm) are not installed'
fi
lua5.4 tests/bench/workload.lua "$dir" 50 200 $((tickets / times)) || exit 3
mv "$dir/tickets.jsonl" "$dir/some.jsonl"
for _ in $(seq "$times"); do cat "$dir/some.jsonl"; done > "$dir/tickets.jsonl"
echo "$((tickets / times * times)) tickets: $((tickets / times)) by tests/bench/workload.lua, $times times over"
export WAYMARK
for _ in $(seq "$runs"); do
    alone 1
    alone "$tasks"
    by_hand
    as_array
done
echo 'the array job has the tally and the lines of one run'
awk -v array="$(shortest < "$dir/array.s")" -v one="$(shortest < "$dir/alone-1.s")" -v two="$(shortest < "$dir/alone-$tasks.s")" \
    -v parts="$(shortest < "$dir/by_hand.s")" -v tasks="$tasks" 'BEGIN {
    printf "array job of %d tasks, submitted to merged: %.2f s; without Slurm, in one run: %.2f s on one thread, %.2f s on %d\n", tasks, array, one, two, tasks
    printf "the same parts and merge without Slurm: %.2f s; so Slurm itself takes %.2f s\n", parts, array - parts }'
