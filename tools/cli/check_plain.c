/* `waymark check` for people: findings as editors read them, what to do, the answers that lead there. Uses cli/check.h. */
#include "cli/check.h"

#include "cli/words.h"

static void paint(const check *k, const char *sequence)
{
    if (k->color)
        fputs(sequence, stdout);
}

static void print_witness(const check *k, const wm_finding *f)
{
    wm_lang lang = k->use->lang;
    for (size_t i = 0; i < f->witness_count; i++) {
        if (i == 0)
            say(stdout, lang, "    這樣答會走到：", "    answers that lead there: ");
        say(stdout, lang, "%s%s = %s", "%s%s = %s", i > 0 ? (lang == WM_EN ? ", " : "、") : "", f->witness[i].question,
            f->witness[i].answer);
    }
    if (f->witness_count > 0)
        putchar('\n');
}

void check_print_finding(const check *k, const wm_finding *f)
{
    wm_lang lang = k->use->lang;
    bool is_error = f->severity == WM_ERROR;
    paint(k, "\033[1m");
    say(stdout, lang,
        "%s: ", "%s: ", f->where != NULL ? f->where : ""); /* the form that editors read, in any language */
    paint(k, is_error ? "\033[31m" : "\033[33m");
    if (is_error)
        say(stdout, lang, "錯誤 %s", "error %s", f->code);
    else
        say(stdout, lang, "警告 %s", "warning %s", f->code);
    paint(k, "\033[0m");
    say(stdout, lang, "：%s\n", ": %s\n", wm_text_in(f->what, lang));
    if (wm_text_in(f->mend, lang)[0] != '\0')
        say(stdout, lang, "    改法：%s\n", "    to mend: %s\n", wm_text_in(f->mend, lang));
    print_witness(k, f);
}

static const char *plural(wm_lang lang, size_t count)
{
    return lang == WM_EN && count != 1 ? "s" : "";
}

void check_print_sum(const check *k)
{
    wm_lang lang = k->use->lang;
    if (k->errors + k->warnings == 0)
        say(stdout, lang, "沒有問題：%zu 份判斷樹%s。\n", "Nothing found: %zu guide%s.\n", k->guides,
            plural(lang, k->guides));
    else
        say(stdout, lang, "%zu 個錯誤%s，%zu 個警告%s；%zu 份判斷樹可用%s。\n",
            "%zu error%s, %zu warning%s; %zu usable guide%s.\n", k->errors, plural(lang, k->errors), k->warnings,
            plural(lang, k->warnings), k->guides, plural(lang, k->guides));
    if (k->allows > 0)
        say(stdout, lang, "另有 %zu 個由規則放行，各寫了理由%s。\n",
            "%zu more finding%s allowed by the rules, each for a reason.\n", k->allows,
            lang == WM_ZH    ? ""
            : k->allows == 1 ? " is"
                             : "s are");
}
