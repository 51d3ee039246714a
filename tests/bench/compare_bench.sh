#!/bin/sh
# Comparing two rule sets, `waymark replay TICKETS --rules NEW --against OLD`, page in HTML and tally included: 50 guides of 200 nodes, of which one
# branch of one guide was changed, and the tickets that tell it. By the clock, medians of runs taken in turn, beside its limit and beside the two
# plain replays that it can't do without. The branch's node must be named, and exactly its tickets have changed. The workload is that of
# ../shared/bench/make_workload.py where it and python3 are there, else workload.lua's. Run by `make bench`, in the root of the tree; TICKETS
# says how many.
set -u
shared=${WAYMARK_SHARED:-../shared}/bench
tickets=${TICKETS:-40000}
runs=5
changed_guide=bench/g023
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT

# Several numbers on lines of their own → the middle one.
median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }
# timed NAME COMMAND…: one run; its wall time goes to NAME.s, what it prints to NAME.out.
timed() {
    name=$1
    shift
    /usr/bin/time -o "$dir/time" -f %e "$@" > "$dir/$name.out" 2> "$dir/$name.err" || { cat "$dir/$name.err"; exit 3; }
    tail -n 1 "$dir/time" >> "$dir/$name.s"
}
seconds() { median < "$dir/$1.s"; }
# compare NAME THREADS, replay NAME RULES
compare() {
    timed "$1" "$WAYMARK" replay "$dir/tickets.jsonl" --rules "$dir/new" --against "$dir/rules" --kb "$dir/kb" --threads "$2" \
        --html "$dir/$1.html" --json
}
replay() { timed "$1" "$WAYMARK" replay "$dir/tickets.jsonl" --rules "$2" --kb "$dir/kb" --json; }

# Of the guide in trees.txt the conclusion that most tickets of expected.tsv came to: its fault, the question that it is a branch of, and their
# ids go to fault, question and ids.
choose_branch() {
    sed -n "s|.*\"id\":\"\([^\"]*\)\".*\"guide\":\"$changed_guide\".*|\1|p" "$dir/tickets.jsonl" > "$dir/of_guide"
    awk -F '\t' 'NR == FNR { of[$1]; next } $1 in of { print $1 "\t" $3 }' "$dir/of_guide" "$dir/expected.tsv" > "$dir/ends"
    fault=$(cut -f 2 "$dir/ends" | sort | uniq -c | sort -k 1,1nr -k 2 | awk 'NR == 1 { print $2 }')
    awk -F '\t' -v fault="$fault" '$2 == fault { print $1 }' "$dir/ends" | sort > "$dir/ids"
    question=$(awk -v guide="$changed_guide" -v fault="$fault" '
        $1 == "T" { ours = $2 == guide; number = -1 }
        !ours { next }
        $1 == "Q" || $1 == "L" { number++ }
        $1 == "Q" { at = $2; asked_by[$4] = at }
        $1 == "B" { asked_by[$3] = at }
        $1 == "L" && $2 == fault { leaf = number }
        END { print asked_by[leaf] }' "$dir/trees.txt")
}
# Its conclusion becomes a hand-over.
change_branch() {
    cp -R "$dir/rules" "$dir/new"
    sed "s/conclude \"$fault\"/escalate \"l2\"/" "$dir/rules/$changed_guide.lua" > "$dir/new/$changed_guide.lua"
}
# is WANTED GOT WHAT
is() { [ "$1" = "$2" ] || { echo "$3: $2, and should be $1"; exit 1; }; }
# What the comparison NAME tells.
judge() {
    sed 's/.*"against"://' "$dir/$1.out" > "$dir/told"
    is "$(wc -l < "$dir/ids")" "$(sed 's/.*"changed":\([0-9]*\),.*/\1/' "$dir/told")" 'tickets that changed'
    is "$changed_guide ask $question" "$(sed 's/.*"nodes":\[{"guide":"\([^"]*\)","kind":"\([^"]*\)","id":"\([^"]*\)".*/\1 \2 \3/' "$dir/told")" \
        'the node that decides'
    is 1 "$(grep -o '"was":"[^"]*"' "$dir/told" | wc -l)" 'nodes that decide'
    grep -o '{"id":"[^"]*","change"' "$dir/told" | cut -d '"' -f 4 | sort | cmp -s - "$dir/ids" ||
        { echo "other tickets changed than those that came to $fault"; exit 1; }
    grep -q "$question" "$dir/$1.html" || { echo "the page does not name $question"; exit 1; }
}

[ -x /usr/bin/time ] || { echo 'left out: /usr/bin/time is not here'; exit 0; }
if [ -f "$shared/make_workload.py" ] && python3 -c '' 2>/dev/null && python3 "$shared/make_workload.py" "$dir" --tickets "$tickets"; then
    echo "$tickets tickets by ../shared/bench/make_workload.py"
else
    lua5.4 tests/bench/workload.lua "$dir" 50 200 "$tickets" || exit 3
    echo "$tickets tickets by tests/bench/workload.lua"
fi
choose_branch
change_branch
is 1 "$(diff -r "$dir/rules" "$dir/new" | grep -c '^>')" 'lines that differ'

for _ in $(seq "$runs"); do
    compare one 1
    compare two 2
    replay old "$dir/rules"
    replay new "$dir/new"
done
judge one
judge two
cmp -s "$dir/one.out" "$dir/two.out" || { echo 'two threads tell something else than one'; exit 1; }
cmp -s "$dir/one.html" "$dir/two.html" || { echo 'on two threads the page is another one'; exit 1; }
echo "named: $question of $changed_guide; changed: exactly the $(wc -l < "$dir/ids") tickets that came to $fault"
awk -v one="$(seconds one)" -v two="$(seconds two)" -v old="$(seconds old)" -v new="$(seconds new)" 'BEGIN {
    printf "comparison with its page: %.2f s on one thread, %.2f s on two   goal <= 1\n", one, two
    printf "replay by each rule set alone: %.2f s and %.2f s; comparison on one thread / both: %.2f\n", old, new, one / (old + new) }'
