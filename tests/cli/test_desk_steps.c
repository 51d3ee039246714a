/* Steps at the terminal desk: commands of several lines stay so on the screen and in the clipboard, questions are numbered as they are asked,
 * and a case's impact decides what comes first. Uses support/terminal.h and the program that WAYMARK names. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/terminal.h"

#define ENTER     "\r"
#define BACKSPACE "\177"

static char folder[512], file[600];

static void use_guides(const char *rules, const char *kb)
{
    setenv("WAYMARK_RULES", rules, 1);
    setenv("WAYMARK_KB", kb, 1);
}

static int use_environment(void **state)
{
    const char *own = getenv("TMPDIR");
    (void)state;
    snprintf(folder, sizeof folder, "%s/desk-steps-%ld", own && *own ? own : "/tmp", (long)getpid());
    snprintf(file, sizeof file, "%s/C115-0312-07.jsonl", folder);
    (void)mkdir(folder, 0700);
    (void)remove(file);
    setenv("XDG_STATE_HOME", folder, 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LOGNAME", "lin", 1);
    setenv("NO_COLOR", "1", 1);
    unsetenv("WAYMARK_PLAIN");
    use_guides("tests/cli/desk/steps/rules", "tests/cli/desk/steps/kb");
    return 0;
}

static int drop_files(void **state)
{
    (void)state;
    (void)remove(file);
    return 0;
}

static terminal *start(const char *lang)
{
    return terminal_start((const char *[]){ "--lang", lang, "--case", file, NULL }, 80, 30);
}

static void press(terminal *t, const char *keys, const char *words)
{
    terminal_type(t, keys);
    terminal_wait(t, words);
}

/* Whether a row is nothing but these words, behind blanks. */
static bool has_row(const terminal *t, const char *words)
{
    bool found = false;
    for (size_t row = 0; row < t->rows && !found; row++) {
        char *text = terminal_row(t, row);
        found = strcmp(text + strspn(text, " "), words) == 0;
        free(text);
    }
    return found;
}

/* ---- Commands of several lines ------------------------------------------------------------------------------------------------------ */

static void a_command_keeps_its_lines(void **state)
{
    (void)state;
    terminal *t = start("en");
    terminal_wait(t, "What did the user say");
    press(t, "dns" ENTER, "It looks like");
    press(t, ENTER, "Does the file name a server");
    assert_true(has_row(t, "cd /etc"));
    assert_true(has_row(t, "sudo cat resolv.conf"));
    press(t, "c", "Copied, its 2 lines: cd /etc");
    assert_string_equal(t->clipboard,
                        "Y2QgL2V0YwpzdWRvIGNhdCByZXNvbHYuY29uZg=="); /* without a line end: nothing runs by itself */
    press(t, "2", "Write the name server");
    static const char *const rows[] = { "Host web-01", "HostName 10.0.0.7", "User deploy",
                                        "sudo systemctl restart systemd-resolved", "resolvectl status" };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!has_row(t, rows[i]))
            fail_msg("no row is: %s", rows[i]);
    terminal_free(t);
}

static void each_command_of_a_remedy_is_copied_whole(void **state)
{
    (void)state;
    static const struct {
        const char *told, *clip;
    } copies[] = {
        { "Copied command 1 of 4 (c again for the next), its 3 lines: Host web-01",
          "SG9zdCB3ZWItMDEKICBIb3N0TmFtZSAxMC4wLjAuNwogIFVzZXIgZGVwbG95" }, /* the blanks before a line, too */
        { "Copied command 2 of 4 (c again for the next), its 2 lines: sudo systemctl",
          "c3VkbyBzeXN0ZW1jdGwgcmVzdGFydCBzeXN0ZW1kLXJlc29sdmVkCnJlc29sdmVjdGwgc3RhdHVz" },
        { "Copied command 3 of 4 (c again for the next): nslookup web-01", "bnNsb29rdXAgd2ViLTAx" },
        { "Copied command 4 of 4 (c again for the next): dig web-01", "ZGlnIHdlYi0wMQ==" },
        { "Copied command 1 of 4", "SG9zdCB3ZWItMDEKICBIb3N0TmFtZSAxMC4wLjAuNwogIFVzZXIgZGVwbG95" },
    };
    terminal *t = start("en");
    terminal_wait(t, "What did the user say");
    press(t, "dns" ENTER, "It looks like");
    press(t, ENTER, "Does the file name a server");
    press(t, "2", "Write the name server");
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        char words[32];
        snprintf(words, sizeof words, "%.20s", copies[i].told);
        press(t, "c", words);
        terminal_wait(t, copies[i].told);
        assert_string_equal(t->clipboard, copies[i].clip);
    }
    terminal_free(t);
}

/* ---- Numbers ------------------------------------------------------------------------------------------------------------------------- */

/* What the user said answers a question that comes later, and "not sure" leads on: neither makes a number come twice or be left out. */
static void questions_are_numbered_as_they_are_asked(void **state)
{
    (void)state;
    use_guides("rules", "kb");
    terminal *t = start("zh");
    terminal_wait(t, "使用者怎麼說");
    press(t, "無法登入，畫面顯示 AADSTS50126" ENTER, "看起來是");
    press(t, ENTER, "第 1 題");
    press(t, "1", "第 2 題");
    press(t, "u", "第 3 題");
    press(t, "u", "親手重打密碼");
    press(t, "2", "第 4 題");
    press(t, "l", "項改成");
    press(t, "\033", "第 4 題");
    press(t, "1", "自助重設密碼");
    press(t, "1", "驗證：");
    press(t, "u", "第 5 題"); /* what verifies has no number */
    press(t, BACKSPACE, "驗證：");
    press(t, "u", "第 5 題");
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    terminal_free(t);
    t = start("zh"); /* the file knows what was asked */
    terminal_wait(t, "第 5 題");
    terminal_free(t);
}

/* ---- Impact -------------------------------------------------------------------------------------------------------------------------- */

static void where_waiting_costs_another_remedy_comes_first(void **state)
{
    (void)state;
    terminal *t = start("en");
    terminal_wait(t, "What did the user say");
    press(t, "file" ENTER, "It looks like");
    press(t, ENTER, "Wait until the lock ends"); /* waiting costs nothing */
    press(t, "p11", "Priority P1");
    terminal_wait(t, "Break the lock");
    terminal_type(t, "q");
    assert_int_equal(terminal_end(t), 0);
    terminal_free(t);
    t = start("en");
    terminal_wait(t, "Break the lock"); /* taken up again, it is as urgent */
    press(t, "p21", "Priority P2");
    terminal_wait(t, "Wait until the lock ends"); /* of no price of its own: as the site reckons */
    press(t, "p11", "Break the lock");
    terminal_free(t);
}

#define test(name) cmocka_unit_test_setup_teardown(name, use_environment, drop_files)

int main(void)
{
    if (!terminal_is_possible())
        return 0;
    const struct CMUnitTest tests[] = {
        test(a_command_keeps_its_lines),
        test(each_command_of_a_remedy_is_copied_whole),
        test(questions_are_numbered_as_they_are_asked),
        test(where_waiting_costs_another_remedy_comes_first),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
