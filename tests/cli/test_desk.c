/* The terminal desk as a person sees it: walks in a pseudo-terminal, and each screen on the way kept in desk/golden/, to be looked at. Run with
 * GOLDEN=write to write them anew. Uses support/terminal.h, utf8proc and the program that WAYMARK names. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

#include "support/terminal.h"

#define ENTER     "\r"
#define BACKSPACE "\177"
#define ESCAPE    "\033"

/* ---- Walks ------------------------------------------------------------------------------------------------------------------------- */

typedef struct walk {
    terminal *t;
    bool english;
    char *golden; /* the screens so far */
    size_t size;
    char name[128], file[256];
} walk;

static const char *folder(void)
{
    const char *own = getenv("TMPDIR");
    return own && *own ? own : "/tmp";
}

static void use_environment(void)
{
    char state[512];
    snprintf(state, sizeof state, "%s/desk-state-%ld", folder(), (long)getpid());
    setenv("XDG_STATE_HOME", state, 1);
    setenv("TERM", "xterm-256color", 1);
    setenv("LOGNAME", "lin", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("WAYMARK_RULES", "tests/cli/desk/rules", 1);
    setenv("WAYMARK_KB", "tests/cli/desk/kb", 1);
    unsetenv("WAYMARK_PLAIN");
}

static walk *begin(const char *name, bool english, size_t columns, size_t rows)
{
    walk *w = calloc(1, sizeof *w);
    assert_non_null(w);
    snprintf(w->name, sizeof w->name, "%s.%zux%zu.%s", name, columns, rows, english ? "en" : "zh");
    snprintf(w->file, sizeof w->file, "%s/C115-0312-%05ld.jsonl", folder(), (long)getpid() % 100000);
    (void)remove(w->file);
    w->english = english;
    w->t = terminal_start((const char *[]){ "--lang", english ? "en" : "zh", "--case", w->file, NULL }, columns, rows);
    return w;
}

/* Types, and waits for words of the language. */
static void press(walk *w, const char *keys, const char *zh, const char *en)
{
    terminal_type(w->t, keys);
    terminal_wait(w->t, w->english ? en : zh);
}

/* ---- Golden screens ------------------------------------------------------------------------------------------------------------------- */

static size_t width_of(const char *text)
{
    size_t width = 0;
    utf8proc_int32_t code = 0;
    for (utf8proc_ssize_t size; *text; text += size) {
        size = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &code);
        assert_true(size > 0);
        width += (size_t)utf8proc_charwidth(code);
    }
    return width;
}

/* Times of day and the test's process differ from run to run. */
static void mask(char *text)
{
    char process[32], *at;
    for (at = text; (at = strchr(at, ':')) != NULL; at++) {
        if (at - text >= 2 && isdigit((unsigned char)at[-1]) && isdigit((unsigned char)at[-2]) &&
            isdigit((unsigned char)at[1]) && isdigit((unsigned char)at[2]))
            memcpy(at - 2, "14:09", 5);
    }
    int length = snprintf(process, sizeof process, "C115-0312-%05ld", (long)getpid() % 100000);
    if ((at = strstr(text, process)) != NULL) {
        memcpy(at + 10, "07", 2);
        memmove(at + 12, at + length, strlen(at + length) + 1);
    }
}

static void add_line(walk *w, const char *line)
{
    size_t more = strlen(line) + 1;
    w->golden = realloc(w->golden, w->size + more + 1);
    assert_non_null(w->golden);
    memcpy(w->golden + w->size, line, more - 1);
    memcpy(w->golden + w->size + more - 1, "\n", 2);
    w->size += more;
}

static bool names_a_key(const char *row)
{
    static const char *const keys[] = { "Enter", "Esc", "q ", "Backspace", "Ctrl-C" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strstr(row, keys[i]))
            return true;
    return false;
}

/* Takes the screen: no row is wider than the window or the text, the last one says what can be pressed. */
static void take(walk *w, const char *title)
{
    char line[160];
    snprintf(line, sizeof line, "==== %s", title);
    add_line(w, line);
    for (size_t row = 0; row < w->t->rows; row++) {
        char *text = terminal_row(w->t, row);
        assert_true(width_of(text) <= w->t->columns);
        assert_true(width_of(text) <= 80);
        if (row + 1 == w->t->rows && !names_a_key(text))
            fail_msg("%s, %s: the last row names no key: %s", w->name, title, text);
        mask(text);
        add_line(w, text);
        free(text);
    }
}

