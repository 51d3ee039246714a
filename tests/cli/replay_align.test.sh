# waymark replay --align, --any-order, --coverage: recorded steps against the guide's, and what no ticket came by.
. "$(dirname "$0")/support.sh"
cp -r "$here/rules" "$scratch/rules"
cd "$scratch" || exit 3
unset WAYMARK_RULES

# Of the ways through ssh.lua the cheapest asks one thing: `worst` is the recorded steps and 1.
cat > tickets.jsonl <<'END'
{"id":"SAME","guide":"ssh","steps":[{"ask":"port_22","answer":"refused"},{"ask":"console","answer":"clean"}],"resolved":{"fault":"sshd_down"}}
{"id":"SKIPPED","guide":"ssh","steps":[{"ask":"console","answer":"clean"}]}
{"id":"SWAPPED","guide":"ssh","steps":[{"ask":"console","answer":"clean"},{"ask":"port_22","answer":"refused"}]}
{"id":"EXTRA","guide":"ssh","steps":[{"ask":"port_22","answer":"timeout"},{"ask":"weather","answer":"rain"},{"try":"open_sg","outcome":"fixed"}],"resolved":{"fault":"sg_closed","action":"open_sg"}}
{"id":"NOBODY","text":"nothing of that"}
END

# ---- Each ticket ---------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --align --per-ticket - < /dev/null
exits 0 'tickets are aligned'
line 1 '"alignment":{"cost":0,"worst":3,"fault":"sshd_down"}}' 'the steps of the guide cost nothing'
line 2 '"alignment":{"cost":1,"worst":2,"fault":"sshd_down"}}' 'one that was skipped costs one'
line 3 '"alignment":{"cost":2,"worst":3,"fault":null}}' 'one that was asked too late two: it was left out there, and is extra here'
line 4 '"alignment":{"cost":1,"worst":4,"fault":"sg_closed"}}' 'one that no guide has one, the remedy of what was found nothing'
line 5 '"alignment":null}' 'without a guide there is nothing to hold it against'
run replay tickets.jsonl --align --any-order --per-ticket - < /dev/null
line 3 '"alignment":{"cost":0,"worst":3,"fault":"sshd_down","inversions":1}}' 'in any order: what is the other way round is told apart'
line 4 '"alignment":{"cost":1,"worst":4,"fault":"sg_closed","inversions":0}}' 'and what is extra stays so'
run replay tickets.jsonl --per-ticket - < /dev/null
lacks 'alignment' 'nobody asked: not a word'

# ---- For people ----------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --align --lang en < /dev/null
says 'Fitness of the recorded steps: 0.6667 (4 tickets)' '1 - 4/12, in English'
run replay tickets.jsonl --align --lang zh < /dev/null
says '做過的步驟和判斷樹的相合度：0.6667（4 件）' 'and in Chinese'
run replay tickets.jsonl --align --any-order --lang en < /dev/null
says 'Fitness of the recorded steps: 0.8333 (4 tickets)' '1 - 2/12 in any order'
run replay tickets.jsonl --lang en < /dev/null
lacks 'Fitness' 'no fitness where it was not asked for'
lacks 'never reached' 'no list either'
run replay tickets.jsonl --coverage --lang en < /dev/null
exits 0 'what no ticket came by'
says 'branches: 3 of 7 (42.9 %)' 'is counted'
lines_with 7 ': never reached: ' 'and listed, branches and steps'
says 'rules/ssh.lua:74: never reached: ask port_22: open' 'by line, in English'
says 'rules/ssh.lua:77: never reached: conclude overload' 'the ends, too'
run replay tickets.jsonl --coverage --lang zh < /dev/null
exits 0 'in Chinese'
lines_with 7 'rules/ssh.lua:7' 'the same ones'
lacks 'never reached' 'in its own words'

# ---- For programs --------------------------------------------------------------------------------------------------------------------

run replay tickets.jsonl --align --coverage --json < /dev/null
lines 1 'JSON in one line'
says '"fitness":0.666666666,' 'fitness'
says '"aligned":4000000000,"cost":4000000000,"worst":12000000000,' 'the sums behind it, exactly'
says '"missed":{"ssh":[{"where":"rules/ssh.lua:74","what":"ask port_22: open"},' 'what no ticket came by, of guides that had one'
lacks '"vpn_setup":[' 'and of no other'
run replay tickets.jsonl --json < /dev/null
lacks 'fitness' 'none of it'
lacks 'missed' 'where nobody asked'

# Parts are replayed apart, and added: the sum is the whole, to the last byte.
run replay tickets.jsonl --align --json < /dev/null
cp "$scratch/out" whole.json
head -n 2 tickets.jsonl > a.jsonl
tail -n +3 tickets.jsonl > b.jsonl
for part in a b; do "$program" replay $part.jsonl --align --coverage --json > $part.json; done
run replay --merge a.json b.json --json < /dev/null
exits 0 'two parts are added'
reads_as whole.json 'and are the whole; what they missed is left out'
run replay --merge b.json a.json --lang en < /dev/null
says 'Fitness of the recorded steps: 0.6667 (4 tickets)' 'in whichever order'
run replay tickets.jsonl --align --json --threads 3 < /dev/null
reads_as whole.json 'and with any number of threads'

# ---- Help ----------------------------------------------------------------------------------------------------------------------------

for lang in zh en; do
    run replay --help --lang $lang < /dev/null
    exits 0 "help in $lang"
    for option in --align --any-order --coverage; do
        says "$option" "names $option in $lang"
    done
done
finish
