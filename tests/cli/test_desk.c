/* The terminal desk as a person sees it: walks in a pseudo-terminal, and each screen on the way kept in desk/golden/, to be looked at. Run with
 * GOLDEN=write to write them anew. Uses support/terminal.h, utf8proc and the program that WAYMARK names. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
    char name[128], folder[256], file[320];
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
    setenv("WAYMARK_NOW", "2026-03-12T14:09:00+08:00", 1);
    unsetenv("WAYMARK_PLAIN");
}

static walk *begin(const char *name, bool english, size_t columns, size_t rows)
{
    walk *w = calloc(1, sizeof *w);
    assert_non_null(w);
    snprintf(w->name, sizeof w->name, "%s.%zux%zu.%s", name, columns, rows, english ? "en" : "zh");
    snprintf(w->folder, sizeof w->folder, "%s/desk-cases-%ld", folder(), (long)getpid());
    snprintf(w->file, sizeof w->file, "%s/C115-0312-07.jsonl", w->folder);
    (void)mkdir(w->folder, 0700);
    (void)remove(w->file);
    setenv("WAYMARK_NOW", "2026-03-12T14:09:00+08:00", 1); /* a Thursday */
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
    (void)rmdir(w->folder);
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
    press(w, "?", "為什麼是「", "Why this end");
    take(w, "why it is solved");
    press(w, ENTER, "驗證通過", "Verified and solved");
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
    press(w, "p", "影響程度", "Impact");
    take(w, "priority");
    press(w, "21", "優先等級 P2", "Priority P2");
    press(w, "1", "多少人受影響", "How many");
    press(w, "2", "畫面出現什麼訊息", "What does the screen say");
    press(w, "\033[200~ssh: connect to host web-01 port 22: Connection timed out\033[201~", "看得出來", "It tells");
    take(w, "message");
    press(w, ENTER, "TCP 22 有回應嗎", "Does TCP 22");
    take(w, "question with commands");
    press(w, "?", "為什麼問「", "Why \"");
    take(w, "why");
    press(w, ENTER, "可以這樣說", "You could say");
    press(w, "m", "連接埠 22", "Port 22");
    take(w, "manual");
    press(w, ENTER, "可以這樣說", "You could say");
    press(w, "2", "經序列主控台重啟", "Restart sshd");
    take(w, "remedy");
    press(w, "l", "改成", "Change item");
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

/* ---- The time that is left --------------------------------------------------------------------------------------------------------------- */

/* The same case at another time of the same days. */
static void go_on_at(walk *w, const char *now, const char *zh, const char *en)
{
    terminal_type(w->t, "q");
    assert_int_equal(terminal_end(w->t), 0);
    terminal_free(w->t);
    setenv("WAYMARK_NOW", now, 1);
    w->t = terminal_start((const char *[]){ "--lang", w->english ? "en" : "zh", "--case", w->file, NULL }, 80, 24);
    terminal_wait(w->t, w->english ? en : zh);
}

static void the_time_left(bool english)
{
    walk *w = begin("time", english, 80, 24);
    terminal_wait(w->t, english ? "What did" : "使用者怎麼說");
    press(w, "ssh" ENTER, "看起來是", "It looks like");
    press(w, ENTER, "有資安徵兆嗎", "Any sign");
    press(w, "p", "影響程度", "Impact");
    press(w, "2", "[1] 停擺", "[1] Work has stopped");
    take(w, "urgency");
    press(w, "1", "解決時限 還有 8 小時 0 分", "solve in 8 h 0 min");
    go_on_at(w, "2026-03-12T14:39:00+08:00", "解決時限 還有 7 小時 30 分", "solve in 7 h 30 min");
    go_on_at(w, "2026-03-13T09:00:00+08:00", "解決時限 還有 4 小時 9 分", "solve in 4 h 9 min");
    take(w, "the next morning: the night does not count");
    go_on_at(w, "2026-03-13T12:30:00+08:00", "還有 1 小時 9 分，先備妥交接", "1 h 9 min left: prepare to hand over");
    take(w, "three quarters are gone");
    go_on_at(w, "2026-03-16T09:00:00+08:00", "逾時 3 小時 51 分，先回電說明", "3 h 51 min over: call first");
    take(w, "after the week-end");
    press(w, "p13", "優先等級 P3", "Priority P3");
    terminal_wait(w->t, english ? "solve in 12 h 9 min" : "解決時限 還有 12 小時 9 分");
    press(w, "p33", "沒有約定時限", "has no time limit");
    take(w, "no limit");
    end(w);
}

static void the_time_left_zh(void **state)
{
    (void)state;
    the_time_left(false);
}

static void the_time_left_en(void **state)
{
    (void)state;
    the_time_left(true);
}

/* ---- Longer lists than there are keys --------------------------------------------------------------------------------------------------- */

