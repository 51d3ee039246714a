# The test runner's own test: every way in which a program can end is counted right. Prints TAP.
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d) || exit 3
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 3
count=0

put() { cat > "$1"; }
tell() { # tell STATUS WHAT: STATUS is a command's
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        printf '%s\n' "$said" | sed 's/^/# /'
    fi
}
# ends WHAT LAST-LINE STATUS PROGRAM…: the runner's last line and exit code over these programs
ends() {
    what=$1 last=$2 status=$3
    shift 3
    said=$("$here/run" -t 2 "$@" 2>&1)
    [ $? -eq "$status" ] && [ "$(printf '%s\n' "$said" | tail -n 1)" = "$last" ]
    tell $? "$what"
}
says() { # says WHAT PATTERN: in what the runner said last
    printf '%s\n' "$said" | grep -Eq -- "$2"
    tell $? "$1"
}

put good.sh <<'SH'
printf '1..2\nok 1 - a\nok 2 - b\n'
SH
put fails.sh <<'SH'
printf '1..2\nok 1 - a\nnot ok 2 - b breaks\n# the evidence\n'; exit 1
SH
put crashes.sh <<'SH'
printf '1..2\nok 1 - a\n'; kill -SEGV $$
SH
put skips.sh <<'SH'
printf '1..2\nok 1 - a\nok 2 - b # SKIP no network\n'
SH
put cmocka-skips.sh <<'SH'
printf '1..2\nok 1 - a\nthe data are not here\nnot ok 2 # SKIP b\n'
SH
put skips-all.sh <<'SH'
echo '1..0 # SKIP no luacheck'
SH
put hangs.sh <<'SH'
echo 1..1; sleep 100; echo ok 1
SH
put silent.sh <<'SH'
echo hello
SH
put short.sh <<'SH'
printf '1..3\nok 1\nok 2\n'
SH
put late.sh <<'SH'
printf 'ok 1\nok 2\n1..2\n'; exit 7
SH
put bails.sh <<'SH'
printf '1..1\nok 1\nBail out! no disk\n'
SH
put asks.sh <<'SH'
echo 1..1; if read -r line; then echo "not ok 1 - got $line"; else echo "ok 1 - no input"; fi
SH
put seeds.sh <<'SH'
echo "1..1"; if [ -n "${WAYMARK_SEED:-}" ]; then echo "ok 1 - a seed"; else echo "not ok 1 - none"; fi
SH
put lua.test.lua <<'LUA'
print("1..1") print("ok 1 - from Lua")
LUA
for n in 1 2 3 4; do
    printf 'echo "1..1"; sleep .2; echo "ok 1 - %s"\n' $n > sleeps$n.sh
done

ends 'passing'                        '2 passed, 0 failed, 0 skipped' 0 good.sh
ends 'failing'                        '1 passed, 1 failed, 0 skipped' 1 fails.sh
says 'a failure is named'             'fails.sh: b breaks'
says 'its output is shown'            'the evidence'
ends 'crashing'                       '1 passed, 1 failed, 0 skipped' 1 crashes.sh
says 'the signal is named'            'crashes.sh: killed by signal 11'
ends 'skipping'                       '1 passed, 0 failed, 1 skipped' 0 skips.sh
says 'the reason is given'            'skips.sh: b — no network'
ends 'skipping as cmocka says it'     '1 passed, 0 failed, 1 skipped' 0 cmocka-skips.sh
says 'the reason is the line before'  'cmocka-skips.sh: b — the data are not here'
ends 'nothing but skips is no pass'   '0 passed, 0 failed, 1 skipped' 1 skips-all.sh
ends 'hanging'                        '0 passed, 1 failed, 0 skipped' 1 hangs.sh
says 'the time-out is named'          'hangs.sh: timed out after 2 s'
ends 'no plan'                        '0 passed, 1 failed, 0 skipped' 1 silent.sh
says 'the last output is shown'       '^hello$'
ends 'fewer results than planned'     '2 passed, 1 failed, 0 skipped' 1 short.sh
ends 'an exit code without a failure' '2 passed, 1 failed, 0 skipped' 1 late.sh
ends 'bailing out'                    '1 passed, 1 failed, 0 skipped' 1 bails.sh
ends 'a program that is not there'    '0 passed, 1 failed, 0 skipped' 1 nowhere
ends 'no program'                     '0 passed, 0 failed, 0 skipped' 1
ends 'standard input is empty'        '1 passed, 0 failed, 0 skipped' 0 asks.sh
ends 'a Lua script'                   '1 passed, 0 failed, 0 skipped' 0 lua.test.lua
CI='' WAYMARK_SEED='' ends 'seeds come from the clock' '0 passed, 1 failed, 0 skipped' 1 seeds.sh
CI=true WAYMARK_SEED='' ends 'but for CI, which repeats one' '1 passed, 0 failed, 0 skipped' 0 seeds.sh
ends 'all together'                   '8 passed, 4 failed, 2 skipped' 1 good.sh fails.sh crashes.sh skips.sh cmocka-skips.sh silent.sh short.sh
ends 'several at once'                '4 passed, 0 failed, 0 skipped' 0 -j 4 sleeps1.sh sleeps2.sh sleeps3.sh sleeps4.sh

# The real cmocka, not our idea of it.
put real.c <<'C'
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
static void passes(void **state) { (void)state; assert_true(1); }
static void fails(void **state) { (void)state; assert_int_equal(1, 2); }
static void skips(void **state) { (void)state; print_message("# no data\n"); skip(); }
static void crashes(void **state) { (void)state; *(volatile int *)0 = 1; }
int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(passes), cmocka_unit_test(fails), cmocka_unit_test(skips), cmocka_unit_test(crashes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
C
said=$(gcc -o real real.c -lcmocka 2>&1)
tell $? 'a cmocka program builds'
ends 'cmocka: pass, fail, skip, crash' '1 passed, 2 failed, 1 skipped' 1 ./real
says 'cmocka: the reason of the skip'  'real: skips — no data'
echo "1..$count"
