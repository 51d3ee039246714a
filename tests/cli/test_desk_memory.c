/* The terminal desk without memory: the same case in ever larger address spaces, until one is large enough. However it ends, the program says
 * so, the terminal is given back, and the case's file is whole and can be taken up again. Uses support/terminal.h, cJSON and the program that
 * WAYMARK names. */
/* NOLINTNEXTLINE(bugprone-reserved-identifier): prlimit wants it */
#define _GNU_SOURCE
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/terminal.h"

enum { STEP = 32 << 10, STEPS = 40, SMALLEST = 2 << 20, LARGEST = 256 << 20 };

static char folder[512], file[600];

static void use_environment(void)
{
    const char *own = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/desk-memory-%ld", own && *own ? own : "/tmp", (long)getpid());
    snprintf(file, sizeof file, "%s/C115-0312-07.jsonl", folder);
    (void)mkdir(folder, 0700);
    setenv("TERM", "xterm-256color", 1);
    setenv("LOGNAME", "lin", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("WAYMARK_RULES", "tests/cli/desk/rules", 1);
    setenv("WAYMARK_KB", "tests/cli/desk/kb", 1);
    unsetenv("WAYMARK_PLAIN");
}

static terminal *start_within(size_t bytes)
{
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
    small = before;
    if (bytes)
        small.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_AS, &small), 0);
    terminal *t = terminal_start((const char *[]){ "--lang", "en", "--case", file, NULL }, 80, 24);
    assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
    return t;
}

/* Every line is one object, and the last one has its end. How many there are. */
static size_t whole_lines(void)
{
    char line[8192];
    size_t count = 0;
    FILE *in = fopen(file, "rb");
    for (; in && fgets(line, sizeof line, in); count++) {
        assert_int_equal(line[strlen(line) - 1], '\n');
        cJSON *object = cJSON_Parse(line);
        if (!cJSON_IsObject(object))
            fail_msg("no object: %s", line);
        bool answer = cJSON_HasObjectItem(object, "answer"), value = cJSON_HasObjectItem(object, "value");
        if (answer != value)
            fail_msg("half an event: %s", line);
        cJSON_Delete(object);
    }
    if (in)
        fclose(in);
    return count;
}

/* A case from what was said to two answers, its priority, a look at why and at whom to hand over to; its exit code. */
static int walk_within(size_t bytes)
{
    (void)remove(file);
    terminal *t = start_within(bytes);
    terminal_type(t, "ssh\r\r1p212?\rh\177?\rq");
    int code = terminal_end(t);
    assert_false(t->other_screen);
    if (code != 0 && (t->left_size == 0 || (code != 3 && code != 127)))
        fail_msg("with %zu bytes it ended with %d and said: %s", bytes, code, t->left);
    if (code == 3 && !terminal_shows(t, "memory") && !terminal_shows(t, "can't"))
        fail_msg("with %zu bytes it does not say why it ended: %s", bytes, t->left);
    terminal_free(t);
    return code;
}

/* The least that is enough, to STEP. */
static size_t enough(void)
{
    size_t low = SMALLEST, high = LARGEST;
    while (high - low > STEP) {
        size_t middle = low + (high - low) / 2;
        if (walk_within(middle) == 0)
            high = middle;
        else
            low = middle;
    }
    return high;
}

static void whatever_memory_there_is_the_case_stays_whole(void **state)
{
    (void)state;
    size_t most = enough(), told = 0, begun = 0;
    assert_true(most < LARGEST);
    for (size_t i = 1; i <= STEPS; i++) {
        bool failed = walk_within(most - i * STEP) != 0;
        told += failed;
        begun += failed && whole_lines() > 0;
    }
    assert_true(told > 0);
    print_message("# enough are %zu KiB; of %d smaller ones %zu ended early, %zu of them within a case\n", most >> 10,
                  (int)STEPS, told, begun);
}

/* A desk that walks a case, and from then on gets no more memory from the system; then a message that wants much. */
static void within_a_case_nothing_is_lost(void **state)
{
    (void)state;
    static char much[2048];
    const struct rlimit none = { 0, 0 };
    (void)remove(file);
    terminal *t = start_within(0);
    terminal_wait(t, "What did the user say");
    terminal_type(t, "ssh\r");
    terminal_wait(t, "It looks like");
    terminal_type(t, "\r");
    terminal_wait(t, "Any sign");
    assert_int_equal(prlimit(t->pid, RLIMIT_AS, &none, NULL), 0);
    terminal_type(t, "1");
    terminal_wait(t, "How many");
    terminal_type(t, "2");
    terminal_wait(t, "What does the screen");
    memset(much, 'x', sizeof much - 1);
    terminal_type(t, "\033[200~");
    for (int i = 0; i < 450; i++) {
        terminal_type(t, much);
        terminal_read(t, 2);
    }
    terminal_type(t, "\033[201~");
    terminal_read(t, 300);
    terminal_type(t, "\033q");
    int code = terminal_end(t);
    assert_true(code == 0 || code == 3);
    if (code == 3)
        assert_true(terminal_shows(t, "out of memory"));
    assert_false(t->other_screen);
    print_message("# it ended with %d\n", code);
    terminal_free(t);
    assert_true(whole_lines() >= 5); /* case, guide, said, two answers */
    t = start_within(0);
    terminal_wait(t, "Going on");
    terminal_wait(t, "No > One department > question 3");
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    terminal_free(t);
}

int main(void)
{
    const char *variant = getenv("WAYMARK_VARIANT");
    if (!terminal_is_possible())
        return 0;
    if (variant && *variant) { /* AddressSanitizer wants the whole address space, coverage counters crash without it */
        puts("1..0 # SKIP instrumented programs need more address space");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_memory_there_is_the_case_stays_whole),
        cmocka_unit_test(within_a_case_nothing_is_lost),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    use_environment();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)remove(file);
    (void)rmdir(folder);
    return failed;
}
