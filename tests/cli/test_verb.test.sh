# waymark test: the guides' own walks, what they come by and don't notice, and what has changed. Also `guide --record`.
. "$(dirname "$0")/support.sh"
unset WAYMARK_RULES
verb='test'
walks() {
    run "$verb" "$@" < /dev/null
}
rules="$scratch/rules"
mkdir -p "$rules/net"
cat > "$rules/net/lamp.lua" <<'LUA'
guide "net/lamp" { zh = "燈號", en = "The lamp" }
question "lamp" { zh = "燈亮嗎？", en = "Is the lamp on?" }
question "cable" { zh = "線有插好嗎？", en = "Is the cable in?" }
fault "loose" { zh = "線鬆了", en = "A loose cable" }
action "push" { zh = "把線插好", en = "Push the cable in", fixes = { loose = .9 }, cost = 1 }
escalation "desk" { to = "second_line", zh = "轉給二線", en = "To second line" }
escalation "vendor" { to = "vendor", zh = "轉給原廠", en = "To the vendor" }
flow {
  ask "lamp" { no = escalate "vendor" },
  ask "cable" { no = conclude "loose" },
  otherwise = escalate "desk",
}
LUA
printf '%s\n' '{"id":"dark","facts":{"lamp":"no"},"escalated":{"to":"vendor"}}' \
    '{"id":"loose","facts":{"lamp":"yes","cable":"no"},"resolved":{"fault":"loose","action":"push"}}' > "$rules/net/lamp.walks.jsonl"

cd "$scratch" || exit 3
walks --lang en
exits 0 'walks that pass'
line 1 'net/lamp: 2 walks; steps 4/5, branches 2/2, ends 2/3' 'what they came by'
says '2 walks: 2 passed, 0 failed.' 'the sum'
walks --lang zh
line 1 'net/lamp：2 條走法；步驟 4/5，分支 2/2，結尾 2/3' 'in Chinese'
walks --coverage --lang en
says 'rules/net/lamp.lua:11: never reached: escalate desk' 'what they did not come by, with its line'
walks rules/net/lamp.lua --lang en
says '2 walks: 2 passed' 'the walks of one guide'
walks rules/net/lamp.walks.jsonl --lang en
says '2 walks: 2 passed' 'one file of walks'
walks nowhere --lang en
exits 3 'a path that there is not'
walks --budget some --lang en
exits 2 'a budget that is no number'

# ---- Walks that fail, and that must ----------------------------------------------------------------------------------------------------
cat > "$rules/net/lamp.walks.lua" <<'LUA'
for _, answer in ipairs { "yes", "unsure" } do
  walk("in order, " .. answer) { facts = { lamp = answer, cable = "yes" }, expect = { escalate = "vendor" } }
end
walk "no such answer" { facts = { lamp = "green" }, must_fail = "out_of_range" }
LUA
walks --lang en
exits 1 'walks that fail'
line 1 'rules/net/lamp.walks.lua:2: failed in order, yes: should be handed to vendor, but comes to: escalate desk' 'are named, with what came instead'
says '5 walks: 3 passed, 2 failed.' 'and counted'
walks --json --lang en
exits 1 'likewise in JSON'
lines 1 'in one line'
says '{"failures":[{"id":"in order, yes","guide":"net/lamp","where":"rules/net/lamp.walks.lua:2","why":"' 'with what failed'
says '"guides":{"net/lamp":{"walks":5,"nodes":[5,5],' 'and the guides'
says '"walks":5,"passed":3,"failed":2,"changed":0}' 'and the sum'
rm "$rules/net/lamp.walks.lua"

# ---- Changes that no walk notices ------------------------------------------------------------------------------------------------------
walks --mutate --lang en
exits 1 'mutants that no walk notices'
says 'rules/net/lamp.lua:11: no walk notices: escalate vendor instead of escalate desk' 'are named'
says 'a walk that would: lamp=yes, cable=yes; it is escalate desk, and after the change escalate vendor' 'with a walk that would notice'
lines_with 1 'mutants, ' 'and the score'
walks --mutate --json --lang zh
says '"unnoticed":[{"where":"rules/net/lamp.lua:' 'in JSON, too'
printf '%s\n' '{"id":"in","facts":{"lamp":"yes","cable":"yes"},"expect":{"escalate":"desk","path":["lamp=yes","cable=yes"]}}' \
    '{"id":"unsure","facts":{"lamp":null,"cable":"yes"},"expect":{"escalate":"desk"}}' >> "$rules/net/lamp.walks.jsonl"
walks --mutate --lang en
exits 0 'walks that notice all of them'
says '(100 %)' 'score 100 %'

# ---- Snapshots -------------------------------------------------------------------------------------------------------------------------
walks --snapshot --lang en
exits 1 'a snapshot that is not there'
says 'rules/net/lamp.paths: not there yet' 'is asked for'
walks --snapshot --accept --lang en
exits 0 'it is made'
walks --lang en
exits 0 'and compared from then on'
sed -i 's/no = escalate "vendor"/no = escalate "desk"/' "$rules/net/lamp.lua"
walks --lang en
exits 1 'another end'
says '  lamp=no: was escalate vendor, is escalate desk' 'is told by its way'
says 'waymark test --accept' 'and how to acknowledge it'
walks --json --lang en
says '"paths":{"changed":[{"way":"lamp=no","was":"escalate vendor","is":"escalate desk"}]' 'in JSON, too'
walks --accept --lang zh
says 'rules/net/lamp.paths：記下' 'it is acknowledged'
walks rules/net/lamp.lua --lang en
lacks 'does something else' 'and is no change any more'
echo 'no such file' > "$rules/net/lamp.paths"
echo '  x' >> "$rules/net/lamp.paths"
walks --lang en
exits 3 'a snapshot that is none'
rm "$rules/net/lamp.paths"

# ---- Recording -------------------------------------------------------------------------------------------------------------------------
sed -i 's/no = escalate "desk"/no = escalate "vendor"/' "$rules/net/lamp.lua"
rm "$rules/net/lamp.walks.jsonl"
printf '1\n2\n1\n\n' > "$scratch/in"
run_given guide net/lamp --record "$rules/net/lamp.walks.jsonl" --lang en
exits 0 'a walk is recorded as it is walked'
says 'lamp.walks.jsonl: added the walk walk-' 'and named'
walks --lang en
exits 0 'it passes'
says '1 walks: 1 passed' 'by itself'
cat > "$scratch/case.jsonl" <<'JSON'
{"case":"C115-1123-01","at":"2026-11-23T10:00:00+08:00"}
{"guide":"net/lamp","at":"2026-11-23T10:00:00+08:00"}
{"answer":"lamp","value":"no","at":"2026-11-23T10:00:01+08:00"}
{"retract":"lamp"}
{"answer":"lamp","value":"yes"}
{"answer":"cable","value":null}
{"end":"handed_over"}
JSON
walks --record "$scratch/case.jsonl" --lang zh
exits 0 'a case of the desk becomes a walk'
says 'lamp.walks.jsonl：加了走法 C115-1123-01' 'beside its guide'
walks --lang en
says '2 walks: 2 passed' 'that passes'
echo '{}' > "$scratch/case.jsonl"
walks --record "$scratch/case.jsonl" --lang en
exits 3 'what is no case'
walks --help --lang en
says 'waymark test [PATH...]' 'help'
finish
