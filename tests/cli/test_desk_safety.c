/* What the terminal desk must never lose or do: cases outlive whatever ends the program, a terminal is left as it was found, nothing that is
 * shown is obeyed, any input method works. Uses support/terminal.h and the program that WAYMARK names. */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/terminal.h"

#define ENTER     "\r"
#define BACKSPACE "\177"

/* ---- A desk of each test's own ------------------------------------------------------------------------------------------------------- */

static char state[512];

static int use_environment(void **context)
{
    static int number;
    const char *own = getenv("TMPDIR");
    (void)context;
    snprintf(state, sizeof state, "%s/desk-%ld-%d", own && *own ? own : "/tmp", (long)getpid(), ++number);
    setenv("XDG_STATE_HOME", state, 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LOGNAME", "lin", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("WAYMARK_RULES", "tests/cli/desk/rules", 1);
    setenv("WAYMARK_KB", "tests/cli/desk/kb", 1);
    unsetenv("WAYMARK_PLAIN");
    return 0;
}

static terminal *start(void)
{
    return terminal_start((const char *[]){ "--lang", "en", NULL }, 80, 24);
}

static void press(terminal *t, const char *keys, const char *words)
{
    terminal_type(t, keys);
    terminal_wait(t, words);
}

/* The path of the only case. */
static const char *case_file(void)
{
    static char path[1024];
    char folder[600];
    snprintf(folder, sizeof folder, "%s/waymark/cases", state);
    DIR *cases = opendir(folder);
    assert_non_null(cases);
    path[0] = '\0';
    for (struct dirent *entry; (entry = readdir(cases)) != NULL;)
        if (strstr(entry->d_name, ".jsonl"))
            snprintf(path, sizeof path, "%s/%.200s", folder, entry->d_name);
    closedir(cases);
    assert_true(path[0]);
    return path;
}

static bool file_holds(const char *path, const char *words)
{
    char text[8192];
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    return strstr(text, words) != NULL;
}

/* A case with two answers. */
static terminal *two_answers(void)
{
    terminal *t = start();
    terminal_wait(t, "What did the user say");
    press(t, "ssh" ENTER, "It looks like");
    press(t, ENTER, "Any sign");
    press(t, "1", "How many");
    press(t, "2", "What does the screen");
    return t;
}

/* The next start offers to go on, and is there where it was. */
static void expect_resumed(const char *words)
{
    terminal *t = start();
    terminal_wait(t, "Open cases");
    press(t, "\t", "resume");
    press(t, "a", "What does the screen");
    terminal_wait(t, words);
    terminal_wait(t, "Way  No > One department > question 3");
    terminal_free(t);
}

static void expect_restored(terminal *t)
{
    struct termios now;
    assert_int_equal(tcgetattr(t->fd, &now), 0);
    assert_int_equal(now.c_lflag, t->before.c_lflag);
    assert_int_equal(now.c_iflag, t->before.c_iflag);
    assert_false(t->other_screen);
    assert_false(t->brackets);
    assert_true(t->cursor);
}

/* ---- Ends ------------------------------------------------------------------------------------------------------------------------------ */

static void leaving_says_how_to_come_back(void **context)
{
    (void)context;
    terminal *t = two_answers();
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    expect_restored(t);
    assert_true(terminal_shows(t, "To go on: waymark --case C1"));
    assert_true(terminal_shows(t, "How many people are affected? One department"));
    terminal_free(t);
    expect_resumed("Going on");
}

static void ctrl_c_loses_nothing(void **context)
{
    (void)context;
    terminal *t = two_answers();
    terminal_type(t, "\003");
    assert_int_equal(terminal_end(t), 0);
    expect_restored(t);
    terminal_free(t);
    expect_resumed("Going on");
}

static void a_closed_terminal_loses_nothing(void **context)
{
    (void)context;
    terminal *t = two_answers();
    terminal_close(t);
    (void)terminal_end(t);
    assert_true(t->ended);
    terminal_free(t);
    expect_resumed("Going on");
}

static void kill_9_loses_nothing(void **context)
{
    (void)context;
    terminal *t = two_answers();
    assert_int_equal(kill(t->pid, SIGKILL), 0);
    assert_int_equal(terminal_end(t), 128 + SIGKILL);
    terminal_free(t);
    expect_resumed("Going on");
}

static void a_crash_gives_the_terminal_back(void **context)
{
    static const int crashes[] = { SIGSEGV, SIGABRT, SIGQUIT };
    (void)context;
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        terminal *t = start();
        terminal_wait(t, "What did the user say");
        assert_int_equal(kill(t->pid, crashes[i]), 0);
        assert_int_equal(terminal_end(t), 128 + crashes[i]);
        expect_restored(t);
        terminal_free(t);
    }
}

