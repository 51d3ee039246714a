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
