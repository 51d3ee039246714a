# waymark new: the six laptop flowcharts become guides that pass check, and all 418 recorded dialogs walk through them to the fault that was
# recorded: by their steps alone, and with all that is known. The data lie outside of the tree (WAYMARK_SHARED, else ../shared).
program=${WAYMARK:?WAYMARK: the path of the program}
data=${WAYMARK_SHARED:-../shared}/data/flowcharts-laptop
if [ ! -r "$data/tickets.jsonl" ]; then
    echo '1..0 # SKIP ../shared/data/flowcharts-laptop is not here'
    exit 0
fi
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/kb"
echo '{"repair_bench": {"zh": "維修中心", "en": "Repair bench", "level": 2}}' > "$scratch/kb/teams.json"
count=0

tell() {
    count=$((count + 1))
    if [ "$1" = yes ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; sed 's/^/# /' "$scratch/said"; fi
}
is() { if [ "$1" = "$2" ]; then tell yes "$3"; else echo "# $1, not $2"; tell no "$3"; fi; }

for chart in laptop_battery laptop_drive laptop_overheating lcd_problem power wireless; do
    "$program" new guide "laptop/$chart" --from "$data/$chart.json" --rules "$scratch/rules" --kb "$scratch/kb" --lang en > "$scratch/said" 2>&1
    is $? 0 "$chart becomes a guide"
done
"$program" check --rules "$scratch/rules" --kb "$scratch/kb" --lang en > "$scratch/said" 2>&1
is $? 0 'all of them pass check'

"$program" replay "$data/tickets.jsonl" --rules "$scratch/rules" --kb "$scratch/kb" --json --per-ticket "$scratch/lines" > "$scratch/said" 2>&1
is $? 0 'the dialogs are replayed'
is "$(wc -l < "$scratch/lines")" 418 'all 418 of them'
is "$(grep -c '"verdict":"agree"' "$scratch/lines")" 418 'each walks to the recorded fault'
is "$(grep -c '"complete":true' "$scratch/lines")" 418 'with every question answered'

echo "1..$count"
