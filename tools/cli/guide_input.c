/* Line mode: reading lines, keys and answers. Uses waymark.h and POSIX. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/guide.h"
#include "cli/words.h"

/* ---- Lines ------------------------------------------------------------------------------------------- */

typedef enum reading { READ_LINE, READ_TOO_LONG, READ_END } reading;

static reading read_raw(char *line, size_t capacity)
{
    size_t size = 0;
    bool any = false, too_long = false;
    int c;
    while ((c = getc(stdin)) != EOF && c != '\n') {
        any = true;
        if (size + 1 < capacity)
            line[size++] = c != '\0' ? (char)c : '\x01'; /* refused below, as any control */
        else
            too_long = true;
    }
    line[size] = '\0';
    if (too_long)
        return READ_TOO_LONG;
    return any || c == '\n' ? READ_LINE : READ_END;
}

/* Bytes of the blank at s: ASCII's, or the ideographic space of input methods. */
static size_t blank_at(const char *s)
{
    if (*s == ' ' || *s == '\t' || *s == '\r')
        return 1;
    return strncmp(s, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

static void trim(char *line)
{
    char *start = line, *end = line;
    for (size_t size = blank_at(start); size > 0; size = blank_at(start))
        start += size;
    for (char *at = start; *at != '\0';) {
        size_t size = blank_at(at);
        at += size > 0 ? size : 1;
        if (size == 0)
            end = at;
    }
    size_t length = end > start ? (size_t)(end - start) : 0;
    memmove(line, start, length);
    line[length] = '\0';
}

/* Whether the line can be taken; says why not. */
static bool is_fine(const walker *w, reading how)
{
    int32_t c;
    if (how == READ_TOO_LONG) {
        say(stdout, w->lang, "這一行太長了，最多 %zu 個位元組。\n", "This line is too long; %zu bytes at most.\n",
            LINE_SIZE - 1);
        return false;
    }
    ptrdiff_t at = unshowable_at(w->line, &c);
    if (at < 0)
        return true;
    say(stdout, w->lang, "第 %td 個位元組不是看得見的文字（U+%04X，或不是 UTF-8），請拿掉再試。\n",
        "Byte %td is not text that can be seen (U+%04X, or not UTF-8); take it out and try again.\n", at + 1,
        (unsigned)c);
    return false;
}

bool ask_line(walker *w, const char *zh, const char *en)
{
    for (;;) {
        say(stdout, w->lang, "%s", "%s", w->lang == WM_EN ? en : zh);
        if (fflush(stdout) != 0 || ferror(stdout)) {
            w->left = true;
            return false;
        }
        if (w->watch != NULL && !watch_wait(w))
            return false;
        reading how = read_raw(w->line, sizeof w->line);
        if (how == READ_END) {
            putchar('\n');
            w->left = true;
            return false;
        }
        trim(w->line);
        if (w->echo)
            say(stdout, w->lang, "%s\n", "%s\n", w->line);
        if (is_fine(w, how))
            return true;
    }
}

/* ---- Keys -------------------------------------------------------------------------------------------- */

key key_of_line(const char *line)
{
    static const struct {
        const char *word;
        key key;
    } keys[] = {
        { "u", KEY_UNSURE },    { "unsure", KEY_UNSURE }, { "not sure", KEY_UNSURE }, { "不確定", KEY_UNSURE },
        { "?", KEY_WHY },       { "為什麼", KEY_WHY },    { "why", KEY_WHY },         { "b", KEY_BACK },
        { "上一步", KEY_BACK }, { "back", KEY_BACK },     { "l", KEY_LIST },          { "改答案", KEY_LIST },
        { "list", KEY_LIST },   { "h", KEY_HAND_OVER },   { "交接", KEY_HAND_OVER },  { "help", KEY_HELP },
        { "說明", KEY_HELP },   { "q", KEY_QUIT },        { "quit", KEY_QUIT },       { "離開", KEY_QUIT },
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (same_word(line, keys[i].word))
            return keys[i].key;
    }
    return KEY_NONE;
}

/* strtod alone would take blanks, hexadecimals and "nan". */
bool number_of(const char *text, double *out)
{
    char *plain = folded(text), *end = NULL;
    bool is_plain = plain != NULL && plain[0] != '\0' && plain[strspn(plain, "0123456789+-.e")] == '\0';
    errno = 0;
    *out = is_plain ? strtod(plain, &end) : 0;
    bool taken = is_plain && *end == '\0' && (errno == 0 || *out == 0);
    free(plain);
    return taken;
}

size_t number_of_line(const char *line, size_t count)
{
    char *plain = folded(line);
    size_t number = 0;
    if (plain != NULL && plain[0] != '\0' && strlen(plain) < 9 && plain[strspn(plain, "0123456789")] == '\0')
        number = (size_t)strtoul(plain, NULL, 10);
    free(plain);
    return number <= count ? number : 0;
}

/* ---- Answers ------------------------------------------------------------------------------------------ */

/* The option that the line names: by number, id, words, or what the screen shows; -1: none. */
static ptrdiff_t option_of_line(const char *line, const wm_step *step)
{
    size_t number = number_of_line(line, step->option_count);
    if (number > 0)
        return (ptrdiff_t)number - 1;
    for (size_t i = 0; i < step->option_count; i++) {
        const wm_option *o = &step->options[i];
        if (same_word(line, o->id) || (o->text.zh != NULL && same_word(line, o->text.zh)) ||
            (o->text.en != NULL && same_word(line, o->text.en)) || (o->sign != NULL && same_word(line, o->sign)))
            return (ptrdiff_t)i;
    }
    return -1;
}

static bool set_text(typed *out, const char *text, const char *shown)
{
    out->text = copy_of(text);
    out->shown = copy_of(shown);
    out->value = (wm_value){ .kind = WM_VALUE_TEXT, .text = out->text };
    return out->text != NULL && out->shown != NULL;
}

static bool set_plain(typed *out, wm_value value, const char *shown)
{
    out->value = value;
    out->shown = copy_of(shown);
    return out->shown != NULL;
}

/* 「請打 1、2 或 u。」: how many there are decides the words. */
static void say_what_fits(const walker *w, const wm_step *step)
{
    if (step->input == WM_NUMBER)
        say(stdout, w->lang, "「%s」不是數字，請打數字，或 u。\n", "\"%s\" is not a number: type one, or u.\n",
            w->line);
    else if (step->option_count == 2)
        say(stdout, w->lang, "沒有 %s 這個答案，請打 1、2 或 u。\n", "There is no answer %s: type 1, 2 or u.\n",
            w->line);
    else
        say(stdout, w->lang, "沒有 %s 這個答案，請打 1 到 %zu 或 u。\n",
            "There is no answer %s: type 1 to %zu, or u.\n", w->line, step->option_count);
}

static bool typed_number(walker *w, const wm_step *step, typed *out)
{
    double number;
    char shown[32];
    if (!number_of(w->line, &number)) {
        say_what_fits(w, step);
        return false;
    }
    snprintf(shown, sizeof shown, "%.10g", number);
    return set_plain(out, (wm_value){ .kind = WM_VALUE_NUMBER, .number = number }, shown);
}

bool typed_answer(walker *w, const wm_step *step, typed *out)
{
    *out = (typed){ .text = NULL };
    bool literal = w->line[0] == '=';
    const char *line = w->line + literal;
    if (line[0] == '\0')
        return false;
    if (!literal && key_of_line(line) == KEY_UNSURE)
        return set_plain(out, (wm_value){ .kind = WM_VALUE_UNSURE }, w->lang == WM_EN ? "Not sure" : "不確定");
    if (step->input == WM_NUMBER)
        return typed_number(w, step, out);
    ptrdiff_t at = option_of_line(line, step);
    if (at >= 0)
        return set_text(out, step->options[at].id, wm_text_in(step->options[at].text, w->lang));
    if (step->input == WM_TEXT)
        return set_text(out, line, line);
    say_what_fits(w, step);
    return false;
}

void typed_free(typed *t)
{
    free(t->text);
    free(t->shown);
    *t = (typed){ .text = NULL };
}
