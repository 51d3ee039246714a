# waymark guide: whole walks in plain lines, as they read. golden/NAME.in is typed; golden/NAME.zh and NAME.en are what is then on the
# screen, echo included. Run with GOLDEN=write to write them anew (and read them before committing).
. "$(dirname "$0")/support.sh"

# walk NAME ARGUMENT…: the walk in both languages.
walk() {
    name=$1
    shift
    for lang in zh en; do
        run --lang "$lang" "$@" < "golden/$name.in"
        exits 0 "$name.$lang ends well"
        reads_as "golden/$name.$lang" "$name.$lang reads as before"
    done
}

walk solved guide ssh         # approval, remedy, verification, goal
walk handed_over guide ssh    # wrong answers, why, numbers, evidence added at the end
walk unsure guide ssh         # not sure, presumed; a remedy that others carry out
walk changed guide ssh        # back, list and change, leaving midway
walk said                     # chosen by what the user said
walk listed                   # chosen from the list; a procedure
walk nothing guide ssh        # no input at all

WAYMARK_RULES="$here/desk/steps/rules"
walk midway guide lines       # handed over midway, to whom the user chooses; commands of several lines
WAYMARK_RULES="$here/rules"

# A question's number is of those that were asked: not of what was said, not of what verifies, and "not sure" counts.
printf '%s\n' '無法登入，畫面顯示 AADSTS50126' 1 1 u u 2 1 1 u u q > "$scratch/in"
WAYMARK_RULES="$here/../../rules" run_given --lang zh
exits 0 'a walk from a first sentence that tells a fact'
says '已經知道：畫面上的錯誤碼是什麼？' 'the fact is taken'
sed -n 's/^第 \([0-9]*\) 題.*/\1/p' "$scratch/out" > "$scratch/numbers"
seq 6 > "$scratch/wanted"
if cmp -s "$scratch/numbers" "$scratch/wanted"; then tell yes 'and questions count 1 to 6'; else tell no 'and questions count 1 to 6'; fi

# Handing over: nobody to hand over to, another mind, leaving.
printf 'h\nq\n' | given
run_given guide vpn_setup --lang en
says 'The guide names nobody to hand over to.' 'a guide without an escalation'
printf 'h\n7\n\nh\n1\nb\nh\nq\n' | given
run_given guide ssh --lang en
exits 0 'leaving while choosing'
says 'There is no 7: type 1 to' 'a wrong number'
lacks 'Result: handed over' 'nothing was handed over'

# What is typed is shown, never obeyed. (Rules that hold such characters are refused when they are loaded.)
run guide "$(printf 'a\033[31mb\342\200\256c')" --lang en < /dev/null
says_on_stderr 'a^[[31mb<U+202E>c' 'controls of the command line are shown as signs'
lacks "$(printf '\033')" 'no escape sequence comes through'
lacks "$(printf '\342\200\256')" 'no bidirectional control comes through'
printf 'a\033[31mb\n' | given
run_given guide ssh --lang en
says 'a^[[31mb' 'a typed escape is shown as a sign'
lacks "$(printf '\033')" 'and as nothing else'
head -c 100000 /dev/zero | tr '\0' x | given
run_given guide ssh --lang en
says 'This line is too long' 'a long line is refused'
exits 0 'and the end of input is no error'
finish
