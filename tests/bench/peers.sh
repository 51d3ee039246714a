#!/bin/sh
# Replay beside its peers, on the same tickets in the same run: CLIPS embedded, Lua 5.4 and LuaJIT with a walker written by hand, SWI-Prolog, and
# two rule engines of Node.js (json-rules-engine, zen-engine). Each must come to the same verdicts, or it is no peer. Processor time: ours is
# the whole process, theirs is without loading. Whoever is not installed is named and skipped:
#   apt-get install libclips-dev luajit lua-cjson swi-prolog-nox nodejs npm
# The Node.js engines are fetched by npm into $BUILD/peers. Run by `make bench`, in the root of the tree.
set -u
shared=${WAYMARK_SHARED:-../shared}/bench
here=tests/bench/peers
PEERS=$BUILD/peers
export PEERS
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
mkdir -p "$PEERS"

if [ -f "$shared/make_workload.py" ] && python3 -c '' 2>/dev/null && python3 "$shared/make_workload.py" "$dir" --tickets 200000; then
    echo 'tickets by ../shared/bench/make_workload.py'
else
    lua5.4 tests/bench/workload.lua "$dir" 50 200 200000 || exit 3
    echo 'tickets by tests/bench/workload.lua'
fi

skip() { printf '%-18s skipped: %s\n' "$1" "$2"; }

# Seconds of processor time (user and system) that a command takes.
seconds_of() { ( "$@" > "$dir/out" 2> "$dir/err" && times ) | awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] } print s }'; }
median() { sort -n | awk '{ v[NR] = $1 } END { if (NR) print v[int((NR + 1) / 2)] }'; }

for _ in 1 2 3 4 5; do
    seconds_of "$WAYMARK" replay "$dir/tickets.jsonl" --rules "$dir/rules" --kb "$dir/kb" --per-ticket "$dir/ours.jsonl" --json
done > "$dir/ours.s"
sed 's/.*"id":"\([^"]*\)".*"verdict":"\([^"]*\)".*"fault":"\([^"]*\)","action":"\([^"]*\)".*"asked":\([0-9]*\).*/\1\t\2\t\3\t\4\t\5/' "$dir/ours.jsonl" > "$dir/ours.tsv"
cmp -s "$dir/ours.tsv" "$dir/expected.tsv" || { echo 'waymark: not the expected verdicts'; exit 1; }
ours=$(median < "$dir/ours.s" | awk '{ printf "%.0f", 200000 / $1 }')
printf '%-18s %9s tickets/s\n' waymark "$ours"

# peer NAME COUNT COMMAND…: replays the first COUNT tickets.
peer() {
    name=$1 count=$2
    shift 2
    if ! "$@" "$dir/trees.txt" "$dir/tickets.jsonl" "$count" > "$dir/theirs.tsv" 2> "$dir/theirs.s"; then
        printf '%-18s failed: %s\n' "$name" "$(tail -n 1 "$dir/theirs.s")"
    elif ! head -n "$count" "$dir/expected.tsv" | cmp -s - "$dir/theirs.tsv"; then
        printf '%-18s not the same verdicts\n' "$name"
    else
        tail -n 1 "$dir/theirs.s" | awk -v name="$name" -v ours="$ours" '{ printf "%-18s %9.0f tickets/s   waymark is %.1f times as fast\n", name, $1 / $2, ours * $2 / $1 }'
    fi
}

has() { command -v "$1" > /dev/null 2>&1; }

if [ -f /usr/include/clips/clips.h ]; then
    if ${CC:-cc} -O3 -o "$PEERS/clips" "$here/clips.c" -lclips -lcjson -lm 2> "$dir/err"; then
        peer CLIPS 20000 "$PEERS/clips"
    else
        skip CLIPS "it can't be built: $(head -n 1 "$dir/err")"
    fi
else
    skip CLIPS 'libclips-dev is not installed'
fi
for lua in lua5.4 luajit; do
    if ! has $lua; then
        skip $lua 'not installed'
    elif ! $lua -e 'require "cjson"' 2> /dev/null; then
        skip $lua 'lua-cjson is not installed'
    else
        peer $lua 100000 $lua $here/walker.lua
    fi
done
if has swipl; then peer SWI-Prolog 10000 swipl -O $here/walker.pl; else skip SWI-Prolog 'swi-prolog-nox is not installed'; fi
for engine in json-rules-engine@7.3.1 @gorules/zen-engine@0.54.0; do
    name=${engine%@*}
    script=$here/$(case $name in json*) echo json_rules ;; *) echo zen ;; esac).mjs
    if ! has node || ! has npm; then
        skip "${name#*/}" 'nodejs or npm is not installed'
    elif [ ! -d "$PEERS/node_modules/$name" ] && ! npm install --silent --no-audit --no-fund --prefix "$PEERS" "$engine" > /dev/null 2>&1; then
        skip "${name#*/}" 'npm could not fetch it'
    else
        peer "${name#*/}" 5000 node "$script"
    fi
done
echo 'goal: >= 35 times CLIPS, reach for 50'