static void a_torn_line_is_dropped_with_a_word(void **context)
{
    (void)context;
    terminal *t = two_answers();
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    terminal_free(t);
    int fd = open(case_file(), O_WRONLY | O_APPEND);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "{\"answer\":\"messa", 16), 16);
    close(fd);
    expect_resumed("half written");
    assert_false(file_holds(case_file(), "messa"));
}

static void a_full_disk_is_told(void **context)
{
    (void)context;
    struct rlimit before, small = { .rlim_cur = 300 };
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    terminal *t = start();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    terminal_wait(t, "What did the user say");
    press(t, "ssh" ENTER, "It looks like");
    press(t, ENTER, "Any sign");
    press(t, "1", "How many");
    press(t, "2", "Not saved");
    press(t, "2", "Does TCP 22"); /* the walk goes on */
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    assert_true(terminal_shows(t, "Keep this record"));
    terminal_free(t);
    char last = 0;
    FILE *in = fopen(case_file(), "rb");
    assert_non_null(in);
    assert_int_equal(fseek(in, -1, SEEK_END), 0);
    assert_int_equal(fread(&last, 1, 1, in), 1);
    fclose(in);
    assert_int_equal(last, '\n'); /* lines are there whole or not at all */
}

static void a_case_is_open_once(void **context)
{
    (void)context;
    terminal *first = two_answers(), *second = start();
    terminal_wait(second, "Open cases");
    press(second, "\t", "resume");
    press(second, "a", "open in another");
    terminal_free(second);
    terminal_free(first);
}

/* ---- What is shown ----------------------------------------------------------------------------------------------------------------------- */

static void escapes_are_shown_and_never_obeyed(void **context)
{
    (void)context;
    terminal *t = two_answers(); /* the terminal of the test fails at any sequence that is not the desk's */
    press(t, "\033[200~a\033[31mb\342\200\256c\033]0;title\a\033[201~", "a^[[31mb<U+202E>c^[]0;title^G");
    assert_int_equal(t->bells, 0);
    press(t, ENTER, "Does TCP 22"); /* taken as the question's answer: on the way, in the list, in the record */
    press(t, "l", "a^[[31mb");
    press(t, "l", "Does TCP 22");
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    assert_true(terminal_shows(t, "a^[[31mb<U+202E>c"));
    terminal_free(t);
}

static void colours_only_where_they_may_be(void **context)
{
    (void)context;
    terminal *t = two_answers();
    assert_int_equal(t->colours, 0);
    terminal_free(t);
    unsetenv("NO_COLOR");
    setenv("XDG_STATE_HOME", "/nowhere/at/all", 1);
    t = two_answers();
    assert_true(t->colours > 0);
    assert_true(terminal_shows(t, "55 %")); /* a word beside every bar */
    terminal_free(t);
}

static void a_command_is_copied(void **context)
{
    (void)context;
    terminal *t = two_answers();
    press(t, "2", "Does TCP 22");
    press(t, "c", "Copied command 1 of 2");
    assert_string_equal(t->clipboard, "VGVzdC1OZXRDb25uZWN0aW9uIDIwMy4wLjExMy4yNCAtUG9ydCAyMg==");
    press(t, "c", "Copied command 2 of 2");
    assert_string_equal(t->clipboard, "bmMgLXZ6IC13MyAyMDMuMC4xMTMuMjQgMjI=");
    terminal_free(t);
}

static void only_what_changed_is_drawn(void **context)
{
    (void)context;
    terminal *t = two_answers();
    size_t before = t->bytes;
    press(t, "x", "No key \"x\"");
    assert_true(t->bytes - before < 400); /* the row of keys, no more */
    terminal_free(t);
}

