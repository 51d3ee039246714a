#!/bin/sh
# Replay, beside the same job by hand (../shared/bench/yardstick.c) on the same tickets in the same run: processor time of whole processes,
# loading included, medians of runs taken in turn. Each ticket must come out as expected.tsv says. Where ../shared or python3 is missing,
# the workload is workload.lua's and there is no ratio. Run by `make bench`, in the root of the tree; TICKETS says how many.
set -u
shared=${WAYMARK_SHARED:-../shared}/bench
tickets=${TICKETS:-300000}
runs=5
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT

# Several numbers on lines of their own → the middle one.
median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }
# timed NAME COMMAND…: one run; its processor time, wall time and KiB go to NAME.cpu, NAME.wall, NAME.kib.
timed() {
    name=$1
    shift
    /usr/bin/time -o "$dir/time" -f '%U %S %e %M' "$@" > "$dir/$name.out" 2> "$dir/$name.err" || { cat "$dir/$name.err"; exit 3; }
    tail -n 1 "$dir/time" | awk -v to="$dir/$name" '{ print $1 + $2 > (to ".one"); print $3 > (to ".two"); print $4 > (to ".three") }'
    cat "$dir/$name.one" >> "$dir/$name.cpu"
    cat "$dir/$name.two" >> "$dir/$name.wall"
    cat "$dir/$name.three" >> "$dir/$name.kib"
}
of() { median < "$dir/$1"; }
# replay NAME WORKLOAD THREADS: lines to NAME.lines
replay() {
    timed "$1" "$WAYMARK" replay "$2/tickets.jsonl" --threads "$3" --rules "$2/rules" --kb "$2/kb" --per-ticket "$dir/$1.lines" --json
}
# Two at once, one thread each: what a second processor is worth on this machine, just now. Seconds go to both.two.
# shellcheck disable=SC2016 # the inner shell's
side_by_side() {
    timed both sh -c '"$0" replay "$1/tickets.jsonl" --rules "$1/rules" --kb "$1/kb" --per-ticket "$2/a.lines" > "$2/a.json" &
        "$0" replay "$1/tickets.jsonl" --rules "$1/rules" --kb "$1/kb" --per-ticket "$2/b.lines" > "$2/b.json"; wait' "$WAYMARK" "$dir/plain" "$dir"
}
# shellcheck disable=SC2016 # the inner shell's
by_hand() { timed hand sh -c 'exec "$0" "$1" < "$2"' "$dir/yardstick" "$dir/plain/trees.txt" "$dir/plain/tickets.jsonl"; }

# by_own_script NAME LUA-PERCENT, by_shared_script NAME LUA-PERCENT
by_own_script() {
    lua5.4 tests/bench/workload.lua "$dir/$1" 50 200 "$tickets" "$2" || exit 3
}
by_shared_script() { python3 "$shared/make_workload.py" "$dir/$1" --tickets "$tickets" --lua-percent "$2" || exit 3; }
# The instructions of a command.
counted() {
    valgrind -q --tool=callgrind --callgrind-out-file="$dir/counted" "$@" > "$dir/ignored" 2>&1 || return 1
    sed -n 's/^\(totals\|summary\): *\([0-9][0-9]*\).*/\2/p' "$dir/counted" | head -n 1
}
# a_ticket WHO: instructions a ticket
a_ticket() {
    for many in 4000 1000; do
        head -n "$many" "$dir/plain/tickets.jsonl" > "$dir/part.jsonl"
        if [ "$1" = hand ]; then
            counted "$dir/yardstick" "$dir/plain/trees.txt" < "$dir/part.jsonl"
        else
            counted "$WAYMARK" replay "$dir/part.jsonl" --rules "$dir/plain/rules" --kb "$dir/plain/kb" --per-ticket /dev/null --json
        fi
    done | awk 'NR == 1 { most = $1 } END { if (NR == 2) printf "%d", (most - $1) / 3000 }'
}

[ -x /usr/bin/time ] || { echo 'left out: /usr/bin/time is not here'; exit 0; }
make_workload=by_own_script
if [ -f "$shared/make_workload.py" ] && python3 -c '' 2>/dev/null; then make_workload=by_shared_script; fi
"$make_workload" plain 0
"$make_workload" lua 1
yardstick=
if [ "$make_workload" = by_shared_script ] && cc -O3 -march=x86-64-v2 -o "$dir/yardstick" "$shared/yardstick.c" 2>/dev/null; then yardstick=1; fi
echo "$tickets tickets, $make_workload"

mkdir "$dir/load"
ln -s ../plain/rules ../plain/kb "$dir/load"
: > "$dir/load/tickets.jsonl"
for _ in $(seq "$runs"); do
    replay load "$dir/load" 1
    replay ours "$dir/plain" 1
    replay two "$dir/plain" 2
    side_by_side
    replay with_lua "$dir/lua" 1
    [ -z "$yardstick" ] || by_hand
done
cmp -s "$dir/ours.lines" "$dir/two.lines" || { echo 'two threads tell something else than one'; exit 1; }
awk -v n="$tickets" -v cpu="$(of ours.cpu)" -v load="$(of load.cpu)" -v kib="$(of ours.kib)" -v kib_two="$(of two.kib)" 'BEGIN {
    printf "replay: %.0f tickets/s of processor time, without the %.2f s of loading %.0f\n", n / cpu, load, n / (cpu - load)
    printf "memory: %.1f MiB, on two threads %.1f   goal <= 16, reach for 8\n", kib / 1024, kib_two / 1024 }'
awk -v one="$(of ours.wall)" -v two="$(of two.wall)" -v both="$(of both.wall)" 'BEGIN {
    printf "two threads / one: %.2f by the clock, loading included   goal >= 1.7, reach for 1.9\n", one / two
    printf "two processes side by side / one: %.2f, what the machine has for two just now\n", 2 * one / both }'
awk -v plain="$(of ours.cpu)" -v lua="$(of with_lua.cpu)" 'BEGIN { printf "1 %% Lua conditions: %.1f %% slower   goal <= 15, reach for 8\n", 100 * (lua / plain - 1) }'
if [ -n "$yardstick" ]; then
    awk -v ours="$(of ours.cpu)" -v load="$(of load.cpu)" -v hand="$(of hand.cpu)" 'BEGIN {
        printf "tickets/s / by hand: %.0f %%, without loading %.0f %%   goal >= 70, reach for 90\n", 100 * hand / ours, 100 * hand / (ours - load) }'
    sed 's/.*"id":"\([^"]*\)".*"verdict":"\([^"]*\)".*"fault":"\([^"]*\)","action":"\([^"]*\)".*"asked":\([0-9]*\).*/\1\t\2\t\3\t\4\t\5/' "$dir/ours.lines" |
        cmp -s - "$dir/plain/expected.tsv" || { echo 'tickets come out otherwise than expected.tsv says'; exit 1; }
    echo 'every ticket comes out as expected.tsv says'
else
    echo "no ratio: $shared with make_workload.py and yardstick.c, python3 or a compiler is not here"
fi
command -v valgrind > /dev/null 2>&1 || { echo 'no instructions: valgrind is not here'; exit 0; }
ours=$(a_ticket ours)
[ -z "$yardstick" ] || hand=$(a_ticket hand)
awk -v ours="$ours" -v hand="${hand-0}" 'BEGIN {
    printf "instructions a ticket: %d", ours
    if (hand) printf ", by hand %d: %.2f   goal <= 1.5, reach for 1.15", hand, ours / hand
    print "" }'
