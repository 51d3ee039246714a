#!/bin/sh
# Submits parts of an earlier replay_array.sh again, those that left no tally, and the merge behind them.
#   replay_again.sh OUT [SBATCH OPTION…]
# What replay_array.sh was given is in OUT/job. Prints both jobs' numbers; with every part there, the merge's alone.
set -eu
if [ $# -lt 1 ] || [ ! -f "$1/job" ]; then
    sed -n '2,4s/^# //p' "$0" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
OUT=$(realpath "$1")
shift
{ read -r TICKETS && read -r RULES && read -r KB && read -r PARTS && read -r WAYMARK; } < "$OUT/job"
export TICKETS RULES KB OUT PARTS WAYMARK
command -v sbatch > /dev/null || {
    echo 'replay_again: 找不到 sbatch（Debian 套件 slurm-client）' >&2
    echo 'replay_again: no sbatch here (Debian package slurm-client)' >&2
    exit 3
}
missing=
for part in $(seq "$PARTS"); do
    [ -f "$OUT/part-$part.json" ] || missing="$missing${missing:+,}$part"
done
if [ -n "$missing" ]; then
    array=$(sbatch --parsable --array="$missing" --job-name=waymark --output="$OUT/part-%a.log" "$@" "$here/replay_part.sh")
    merge=$(sbatch --parsable --dependency="afterok:$array" --kill-on-invalid-dep=yes --job-name=waymark-merge --output="$OUT/merge.log" "$here/replay_merge.sh")
    echo "$array $merge"
else
    sbatch --parsable --job-name=waymark-merge --output="$OUT/merge.log" "$here/replay_merge.sh"
fi