/* ---- Keys ----------------------------------------------------------------------------------------------------------------------------------- */

static void input_methods_need_not_be_left(void **context)
{
    (void)context;
    terminal *t = start();
    terminal_wait(t, "What did the user say");
    press(t, "ssh" ENTER, "It looks like");
    press(t, "１", "Any sign");             /* full-width */
    press(t, "ㄅ", "How many");             /* on 1 */
    press(t, "ㄉ", "What does the screen"); /* on 2 */
    press(t, "ㄧ", "Does TCP 22");          /* on u: not sure */
    press(t, "？", "Why \"");
    press(t, ENTER, "You could say");
    press(t, "Ｔ", "可以這樣說");
    terminal_free(t);
}

static void a_double_backspace_counts_once(void **context)
{
    (void)context;
    terminal *t = two_answers();
    press(t, BACKSPACE BACKSPACE, "How many");
    terminal_read(t, 100);
    assert_true(terminal_shows(t, "How many"));
    terminal_read(t, 500);
    press(t, BACKSPACE, "Any sign");
    terminal_free(t);
}

static void a_wrong_key_says_what_can_be_pressed(void **context)
{
    (void)context;
    terminal *t = two_answers();
    press(t, "7", "No key \"7\" here");
    assert_int_equal(t->bells, 0);
    press(t, "2", "Does TCP 22");
    assert_false(terminal_shows(t, "No key"));
    terminal_free(t);
}

static void known_incidents_come_first(void **context)
{
    (void)context;
    terminal *t = start();
    terminal_wait(t, "What did the user say");
    press(t, "my mailbox and ssh: Connection timed out" ENTER, "Known incidents");
    assert_true(terminal_shows(t, "[1] Mail service outage"));
    assert_true(terminal_shows(t, "[2] VM cannot be reached"));
    assert_false(terminal_shows(t, "A past incident"));
    press(t, "1", "change nothing");
    press(t, "1", "Result: known incident mail-outage");
    terminal_free(t);
    assert_true(file_holds(case_file(), "\"end\":\"incident\""));
}

static void a_message_may_lead_elsewhere(void **context)
{
    (void)context;
    terminal *t = two_answers();
    press(t, "\033[200~AnyConnect says no\033[201~", "Go on in \"VPN connected but no access\"");
    press(t, "2", "Does the client say connected");
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    terminal_free(t);
    t = start();
    terminal_wait(t, "VPN connected but no access");
    press(t, "\t", "resume");
    press(t, "a", "Does the client say connected");
    terminal_free(t);
}

static void plain_lines_where_they_are_asked_for(void **context)
{
    (void)context;
    terminal *t = terminal_start((const char *[]){ "--plain", "--lang", "en", NULL }, 80, 24);
    terminal_wait(t, "What did the user say? ");
    assert_false(t->other_screen);
    terminal_free(t);
    setenv("TERM", "dumb", 1);
    t = start();
    terminal_wait(t, "What did the user say? ");
    assert_false(t->other_screen);
    terminal_free(t);
}

#define test(name) cmocka_unit_test_setup(name, use_environment)

int main(void)
{
    if (!terminal_is_possible())
        return 0;
    const struct CMUnitTest tests[] = {
        test(leaving_says_how_to_come_back),
        test(ctrl_c_loses_nothing),
        test(a_closed_terminal_loses_nothing),
        test(kill_9_loses_nothing),
        test(a_crash_gives_the_terminal_back),
        test(a_torn_line_is_dropped_with_a_word),
        test(a_full_disk_is_told),
        test(a_case_is_open_once),
        test(escapes_are_shown_and_never_obeyed),
        test(colours_only_where_they_may_be),
        test(a_command_is_copied),
        test(only_what_changed_is_drawn),
        test(input_methods_need_not_be_left),
        test(a_double_backspace_counts_once),
        test(a_wrong_key_says_what_can_be_pressed),
        test(known_incidents_come_first),
        test(a_message_may_lead_elsewhere),
        test(plain_lines_where_they_are_asked_for),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
