# waymark plan: what a guide costs, for people and for programs.
. "$(dirname "$0")/support.sh"
light="$here/../walks/rules"

run plan light_print --rules "$light" --lang en < /dev/null
exits 0 'a guide without a flow'
says 'light_print: 4 faults' 'its faults'
line 2 're-ranked 19.3 min, at best 19.3 min' 'its costs'
lacks 'as written' 'nothing is written'
says "  1  ask Is the printer's own test page light, too? (test_page)" 'the order begins with the question'
says '  4  hand over: Call the vendor (vendor)' 'and ends with the hand-over'
says 'A hand-over counts as 40 min' 'what it counts as'
run plan light_print --rules "$light" --lang zh < /dev/null
line 2 '重新排序 19.3 分鐘，最佳 19.3 分鐘' 'in Chinese'
says '  4  交接：請原廠來看（vendor）' 'the hand-over, too'

run plan light_print --rules "$light" --json < /dev/null
lines 1 'JSON in one line'
says '{"guide":"light_print","faults":4,"as_written":null,"reranked":{"ecr":19.34,' 'the keys of the format'
says '"next":{"kind":"ask","id":"test_page"},"order":["ask test_page","try shake","try replace","escalate vendor"]}' 'what next'
says '"best":{"ecr":19.34,"lower":19.34,"exact":true},"handover":40}' 'the best'
run plan light_print --rules "$light" --json --facts '{"test_page":"no"}' < /dev/null
says '"order":["try resend","escalate vendor"]' 'from the facts on'

run plan ssh --lang en < /dev/null
exits 0 'a guide with a flow'
line 2 'as written ' 'costs as it is written'
run plan ssh --json < /dev/null
says '"as_written":{"ecr":' 'in JSON, too'

run plan --lang en < /dev/null
exits 2 'no guide'
run plan nowhere --lang en < /dev/null
exits 2 'a guide that there is not'
says_on_stderr 'nowhere' 'is named'
run plan ssh --facts '{"port_23":"open"}' --lang en < /dev/null
exits 2 'a question that there is not'
run plan ssh --facts '{"port_22"' --lang en < /dev/null
exits 2 'facts that are not JSON'
run plan ssh --facts '[]' --lang zh < /dev/null
exits 2 'facts that are not an object'
run plan ssh --facts '{"port_22":"open","port_22":"refused"}' --lang en < /dev/null
exits 2 'a fact said twice'
says_on_stderr 'says twice: port_22' 'is named'
finish