static char *read_golden(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = calloc(1, 1 << 18);
    assert_non_null(text);
    if (in) {
        text[fread(text, 1, (1 << 18) - 1, in)] = '\0';
        fclose(in);
    }
    return text;
}

static void end(walk *w)
{
    char path[256];
    const char *how = getenv("GOLDEN");
    snprintf(path, sizeof path, "tests/cli/desk/golden/%s.txt", w->name);
    if (how && !strcmp(how, "write")) {
        FILE *out = fopen(path, "wb");
        assert_non_null(out);
        assert_int_equal(fwrite(w->golden, 1, w->size, out), w->size);
        assert_int_equal(fclose(out), 0);
    }
    char *golden = read_golden(path);
    if (strcmp(golden, w->golden) != 0) {
        const char *is = w->golden, *was = golden;
        for (; *is && *is == *was; is++, was++)
            continue;
        while (is > w->golden && is[-1] != '\n')
            is--, was--;
        fail_msg("%s reads otherwise:\n  was %.*s\n  is  %.*s", path, (int)strcspn(was, "\n"), was,
                 (int)strcspn(is, "\n"), is);
    }
    free(golden);
    assert_int_equal(w->t->bells, 0);
    terminal_free(w->t);
    (void)remove(w->file);
    free(w->golden);
    free(w);
}

/* ---- A whole case: said, asked, why, changed, a message, approved, done, verified, closed ------------------------------------------------- */

static void approve_and_verify(walk *w)
{
    press(w, ENTER, "核准人", "Approver");
    press(w, w->english ? "Chang Wen-pin" ENTER : "張文彬" ENTER, "打 yes", "type yes");
    take(w, "approval");
    press(w, "yes" ENTER, "1 核准  ", "1 Approved");
    take(w, "approved");
    press(w, "1", "再問一次：TCP 22", "Once more: Does TCP 22");
    take(w, "verification");
    press(w, "1", "驗證：現在能登入", "To verify: Can the user");
    press(w, "1", "驗證通過", "Verified and solved");
    take(w, "closing");
    press(w, ENTER, "結果：結案，已根治", "Result: closed, solved");
    take(w, "record");
    terminal_type(w->t, "q");
    assert_int_equal(terminal_end(w->t), 0);
    assert_false(w->t->other_screen);
    assert_true(terminal_shows(w->t, w->english ? "Result: closed, solved" : "結果：結案，已根治"));
}

static void whole_case(bool english, size_t columns, size_t rows)
{
    walk *w = begin("case", english, columns, rows);
    terminal_wait(w->t, english ? "What did the user say?" : "使用者怎麼說？");
    take(w, "first screen");
    press(w, "ssh to web-01 fails" ENTER, "看起來是", "It looks like");
    take(w, "guides");
    press(w, "1", "有資安徵兆嗎", "Any sign");
    take(w, "question");
    press(w, "1", "多少人受影響", "How many");
    press(w, "2", "畫面出現什麼訊息", "What does the screen say");
    press(w, "\033[200~ssh: connect to host web-01 port 22: Connection timed out\033[201~", "看得出來", "It tells");
    take(w, "message");
    press(w, ENTER, "TCP 22 有回應嗎", "Does TCP 22");
    take(w, "question with commands");
    press(w, "?", "為什麼：「", "Why: \"");
    take(w, "why");
    press(w, ENTER, "可以這樣說", "You could say");
    press(w, "m", "連接埠 22", "Port 22");
    take(w, "manual");
    press(w, ENTER, "可以這樣說", "You could say");
    press(w, "2", "經序列主控台重啟", "Restart sshd");
    take(w, "remedy");
    press(w, "l", "改成", "Change question");
    take(w, "the way so far");
    press(w, "3", "若這樣改", "If it becomes");
    take(w, "what if");
    press(w, ENTER, "1 核准  現在", "1 Approval  now");
    take(w, "remedy that needs approval");
    press(w, "s", "唸給使用者聽", "Read to the user");
    take(w, "script");
    press(w, ENTER, "1 核准  現在", "1 Approval  now");
    approve_and_verify(w);
    end(w);
}

