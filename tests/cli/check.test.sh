# waymark check: what it prints, for people and for programs, and its exit codes.
. "$(dirname "$0")/support.sh"

run check --lang en < /dev/null
exits 0 'guides without a fault'
says 'Nothing found: 2 guides.' 'and says so'
run check --lang zh < /dev/null
says '沒有問題：2 份判斷樹。' 'in Chinese'

run check --lang en --rules broken/rules < /dev/null
exits 1 'errors are a "no"'
says 'bad.lua:5: error WM101: ' 'place, severity, code'
run check --lang zh --rules broken/rules < /dev/null
says '錯誤 WM101：' 'in Chinese'
lacks "$(printf '\033')" 'no colour where nobody looks'

run check --lang en broken < /dev/null
exits 1 'a folder as PATH'
run check --lang en broken/rules/bad.lua < /dev/null
exits 1 'the file at fault as PATH'
run check --lang en broken/rules/good.lua < /dev/null
exits 0 'the other file as PATH'
lacks WM101 'findings of other files are left out'
run check --lang en broken/rules/good.lua broken/rules/bad.lua < /dev/null
exits 1 'two files of one rule set'
lines_with 1 'error WM101' 'each finding once'
run check --lang en nowhere < /dev/null
exits 3 'a PATH that is not there'

run check --json --lang en --rules broken/rules < /dev/null
exits 1 'JSON, with errors'
lines 1 'one line'
says '"errors":1' 'the number of errors'
says '"code":"WM101","severity":"error","where":"' 'a finding'
says '"node":"port_23"' 'the name that resolves nowhere'
run check --json < /dev/null
exits 0 'JSON, without errors'
says '{"errors":0,"warnings":0,"findings":[]}' 'and empty'

# ---- Allowed by a comment ----
mkdir -p "$scratch/allow/rules"
cat > "$scratch/allow/rules/form.lua" << 'END'
guide "form" { zh = "表單", en = "The form", goal = is("ok", "yes") }
question "ok" { zh = "好了嗎？", en = "Fine now?" }
question "colour" { zh = "燈什麼顏色？", en = "What colour is the light?" }
escalation "team" { to = "anybody", zh = "交接", en = "Hand over", cost = 30, evidence = { "ok" } }
flow {
  ask "colour" {}, -- waymark: allow WM203 the form has it
  otherwise = escalate "team" }
END
run check --lang en --kb nowhere "$scratch/allow" < /dev/null
exits 0 'a finding that a rule allows'
says 'Nothing found: 1 guide.' 'is not shown'
says '1 more finding is allowed by the rules, each for a reason.' 'but counted'
run check --lang zh --kb nowhere "$scratch/allow" < /dev/null
says '另有 1 個由規則放行，各寫了理由。' 'in Chinese'
run check --json --lang en --kb nowhere "$scratch/allow" < /dev/null
says '"findings":[],"allowed":[{"code":"WM203"' 'and told to programs'
says '"allowed":"the form has it"' 'with its reason'
sed -i 's/ the form has it//' "$scratch/allow/rules/form.lua"
run check --lang en --kb nowhere "$scratch/allow" < /dev/null
says 'form.lua:6: warning WM203: ' 'without a reason it counts'
says 'form.lua:6: warning WM291: to allow WM203 takes a reason' 'and that is said'

# ---- Explained ----
run check --explain WM205 --lang en < /dev/null
exits 0 'a code explained'
line 1 'WM205  a cycle (error)' 'its title'
says 'no = go "line"' 'an example'
says 'no = again "line" { at_most = 2 }' 'and the same mended'
run check --explain 203 --lang zh < /dev/null
line 1 'WM203　問了也沒差（警告）' 'in Chinese, by its number'
run check --explain WM999 --lang en < /dev/null
exits 2 'a code that there is not'
says_on_stderr "there is no code 'WM999'" 'is said'
finish
