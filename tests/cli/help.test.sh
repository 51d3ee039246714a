# The command line: help in both languages, exit codes, nearest names, what this build does not have yet.
. "$(dirname "$0")/support.sh"

run --help --lang zh < /dev/null
exits 0 '--help is no error'
says '用法' 'help in Chinese'
says 'waymark session' 'help names the verbs that work'
says '這一版還沒有：' 'and those that do not yet'
run --help --lang en < /dev/null
says 'Usage' 'help in English'
says 'Not in this build yet: serve learn revise case import' 'what comes later, in English'
lacks 'waymark serve' 'serve is not listed as working'

for verb in guide session check plan test draw new replay; do
    run "$verb" --help --lang zh < /dev/null
    says "用法：waymark $verb" "$verb --help in Chinese"
    run --lang=en "$verb" --help < /dev/null
    says "Usage: waymark $verb" "$verb --help in English, the option before the verb"
    exits 0 "$verb --help is no error"
done

LC_ALL=zh_TW.UTF-8 run --help < /dev/null
says '用法' 'the language of LC_ALL'
LANG=zh_TW.UTF-8 run --help < /dev/null
says '用法' 'the language of LANG'
LC_ALL=C LANG=zh_TW.UTF-8 run --help < /dev/null
says 'Usage' 'LC_ALL comes before LANG'

run --version < /dev/null
exits 0 '--version is no error'
says 'waymark 0' 'the version'

wrong() { # wrong WORDS WHAT ARGUMENT…: exit 2, nothing on stdout, WORDS on stderr
    words=$1 what=$2
    shift 2
    run --lang en "$@" < /dev/null
    exits 2 "$what: exit 2"
    silent "$what: nothing on stdout"
    says_on_stderr "$words" "$what: says so"
}
wrong 'did you mean check' 'a verb with a slip' chekc
wrong 'no command zzzzzzzz' 'a verb far from any' zzzzzzzz
wrong 'did you mean --json' 'an option with a slip' check --jsno
wrong 'guide takes no --json' 'an option of another verb' guide --json
wrong 'takes a value: DIR' 'an option without its value' check --rules
wrong '--json takes no value' 'an option with a value that it has not' check --json=yes
wrong 'no language fr' 'a language that is none' guide --lang fr
wrong 'one argument too many: b' 'too many operands' guide a b
wrong 'does not have --db yet' 'the case store' session --db cases.db
wrong 'takes a terminal' 'resuming' guide --case C1
for verb in serve learn revise case import; do
    run "$verb" --lang en --what-it-will-take < /dev/null
    exits 2 "$verb: not yet"
    says_on_stderr "does not have $verb yet" "$verb says so"
done
run chekc --lang zh < /dev/null
says_on_stderr '是不是 check？' 'the nearest name, in Chinese'

run guide --lang en --rules "${TMPDIR:-/tmp}/nowhere" < /dev/null
exits 3 'a folder that is not there is a fault of the data'
run guide --lang en no_such_guide < /dev/null
exits 2 'a guide that is not there is wrong use'
says_on_stderr 'no_such_guide' 'and it is named'

if [ -e /dev/full ]; then
    given < /dev/null
    run_full --help
    exits 3 'output that can not be written'
fi
finish
