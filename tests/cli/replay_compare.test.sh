# waymark replay --against: two rule sets on the same tickets; gates, rule cards, the page, and rules from git.
. "$(dirname "$0")/support.sh"
cd "$scratch" || exit 3
unset WAYMARK_RULES GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export TMPDIR="$scratch" GIT_CONFIG_NOSYSTEM=1 HOME="$scratch"

# One branch is changed: a console that says nothing of note no longer means that sshd is down.
mkdir old
cp "$here/rules/ssh.lua" old/ssh.lua
cp -r old rules
sed 's/other = conclude "sshd_down"/other = escalate "architects"/' old/ssh.lua > rules/ssh.lua
cat > tickets.jsonl <<'END'
{"id":"WORSE","guide":"ssh","opened_at":"2026-03-01T09:12:00+08:00","text":"連不上","facts":{"port_22":"refused","console":"clean"},"resolved":{"fault":"sshd_down"},"minutes":30}
{"id":"BETTER","guide":"ssh","opened_at":"2026-04-02T09:12:00+08:00","text":"no ssh","facts":{"port_22":"refused","console":"all quiet"},"escalated":{"to":"cloud_architects"}}
{"id":"<b>&\"'","guide":"ssh","facts":{"port_22":"refused","console":"<i>"}}
{"id":"SAME","guide":"ssh","facts":{"port_22":"refused","console":"panic"},"escalated":{"to":"cloud_architects"}}
{"id":"FIXED","guide":"ssh","facts":{"port_22":"timeout"},"steps":[{"try":"open_sg","outcome":"fixed"}],"resolved":{"fault":"sg_closed","action":"open_sg"}}
END

# ---- For people ----------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --against old --lang en < /dev/null
exits 0 'a comparison'
reads_as "$here/golden/replay_compare.en" 'the node, its fact and its tickets, in English'
run replay tickets.jsonl --against old --lang zh < /dev/null
reads_as "$here/golden/replay_compare.zh" 'and in Chinese'
run replay tickets.jsonl --against rules --lang en < /dev/null
says '0 tickets change; 0 better, 0 worse, 0 different' 'the same rules change nothing'
run replay tickets.jsonl --cards --lang zh < /dev/null
says '紀錄的分鐘數：平均 30.0（1 件）' 'minutes are told apart: recorded'
says '模型推算的分鐘數：照手冊 ' 'and model-implied'
says '原因 sg_closed　安全性群組未開放 TCP 22　1 件' 'a card for a fault'
says '精確 100 %（21–100 %，1／1）' 'with its interval'
says '處置 open_sg' 'and one for a remedy'
says '2026-03：精確 0／0，召回 0／1' 'split by month'

# ---- For programs --------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --against old --json < /dev/null
lines 1 'JSON in one line'
says '"against":{"rules":"' 'with a key of its own'
says '"changed":3,"better":1,"worse":1,"different":1,"asked":{"fewer":0,"more":0,"change":0}' 'totals'
says '"nodes":[{"guide":"ssh","kind":"ask","id":"console","where":"rules/ssh.lua:' 'the node, by its new line'
says '"was":"old/ssh.lua:' 'and its old one'
says '{"id":"WORSE","change":"worse","fact":{"console":"clean"},"next_before":{"kind":"conclude","id":"sshd_down"},"next_after":{"kind":"escalate","id":"architects"}' 'the deciding fact'
lacks 'SAME' 'a ticket that came out the same is not listed'
cp "$scratch/out" tally.json
run replay tickets.jsonl --against old --json --threads 3 < /dev/null
reads_as tally.json 'whatever the number of threads'
run replay - --against old --json < tickets.jsonl
reads_as tally.json 'from standard input, too'
run replay --merge tally.json --json < /dev/null
exits 0 'its tally can be added'
lacks 'against' 'the comparison is of one run'
run replay tickets.jsonl --cards --json < /dev/null
cp "$scratch/out" whole.json
head -n 2 tickets.jsonl > a.jsonl
tail -n +3 tickets.jsonl > b.jsonl
for part in a b; do "$program" replay $part.jsonl --cards --json > $part.json; done
run replay --merge a.json b.json --json < /dev/null
reads_as whole.json 'cards of parts add up to those of the whole'

# ---- Gates -----------------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --against old --gate no-worse --gate 'agree>=0.5' --lang en < /dev/null
exits 1 'a broken gate'
says_on_stderr 'gate broken: no-worse: it is 1, 1 too high.' 'says by how much'
run replay tickets.jsonl --against old --gate 'agree>=0.75' --gate 'questions.mean<=1' --lang zh < /dev/null
exits 1 'two broken gates'
says_on_stderr '門檻 agree>=0.75 沒過：是 0.6，少了 0.15。' 'a share'
says_on_stderr '門檻 questions.mean<=1 沒過：是 1.8，多了 0.8。' 'a mean'
run replay tickets.jsonl --against old --gate 'worse<=1' --gate 'agree>=0.6' < /dev/null
exits 0 'gates that hold'
quiet 'say nothing'
run replay tickets.jsonl --gate 'top3>=0.5' --lang en < /dev/null
exits 1 'what was not measured does not hold'
says_on_stderr 'it was not measured' 'and is said'
for wrong in 'agree>0.5' 'agree' 'agreed>=1' 'agree>=' 'agree>=x' 'agree>=1e3' '>=1' 'agree>=-1' 'agree>=0.5x'; do
    run replay tickets.jsonl --gate "$wrong" --lang en < /dev/null
    exits 2 "no gate: $wrong"
