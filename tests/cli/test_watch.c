/* `waymark guide --watch` in a terminal: the guide is saved while a question waits, and the case goes on in the new one.
 * Uses support/terminal.h and the program that WAYMARK names. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/terminal.h"

#define ENTER "\r"

/* Questions by their English text; what follows them is the test's. */
#define HEAD                                                                                                           \
    "guide 'lamp' { zh = '燈號', en = 'The lamp' }\n"                                                                \
    "question 'lamp' { zh = '燈亮嗎？', en = 'Is the lamp on?' }\n"                                                \
    "question 'cable' { zh = '線有插好嗎？', en = 'Is the cable in?' }\n"                                        \
    "escalation 'desk' { to = 'second_line', zh = '轉給二線', en = 'To second line' }\n"
#define FLOW "flow { ask 'lamp' {}, ask 'cable' {}, otherwise = escalate 'desk' }\n"

static char folder[300], rule[400];

static void save(const char *text)
{
    char part[450];
    snprintf(part, sizeof part, "%s/.part", folder);
    FILE *out = fopen(part, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(rename(part, rule), 0);
}

static int make_folder(void **state)
{
    const char *own = getenv("TMPDIR");
    (void)state;
    snprintf(folder, sizeof folder, "%.200s/watch-XXXXXX", own && *own ? own : "/tmp");
    assert_non_null(mkdtemp(folder));
    snprintf(rule, sizeof rule, "%s/lamp.lua", folder);
    setenv("WAYMARK_RULES", folder, 1);
    setenv("TERM", "xterm-256color", 1);
    unsetenv("WAYMARK_PLAIN");
    setenv("WAYMARK_KB", folder, 1); /* without teams, any is fine */
    save(HEAD FLOW);
    return 0;
}

static int drop_folder(void **state)
{
    (void)state;
    return unlink(rule) == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static terminal *start(void)
{
    terminal *t = terminal_start((const char *[]){ "guide", "lamp", "--watch", "--lang", "en", NULL }, 100, 40);
    terminal_wait(t, "Is the lamp on?");
    return t;
}

static void leave(terminal *t)
{
    terminal_type(t, "q" ENTER);
    assert_int_equal(terminal_end(t), 0);
    terminal_free(t);
}

static void a_saved_guide_is_loaded_and_the_case_stays_where_it_is(void **state)
{
    (void)state;
    terminal *t = start();
    terminal_type(t, "yes" ENTER);
    terminal_wait(t, "Is the cable in?");
    save(HEAD "question 'fuse' { zh = '保險絲好嗎？', en = 'Is the fuse whole?' }\n"
              "flow { ask 'lamp' {}, ask 'fuse' {}, ask 'cable' {}, otherwise = escalate 'desk' }\n");
    terminal_wait(t, "The guides changed and were loaded anew.");
    terminal_wait(t, "Question 2: Is the fuse whole?"); /* the lamp is answered, and is not asked again */
    leave(t);
}

static void what_check_finds_stands_in_the_margin(void **state)
{
    (void)state;
    terminal *t = start();
    save(HEAD "fault 'never' { zh = '沒用到', en = 'Never concluded' }\n" FLOW);
    terminal_wait(t, "warning WM207");
    leave(t);
}

static void a_broken_guide_keeps_the_old_one(void **state)
{
    (void)state;
    terminal *t = start();
    save(HEAD "flow { ask 'lapm' {}, otherwise = escalate 'desk' }\n");
    terminal_wait(t, "this one does not load; the old one goes on");
    terminal_wait(t, "lamp.lua:5: error WM101");
    terminal_type(t, "no" ENTER);
    terminal_wait(t, "Is the cable in?");
    save(HEAD FLOW);
    terminal_wait(t, "loaded anew");
    leave(t);
}

static void what_the_new_guide_does_not_take_is_left_out_and_said(void **state)
{
    (void)state;
    terminal *t = start();
    terminal_type(t, "yes" ENTER);
    terminal_wait(t, "Is the cable in?");
    save("guide 'lamp' { zh = '燈號', en = 'The lamp' }\n"
         "question 'bulb' { zh = '燈泡亮嗎？', en = 'Is the bulb on?' }\n"
         "escalation 'desk' { to = 'second_line', zh = '轉給二線', en = 'To second line' }\n"
         "flow { ask 'bulb' {}, otherwise = escalate 'desk' }\n");
    terminal_wait(t, "do not take what was recorded of \"lamp\"");
    terminal_wait(t, "Question 1: Is the bulb on?");
    leave(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_saved_guide_is_loaded_and_the_case_stays_where_it_is, make_folder,
                                        drop_folder),
        cmocka_unit_test_setup_teardown(what_check_finds_stands_in_the_margin, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(a_broken_guide_keeps_the_old_one, make_folder, drop_folder),
        cmocka_unit_test_setup_teardown(what_the_new_guide_does_not_take_is_left_out_and_said, make_folder,
                                        drop_folder),
    };
    if (!terminal_is_possible())
        return 0;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