static void long_lists(bool english)
{
    walk *w = begin("long_lists", english, 80, 24);
    terminal_wait(w->t, english ? "What did" : "使用者怎麼說");
    press(w, english ? "list of printers" ENTER : "印表機清單" ENTER, "看起來是", "It looks like");
    press(w, ENTER, "九樓", "Floor 9");
    take(w, "nine of twelve answers");
    press(w, "0", "十二樓", "Floor 12");
    take(w, "the other three");
    press(w, "2", "取出紙張", "Take the paper out");
    press(w, "l", "九樓", "Floor 9");
    press(w, "0", "十二樓", "Floor 12");
    press(w, "3", "若這樣改", "If it becomes");
    take(w, "changed to the twelfth");
    press(w, ENTER, "還缺 11 項", "11 missing");
    take(w, "nine of eleven pieces");
    press(w, "0", "2/2", "2/2");
    take(w, "the other two");
    press(w, "2", "第 11 項設定", "What is setting 11?");
    press(w, "A4" ENTER, "還缺 10 項", "10 missing");
    press(w, BACKSPACE BACKSPACE, "還缺 11 項", "11 missing");
    terminal_read(w->t, 450);
    press(w, BACKSPACE, "哪一台印表機", "Which printer");
    press(w, "h", "交接給誰", "Hand over to whom");
    take(w, "nine of eleven escalations");
    press(w, "0", "十一樓", "floor 11");
    press(w, "2", "> [2]", "> [2]");
    take(w, "the last one");
    press(w, ENTER, "結果：交接給", "Result: handed over");
    end(w);
}

static void long_lists_zh(void **state)
{
    (void)state;
    long_lists(false);
}

static void long_lists_en(void **state)
{
    (void)state;
    long_lists(true);
}

/* ---- Cases that are still open ----------------------------------------------------------------------------------------------------------- */

/* Some cases of one morning, each with its urgency, and one without; the window is closed on each. */
static void open_some(bool english)
{
    static const char *const keys[] = { "", "p33", "p22", "p11", "", "", "", "" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        terminal *t = terminal_start((const char *[]){ "--lang", english ? "en" : "zh", NULL }, 80, 24);
        terminal_wait(t, english ? "What did" : "使用者怎麼說");
        terminal_type(t, "ssh\r\r");
        terminal_wait(t, english ? "Any sign" : "有資安徵兆嗎");
        terminal_type(t, keys[i]);
        if (keys[i][0])
            terminal_wait(t, english ? "Priority P" : "優先等級 P");
        terminal_type(t, "q");
        assert_int_equal(terminal_end(t), 0);
        terminal_free(t);
    }
}

static void open_cases(bool english)
{
    char state[600], command[700];
    walk *w = begin("open_cases", english, 80, 24);
    terminal_wait(w->t, english ? "What did" : "使用者怎麼說");
    terminal_type(w->t, "\003");
    assert_int_equal(terminal_end(w->t), 0);
    terminal_free(w->t);
    snprintf(state, sizeof state, "%s/state", w->folder);
    setenv("XDG_STATE_HOME", state, 1);
    open_some(english);
    setenv("WAYMARK_NOW", "2026-03-12T17:39:00+08:00", 1);
    w->t = terminal_start((const char *[]){ "--lang", english ? "en" : "zh", NULL }, 80, 24);
    terminal_wait(w->t, english ? "Open cases" : "未完的案件");
    press(w, "\t", "續辦", "resume");
    take(w, "the one that is due first");
    press(w, "0", "7 到 8", "7 to 8 of 8");
    take(w, "the others");
    press(w, "0", "1 到 6", "1 to 6 of 8");
    press(w, "a", "還有 30 分，先備妥交接", "30 min left: prepare to hand over");
    take(w, "gone on with");
    terminal_type(w->t, "q");
    assert_int_equal(terminal_end(w->t), 0);
    snprintf(command, sizeof command, "rm -rf '%s'", state);
    assert_int_equal(system(command), 0);
    end(w);
    use_environment();
}

static void open_cases_zh(void **state)
{
    (void)state;
    open_cases(false);
}

static void open_cases_en(void **state)
{
    (void)state;
    open_cases(true);
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
        cmocka_unit_test(case_80_zh),       cmocka_unit_test(case_80_en),     cmocka_unit_test(case_120_zh),
        cmocka_unit_test(case_120_en),      cmocka_unit_test(handed_over_zh), cmocka_unit_test(handed_over_en),
        cmocka_unit_test(other_sizes_zh),   cmocka_unit_test(other_sizes_en), cmocka_unit_test(the_time_left_zh),
        cmocka_unit_test(the_time_left_en), cmocka_unit_test(long_lists_zh),  cmocka_unit_test(long_lists_en),
        cmocka_unit_test(open_cases_zh),    cmocka_unit_test(open_cases_en),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    use_environment();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
