#!/bin/sh
# Replays a file of tickets as a Slurm array job, and merges the parts in a job that waits for them.
#   replay_array.sh TICKETS RULES KB OUT PARTS [SBATCH OPTION…]
# TICKETS is plain JSON Lines on storage that every node sees, as are RULES, KB and OUT. The tally is OUT/tally.json: to the last bit that of
# a run on one machine, however many parts.
set -eu
if [ $# -lt 5 ]; then
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
TICKETS=$(realpath "$1") RULES=$(realpath "$2") KB=$(realpath "$3")
mkdir -p "$4"
OUT=$(realpath "$4")
PARTS=$5
shift 5
export TICKETS RULES KB OUT PARTS
command -v sbatch > /dev/null || {
    echo 'replay_array: 找不到 sbatch（Debian 套件 slurm-client）；一台機器用 waymark replay 就好' >&2
    echo 'replay_array: no sbatch here (Debian package slurm-client); on one machine, waymark replay will do' >&2
    exit 3
}
printf '%s\n' "$TICKETS" "$RULES" "$KB" "$PARTS" "${WAYMARK:-waymark}" > "$OUT/job" # for replay_again.sh
rm -f "$OUT"/part-*.json "$OUT"/part-*.jsonl "$OUT/tally.json" "$OUT/tickets.jsonl"
array=$(sbatch --parsable --array="1-$PARTS" --job-name=waymark --output="$OUT/part-%a.log" "$@" "$here/replay_part.sh")
merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --job-name=waymark-merge --output="$OUT/merge.log" "$here/replay_merge.sh")
echo "$array $merge"
