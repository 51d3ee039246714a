# waymark session, from outside: a line a request, a line a reply, whatever comes in.
. "$(dirname "$0")/support.sh"

run session --lang en < /dev/null
exits 0 'no input at all'
silent 'and no reply'

run session --lang en <<'IN'
{"open":{"guide":"ssh"}}
{"answer":{"port_22":"timeout"}}
{"outcome":{"open_sg":"done"}}
{"answer":{"port_22":"open"}}
{"answer":{"login":"works"}}
IN
exits 0 'a whole walk'
lines 5 'a reply for each request'
line 1 '"step":{"kind":"ask","id":"port_22"' 'the question'
line 2 '"step":{"kind":"try","id":"open_sg"' 'the remedy'
line 3 '"verifies":"open_sg"' 'its verification'
line 4 '"step":{"kind":"ask","id":"login"' 'the goal'
line 5 '"step":{"kind":"resolved"' 'the end'
line 5 '"fault":"sg_closed"' 'the fault'
line 5 '"done":true}' 'done comes last'

printf '{"open":{"guide":"ssh"}}' | given
run_given session --lang en
lines 1 'a last line without its end counts'
printf '{"open":{"guide":"ssh"}}\r\n{"why":{}}\r\n' | given
run_given session --lang en
lines 2 'lines that end as in DOS'
line 2 '"why":{' 'are understood'

# Broken input: each line is answered by an error, and the walk goes on where it stood.
{
    echo '{"open":{"guide":"ssh"}}'
    echo ''
    echo '{"answer":{"port_22":'
    echo '{"answer":{"port_22":"timeout"}} x'
    echo '[1,2]'
    echo '"text"'
    echo '{}'
    echo '{"answer":{"port_22":"open"},"why":{}}'
    echo '{"anwser":{"port_22":"open"}}'
    echo '{"answer":{"port_22":"open","port_22":"refused"}}'
    echo '{"answer":{"cpu":1e999}}'
    echo '{"answer":{"port_22":"maybe"}}'
    echo '{"answer":{"port_23":"open"}}'
    echo '{"answer":{"port_22":["open"]}}'
    echo '{"answer":"open"}'
    echo '{"answer":{"port_22":"open","port_23":"open"}}'
    echo '{"answer":{"console":"a\u001b[31mb"}}'
    echo '{"answer":{"console":"a\u202eb"}}'
    printf '{"answer":{"console":"\377"}}\n'
    printf '{"answer":{"console":"\000"}}\n'
    printf '{"answer":{"console":"\033"}}\n'
    echo '{"retract":["port_22"]}'
    echo '{"retract":"port_22"}'
    echo '{"outcome":{"open_sg":"great"}}'
    echo '{"open":{"guide":"ssh","fact":{}}}'
    echo '{"open":{"guide":"shs"}}'
    echo '{"open":{"guide":"ssh","facts":{"no_such":"x"}}}'
    echo '{"note":{"text":"x"}}'
    echo '{"answer":{"port_22":"timeout"}}'
} | given
run_given session --lang en
exits 0 'broken input does not end it'
lines 29 'and every line has its reply'
lines_match 2 28 '^{"error":{"code":"[a-z_]*","where":"[^"]*","what":".*"}}$' 'each an error object'
line 9 'did you mean \"answer\"' 'the nearest request'
line 17 'U+001B' 'a control character is named'
line 18 'U+202E' 'so is a bidirectional one'
line 25 'did you mean \"facts\"' 'the nearest member'
line 27 'no_such' 'the fact that nothing has'
line 28 '"code":"later"' 'what needs the case store'
line 29 '"step":{"kind":"try","id":"open_sg"' 'the walk stands where it stood'
line 29 '"path":[{"id":"port_22","answer":"timeout"}]' 'with one answer on the way'

# A line over the limit costs no memory and no other line.
{
    head -c 3000000 /dev/zero | tr '\0' x
    echo
    echo '{"open":{"guide":"ssh"}}'
} | given
run_given session --lang en
lines 2 'a line that is too long has one reply'
line 1 '"code":"too_long"' 'which says so'
line 2 '"step":' 'and the next is answered'

run session --lang zh <<'IN'
{"open":{"guide":"ssh"}}
{"open":{"guide":"nope"}}
IN
line 1 '"text":"TCP 22 有回應嗎？"' 'texts in Chinese'
line 1 '{"id":"unsure","text":"不確定"}' 'and the answer that is always there'
line 2 '判斷樹' 'errors, too'

if [ -e /dev/full ]; then
    echo '{"open":{"guide":"ssh"}}' | given
    run_full session
    exits 3 'a reply that can not be written'
fi
# A reader that leaves: the write fails, nothing is said of it.
yes '{"open":{"text":"ssh"}}' | head -n 20000 | given
run_left session
exits 3 'a reader that leaves'
quiet 'is left without a word'
finish
