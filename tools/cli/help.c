/* Help, from the table in verbs.c. Uses waymark.h. */
#include <string.h>

#include "cli/verbs.h"
#include "cli/words.h"

#define COLUMN 28 /* where explanations begin; what stands before is ASCII */

/* Columns of a name: its characters. */
static size_t columns(const char *s)
{
    size_t count = 0;
    for (; *s != '\0'; s++)
        count += ((unsigned char)*s & 0xC0) != 0x80;
    return count;
}

static void row(const char *left, const char *right, wm_lang lang, wm_text text)
{
    size_t used = 2 + columns(left) + (right[0] != '\0' ? 1 + columns(right) : 0);
    printf("  %s%s%s%*s", left, right[0] != '\0' ? " " : "", right, used + 2 < COLUMN ? (int)(COLUMN - used) : 2, "");
    show(stdout, wm_text_in(text, lang));
    putchar('\n');
}

static void option_rows(const verb *v, wm_lang lang)
{
    say(stdout, lang, "\n選項\n", "\nOptions\n");
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        char name[40];
        snprintf(name, sizeof name, "--%s", options[i].name);
        if (verb_takes(v, (option_id)i))
            row(name, options[i].value != NULL ? options[i].value : "", lang, options[i].help);
    }
}

static void later_row(wm_lang lang)
{
    say(stdout, lang, "\n這一版還沒有：", "\nNot in this build yet:");
    for (size_t i = 0; i < verb_count; i++) {
        if (verbs[i].run == NULL)
            printf(" %s", verbs[i].name);
    }
    putchar('\n');
}

static void exit_codes(wm_lang lang)
{
    say(stdout, lang, "\n離開碼：0 完成　1 答案是「否」（例如檢查出錯誤）　2 用法不對　3 機器或資料有問題\n",
        "\nExit codes: 0 done, 1 the answer is \"no\" (check found errors), 2 wrong use, 3 a fault of machine or "
        "data\n");
}

void help_of_program(wm_lang lang)
{
    say(stdout, lang, "路標 Waymark %s：照著判斷樹一步一步排除問題\n\n用法\n",
        "Waymark %s: guided troubleshooting, one step at a time\n\nUsage\n", WM_VERSION);
    row("waymark", "", lang,
        (wm_text){ "照使用者的話選一份判斷樹，開始走", "choose a guide by what the user said, and walk it" });
    for (size_t i = 0; i < verb_count; i++) {
        char name[40];
        snprintf(name, sizeof name, "waymark %s", verbs[i].name);
        if (verbs[i].run != NULL)
            row(name, verbs[i].operands, lang, verbs[i].summary);
    }
    option_rows(NULL, lang);
    exit_codes(lang);
    later_row(lang);
}

void help_of_verb(const verb *v, wm_lang lang)
{
    bool operands = v->operands[0] != '\0';
    say(stdout, lang, "用法：waymark %s%s%s [選項]\n", "Usage: waymark %s%s%s [OPTIONS]\n", v->name,
        operands ? " " : "", v->operands);
    printf("\n%s\n\n%s\n", wm_text_in(v->summary, lang), wm_text_in(*v->help, lang));
    option_rows(v, lang);
}