done
says_on_stderr 'questions.mean questions.max' 'the names are told'
# A long text that only one of the two takes decides: it is cut between characters.
mkdir long
sed '/question "console"/,/^}/ s/kind = "text", match = .*/kind = "choice",/' old/ssh.lua > long/ssh.lua
awk 'BEGIN { for (i = 0; i < 400; i++) s = s "備註"; printf "{\"id\":\"1\",\"guide\":\"ssh\",\"facts\":{\"port_22\":\"refused\",\"console\":\"a%s\"}}\n", s }' > remarks.jsonl
run replay remarks.jsonl --rules long --against old --html long.html --lang zh < /dev/null
says 'console = a備註' 'a long text decides'
for cut in "$scratch/out" long.html; do
    if iconv -f UTF-8 -t UTF-8 "$cut" > /dev/null 2>&1; then tell yes 'it is cut between characters'; else tell no 'it is cut between characters'; fi
done

# What was not measured holds no gate: no ticket was walked, or there is none.
echo '{"id":"1"}' > unguided.jsonl
: > none.jsonl
for gate in 'questions.mean<=9' 'questions.max<=9'; do
    run replay unguided.jsonl --gate "$gate" --lang en < /dev/null
    exits 1 "no ticket walked: $gate"
done
run replay none.jsonl --against old --gate no-worse --lang en < /dev/null
exits 1 'of no ticket none is worse, and that is not measured'
says_on_stderr 'not measured' 'is said'

run replay nowhere.jsonl --rules norules --lang en < /dev/null
exits 3 'tickets that are not there'
says_on_stderr "can't open nowhere.jsonl" 'are told before the rules are loaded'
run replay tickets.jsonl --html - --per-ticket - --lang en < /dev/null
exits 2 'the page and the lines in one stream'
says_on_stderr 'give one of them a file' 'are refused'

run replay tickets.jsonl --gate no-worse --lang en < /dev/null
exits 2 'nothing to compare with'
says_on_stderr 'needs --against' 'is said'
run replay --merge tally.json --against old --lang en < /dev/null
exits 2 'a merge compares nothing'

# ---- The page ------------------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --against old --gate no-worse --cards --html page.html --lang zh < /dev/null
exits 1 'a page, and the gate'
cp page.html "$scratch/out"
says '<html lang="zh-Hant-TW">' 'in its language'
says '這次改規則，會改變 3 件' 'the first thing seen'
says '✗ 還不能上線，沒過的門檻：' 'may it ship'
says '<code translate="no">ssh:console</code>' 'the node'
says '<code translate="no">&lt;b&gt;&amp;&quot;&#39;</code>' 'everything is escaped'
lacks '<script' 'no script'
lacks 'http' 'nothing is fetched'
if command -v xmllint > /dev/null; then
    sed -e 's/<!DOCTYPE html>//' -e 's/<meta \([^>]*\)>/<meta \1\/>/g' page.html > page.xml
    xmllint --noout page.xml 2> "$scratch/err"
    code=$?
    exits 0 'every element is closed'
fi
run replay tickets.jsonl --html - --lang en < /dev/null
says '<h1>5 tickets replayed</h1>' 'a page of one rule set, on standard output'
lacks 'agree with the record' 'and nothing else'
run replay tickets.jsonl --html no/such/folder/page.html --lang en < /dev/null
exits 3 'a page that can not be written'

# ---- From git --------------------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --against no_such_thing --lang en < /dev/null
exits 2 'neither a folder nor a revision'
says_on_stderr 'no_such_thing' 'is named'
run replay tickets.jsonl --against=-o --lang en < /dev/null
exits 2 'nothing that git would take for an option'
if command -v git > /dev/null; then
    git init -q . && git config user.name x && git config user.email x@example.org
    cp rules/ssh.lua new.lua && cp old/ssh.lua rules/ssh.lua
    mkdir rules/.hidden && echo nonsense > rules/.hidden/x.lua && echo text > rules/note.txt
    git add rules && git commit -q -m old && git tag v1 && cp new.lua rules/ssh.lua
    run replay tickets.jsonl --against v1 --json < /dev/null
    exits 0 'a revision'
    says '"where":"rules/ssh.lua:76","was":"rules/ssh.lua:76","better":1,"worse":1,"different":1' 'names its files as they were'
    quiet 'only its rule files were taken'
    cp "$scratch/out" tally.json
    run replay tickets.jsonl --rules rules/ --against HEAD --json < /dev/null
    reads_as tally.json 'the same each time, by another name'
    run replay tickets.jsonl --rules "$scratch/rules" --against v1 --lang en < /dev/null
    says '3 tickets change' 'a folder by its whole path'
    mkdir v1 && cp rules/ssh.lua v1/
    run replay tickets.jsonl --against v1 --lang en < /dev/null
    says '0 tickets change' 'a folder of that name comes first'
    rm -r v1
    run replay tickets.jsonl --against v2 --lang zh < /dev/null
    exits 2 'a revision that there is not'
    says_on_stderr '不是資料夾，也不是' 'is said'
    PATH=/nowhere run replay tickets.jsonl --against v1 --lang en < /dev/null
    exits 2 'without git'
    says_on_stderr 'git would have to be installed' 'is said'
    find "$scratch" -maxdepth 1 -name 'waymark-*' > "$scratch/out"
    silent 'nothing is left behind'
else
    echo "# git is not installed: revisions are not tried"
fi
finish
