/* WM222: texts whose two languages name different numbers, so that one of them is likely older than the other: "5 分鐘"
 * beside "10 minutes". Small numbers may be written as words. WM223: texts that are marked as still to be translated.
 * Uses check/inside.h. */
#include <stdlib.h>
#include <string.h>

#include "check/inside.h"

#define NUMBERS_MOST 32u /* of one text */

typedef struct number_list {
    double values[NUMBERS_MOST];
    uint32_t count;
} number_list;

/* ---- Numbers in digits ------------------------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "1,000" and "2.5" are one number each; "10.0.0.1", "23:59" and "2026-03-01" are several, in either language alike. */
static const char *read_number(const char *at, double *out)
{
    char digits[32];
    size_t size = 0;
    bool has_point = false;
    for (; size < sizeof digits - 1; at++) {
        bool grouped =
            *at == ',' && size > 0 && is_digit(at[1]) && is_digit(at[2]) && is_digit(at[3]) && !is_digit(at[4]);
        bool dotted = *at == '.' && !has_point && size > 0 && is_digit(at[1]);
        if (!is_digit(*at) && !grouped && !dotted)
            break;
        has_point = has_point || dotted;
        if (!grouped)
            digits[size++] = *at;
    }
    digits[size] = '\0';
    *out = strtod(digits, NULL);
    return at;
}

static void read_numbers(const char *text, number_list *out)
{
    out->count = 0;
    while (*text != '\0' && out->count < NUMBERS_MOST) {
        if (is_digit(*text))
            text = read_number(text, &out->values[out->count++]);
        else
            text++;
    }
}

/* ---- Numbers in words ----------------------------------------------------------------------------------------------- */

typedef struct number_words {
    const char *zh[3], *en[3];
} number_words;

static const number_words small[] = {
    { { "零", "沒有" }, { "zero", "no" } },
    { { "一", "單", "首" }, { "one", "a", "an" } },
    { { "二", "兩", "雙" }, { "two", "twice", "both" } },
    { { "三" }, { "three" } },
    { { "四" }, { "four" } },
    { { "五" }, { "five" } },
    { { "六" }, { "six" } },
    { { "七" }, { "seven" } },
    { { "八" }, { "eight" } },
    { { "九" }, { "nine" } },
    { { "十" }, { "ten" } },
    { { "十一" }, { "eleven" } },
    { { "十二" }, { "twelve" } },
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A word by itself, in lower case or with a capital. */
static bool has_word(const char *text, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = text; *at != '\0'; at++) {
        bool begins = at == text || !is_letter(at[-1]);
        bool same = (*at | 32) == word[0] && strncmp(at + 1, word + 1, size - 1) == 0;
        if (begins && same && !is_letter(at[size]))
            return true;
    }
    return false;
}

static bool says_in_words(const char *text, double value, wm_lang lang)
{
    size_t count = sizeof small / sizeof *small;
    if (value < 0 || value >= (double)count || value != (double)(size_t)value)
        return false;
    const number_words *words = &small[(size_t)value];
    for (size_t i = 0; i < 3; i++) {
        if (lang == WM_ZH && words->zh[i] != NULL && strstr(text, words->zh[i]) != NULL)
            return true;
        if (lang == WM_EN && words->en[i] != NULL && has_word(text, words->en[i]))
            return true;
    }
    return false;
}

/* ---- Both ----------------------------------------------------------------------------------------------------------- */

static bool holds(const number_list *list, double value)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->values[i] == value)
            return true;
    return false;
}

/* A number of the one text that the other, in `lang`, does not name; false where it names all. */
static bool find_missing(const number_list *of, const number_list *other, const char *text, wm_lang lang, double *out)
{
    for (uint32_t i = 0; i < of->count; i++)
        if (!holds(other, of->values[i]) && !says_in_words(text, of->values[i], lang)) {
            *out = of->values[i];
            return true;
        }
    return false;
}

static void compare(subject *s, uint32_t line, const char *id, wm_text text)
{
    number_list zh, en;
    double number;
    if (text.zh == NULL || text.en == NULL)
        return;
    read_numbers(text.zh, &zh);
    read_numbers(text.en, &en);
    if (!find_missing(&zh, &en, text.en, WM_EN, &number) && !find_missing(&en, &zh, text.zh, WM_ZH, &number))
        return;
    wm_finding *f = findings_add(s->found, "WM222", WM_WARNING, at_line(s, line, id),
                                 "「%s」的 %g 只有一種語言提到：另一種可能是舊的",
                                 "'%s': only one language says %g; the other may be older", id, number);
    findings_mend(s->found, f, "讓 zh 與 en 說同一件事。", "Let zh and en say the same.");
}

/* ---- What is still to be translated ----------------------------------------------------------------------------- */

bool is_to_translate(const char *text, wm_lang lang)
{
    return text != NULL && strstr(text, lang == WM_ZH ? WM_TO_TRANSLATE_ZH : WM_TO_TRANSLATE_EN) != NULL;
}

static bool is_told_last(const subject *s, const char *code, const char *id)
{
    size_t count = s->found->list.count;
    const wm_finding *last = count > 0 ? &VECTOR_AT(&s->found->list, wm_finding, count - 1) : NULL;
    return last != NULL && strcmp(last->code, code) == 0 && strcmp(last->guide, s->g->name) == 0 &&
           strcmp(last->node, id) == 0;
}

/* Told once a statement: its texts come one after the other. */
static void check_translated(subject *s, uint32_t line, const char *id, wm_text text)
{
    bool zh = is_to_translate(text.zh, WM_ZH), en = is_to_translate(text.en, WM_EN);
    if ((!zh && !en) || is_told_last(s, "WM223", id))
        return;
    wm_finding *f =
        findings_add(s->found, "WM223", WM_WARNING, at_line(s, line, id), "「%s」還有文字沒翻譯：%s 標著「%s」",
                     "'%s' has a text that is not translated yet: its %s is marked '%s'", id, zh ? "zh" : "en",
                     zh ? WM_TO_TRANSLATE_ZH : WM_TO_TRANSLATE_EN);
    findings_mend(s->found, f, "翻譯好，並刪掉「%s」。", "Translate it, and take out '%s'.",
                  zh ? WM_TO_TRANSLATE_ZH : WM_TO_TRANSLATE_EN);
}

void find_languages(subject *s)
{
    each_text(s, compare);
    each_text(s, check_translated);
}
