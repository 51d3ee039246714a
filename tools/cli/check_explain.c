/* `waymark check --explain CODE`: what a code stands for, with rules that have it and the same ones mended. Uses cli/check.h. */
#include <ctype.h>
#include <string.h>

#include "cli/check.h"
#include "cli/words.h"

/* "wm101", "101" and "WM101" are the same. */
static bool is_code(const wm_code *code, const char *name)
{
    const char *digits = code->code + 2;
    if (strcmp(name, digits) == 0)
        return true;
    return tolower((unsigned char)name[0]) == 'w' && tolower((unsigned char)name[1]) == 'm' &&
           strcmp(name + 2, digits) == 0;
}

static const wm_code *find_code(const char *name)
{
    const wm_code *codes = NULL;
    size_t count = wm_codes(&codes);
    for (size_t i = 0; i < count; i++)
        if (is_code(&codes[i], name))
            return &codes[i];
    return NULL;
}

/* Two blanks before every line. */
static void print_indented(wm_lang lang, const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        say(stdout, lang, "  %.*s\n", "  %.*s\n", (int)size, text);
        text += size + (text[size] == '\n');
    }
}

int check_explain(const invocation *use, const char *name)
{
    wm_lang lang = use->lang;
    const wm_code *code = find_code(name);
    const char *faulty = NULL, *mended = NULL;
    if (code == NULL) {
        say(stderr, lang, "waymark：沒有「%s」這個代號；代號像 WM101。\n",
            "waymark: there is no code '%s'; codes look like WM101.\n", name);
        return EXIT_WRONG_USE;
    }
    if (code->severity == WM_ERROR)
        say(stdout, lang, "%s　%s（錯誤）\n", "%s  %s (error)\n", code->code, wm_text_in(code->title, lang));
    else
        say(stdout, lang, "%s　%s（警告）\n", "%s  %s (warning)\n", code->code, wm_text_in(code->title, lang));
    say(stdout, lang, "%s\n", "%s\n", wm_text_in(code->explanation, lang));
    wm_code_example(code->code, &faulty, &mended);
    if (faulty != NULL) {
        say(stdout, lang, "\n這樣寫會有這個問題：\n", "\nThis has it:\n");
        print_indented(lang, faulty);
    }
    if (mended != NULL) {
        say(stdout, lang, "\n這樣寫就好：\n", "\nThis is right:\n");
        print_indented(lang, mended);
    }
    return EXIT_DONE;
}