static void case_80_zh(void **state)
{
    (void)state;
    whole_case(false, 80, 24);
}

static void case_80_en(void **state)
{
    (void)state;
    whole_case(true, 80, 24);
}

static void case_120_zh(void **state)
{
    (void)state;
    whole_case(false, 120, 40);
}

static void case_120_en(void **state)
{
    (void)state;
    whole_case(true, 120, 40);
}

/* ---- Handing over ------------------------------------------------------------------------------------------------------------------------- */

static void handed_over(bool english)
{
    walk *w = begin("handed_over", english, 80, 24);
    terminal_wait(w->t, english ? "What did" : "使用者怎麼說");
    press(w, "ssh" ENTER, "看起來是", "It looks like");
    press(w, ENTER, "有資安徵兆嗎", "Any sign");
    press(w, "1", "多少人受影響", "How many");
    press(w, "3", "畫面出現什麼訊息", "What does the screen");
    press(w, "h", "交接給誰", "Hand over to whom");
    take(w, "hand over, midway");
    press(w, "g", "網路管理", "Network");
    take(w, "more teams");
    press(w, BACKSPACE, "畫面出現什麼訊息", "What does the screen");
    press(w, "2", "TCP 22 有回應嗎", "Does TCP 22");
    press(w, "1", "CPU 最近 15", "How busy");
    press(w, "4x", "沒有「x」", "No key \"x\"");
    take(w, "a number, and a wrong key");
    press(w, "0" ENTER, "交接給雲端架構", "Hand over to: Cloud");
    take(w, "the end: hand over");
    press(w, "1", "Esc 不打了", "Esc leaves it");
    take(w, "evidence");
    press(w, "login:" ENTER, "還缺 0 項", "0 missing");
    press(w, ENTER, "結果：交接給", "Result: handed over");
    take(w, "record");
    end(w);
}

static void handed_over_zh(void **state)
{
    (void)state;
    handed_over(false);
}

static void handed_over_en(void **state)
{
    (void)state;
    handed_over(true);
}

/* ---- Windows of other sizes ----------------------------------------------------------------------------------------------------------------- */

static void other_sizes(bool english)
{
    walk *w = begin("sizes", english, 60, 24);
    terminal_wait(w->t, english ? "What did" : "使用者怎麼說");
    press(w, "ssh Connection timed out" ENTER, "看起來是", "It looks like");
    take(w, "60 x 24");
    press(w, ENTER, "有資安徵兆嗎", "Any sign");
    press(w, "1", "多少人受影響", "How many");
    press(w, "1", "TCP 22 有回應嗎", "Does TCP 22");
    take(w, "60 x 24, a question");
    static const struct {
        size_t columns, rows;
        const char *title;
    } sizes[] = { { 200, 50, "200 x 50" }, { 80, 14, "80 x 14" }, { 40, 24, "40 x 24" }, { 40, 10, "40 x 10" } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        terminal_resize(w->t, sizes[i].columns, sizes[i].rows);
        terminal_wait(w->t, english ? "Does TCP 22" : "TCP 22 有回應嗎");
        take(w, sizes[i].title);
    }
    press(w, "3", "TCP 22", "TCP 22");
    terminal_resize(w->t, 60, 24);
    terminal_wait(w->t, english ? "needs approval" : "需核准");
    take(w, "60 x 24, a remedy");
    end(w);
}

static void other_sizes_zh(void **state)
{
    (void)state;
    other_sizes(false);
}

static void other_sizes_en(void **state)
{
    (void)state;
    other_sizes(true);
}

int main(void)
{
    if (!terminal_is_possible())
        return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_80_zh),     cmocka_unit_test(case_80_en),     cmocka_unit_test(case_120_zh),
        cmocka_unit_test(case_120_en),    cmocka_unit_test(handed_over_zh), cmocka_unit_test(handed_over_en),
        cmocka_unit_test(other_sizes_zh), cmocka_unit_test(other_sizes_en),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    use_environment();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
