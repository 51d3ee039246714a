/* What to tell the user: four lines, always in this order (P2.2.3). Uses desk.h. */
#include <string.h>

#include "cli/desk.h"

static void compose_part(desk *d, sheet *s, wm_text label, const char *what)
{
    ink_add(&s->line, d->lang, BOLD "   %s" PLAIN, BOLD "   %s" PLAIN, words_of(d, label));
    ink_pad(&s->line, 19);
    ink_add(&s->line, d->lang, "%s", "%s", what);
    sheet_end(s, STAYS, 19);
    sheet_blank(s);
}

static void add_done(desk *d, ink *done, size_t questions)
{
    wm_fact tried[PATH_MOST];
    size_t count = counted(d, wm_case_tried(d->c, tried, PATH_MOST), PATH_MOST);
    for (size_t i = 0; i < count; i++) {
        bool skipped = tried[i].answer != NULL && strcmp(tried[i].answer, "skipped") == 0;
        if (!skipped)
            ink_add(done, d->lang, "%s；", "%s; ", words_of(d, tried[i].text));
    }
    ink_add(done, d->lang, "查了 %zu 項。", "%zu things were checked.", questions);
}

static size_t way_length(desk *d)
{
    wm_fact facts[PATH_MOST];
    return counted(d, wm_case_path(d->c, facts, PATH_MOST), PATH_MOST);
}

static void compose_script(desk *d, sheet *s)
{
    static const wm_text happened = { "發生什麼", "What happened" }, did = { "做了什麼", "What we did" },
                         yours = { "您要做什麼", "What you do" }, when = { "何時回覆", "When we call" };
    wm_step step;
    ink done = { .at = NULL };
    add_done(d, &done, way_length(d));
    if (wm_case_step(d->c, &step, NULL) != WM_OK)
        step = (wm_step){ .kind = WM_ASK };
    const char *tell = words_of(d, step.tell), *say = words_of(d, step.say);
    bool english = d->lang == WM_EN;
    sheet_line(s, STAYS, 1, " 唸給使用者聽", " Read to the user");
    sheet_blank(s);
    compose_part(d, s, happened,
                 tell[0] != '\0' ? tell
                 : english       ? "We are still finding out, and are close by."
                                 : "原因還在查，我們一步一步確認。");
    compose_part(d, s, did, ink_of(&done));
    compose_part(d, s, yours, say[0] != '\0' ? say : english ? "Nothing needs to be done." : "不需要做任何事。");
    compose_part(d, s, when,
                 english ? "Agree on a time with the user and note it." : "和使用者約好回電的時間，並記下來。");
    ink_free(&done);
}

void view_script(desk *d)
{
    size_t scroll = 0;
    for (bool open = true; open && !d->left;) {
        press p;
        sheet *s = view_begin(d, &scroll);
        compose_script(d, s);
        sheet_key(s, "Enter 回去", "Enter goes back");
        sheet_key(s, "t English", "t 中文");
        view_wait(d, &scroll, &p);
        open = p.kind != PRESS_ENTER && p.kind != PRESS_ESCAPE && p.kind != PRESS_BACKSPACE &&
               !(p.kind == PRESS_CHAR && p.key == 's');
        if (open && !view_common(d, &p))
            view_wrong(d, &p);
    }
}
