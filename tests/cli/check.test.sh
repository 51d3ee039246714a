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
finish
