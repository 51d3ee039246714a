/* Handing over at any time: the escalations of the guide, and the site's teams. Uses desk.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/targets.h"

typedef struct handing {
    targets to;
    size_t chosen, page, scroll;
    bool all; /* the teams of the site are listed, too */
} handing;

/* ---- Finding ----------------------------------------------------------------------------------------------------------- */

/* Every escalation from here, as escalations_of gives them; without memory none, and the desk is left. */
static wm_step *escalations(desk *d, size_t *count)
{
    wm_step *list = escalations_of(d->c, count);
    if (list == NULL)
        (void)counted(d, WM_NO_COUNT, 0);
    return list;
}

static void add_teams(desk *d, handing *h)
{
    for (size_t i = 0; i < team_count(d); i++) {
        bool listed = false;
        for (size_t k = 0; k < h->to.count; k++)
            listed = listed || strcmp(h->to.list[k].team, team_at(d, i)) == 0;
        if (!listed)
            (void)targets_add(&h->to, NULL, NULL, team_at(d, i));
    }
    h->all = true;
}

/* ---- The screen ---------------------------------------------------------------------------------------------------------- */

static void compose_targets(desk *d, sheet *s, const handing *h, const wm_step *list, size_t count)
{
    size_t first = h->page * KEYED;
    sheet_line(s, STAYS, 3, BOLD "   交接給誰？" PLAIN, BOLD "   Hand over to whom?" PLAIN);
    for (size_t i = first; i < first + page_size(h->to.count, h->page); i++) {
        const wm_step *step = step_of_target(list, count, &h->to.list[i]);
        bool chosen = i == h->chosen;
        ink_add(&s->line, d->lang, chosen ? BOLD " > [%zu] %s" PLAIN : "   [%zu] %s",
                chosen ? BOLD " > [%zu] %s" PLAIN : "   [%zu] %s", i - first + 1, team_words(d, h->to.list[i].team));
        if (step != NULL && target_is_shared(&h->to, i))
            ink_add(&s->line, d->lang, "：%s", ": %s", words_of(d, step->text));
        if (i == 0 && h->to.nearest)
            ink_add(&s->line, d->lang, "（最近）", " (nearest)");
        sheet_end(s, STAYS, 7);
    }
    sheet_blank(s);
}

/* What the chosen one would want, as it stands in the case. */
static void compose_target(desk *d, sheet *s, const wm_step *step)
{
    if (step == NULL) {
        sheet_line(s, RANK_MORE, 3, "   判斷樹沒有為這個單位列佐證，查到的全部會一起交過去。",
                   "   The guide lists no evidence for this team; all that was found goes along.");
        return;
    }
    sheet_line(s, RANK_MORE, 3, "   %s", "   %s", words_of(d, step->text));
    sheet_blank(s);
    compose_evidence(d, s, step, NO_KEYS);
    sheet_blank(s);
    if (words_of(d, step->say)[0] != '\0')
        sheet_line(s, RANK_SAY, 3, "   可以這樣說：「%s」", "   You could say: \"%s\"", words_of(d, step->say));
}

static void compose_handing(desk *d, handing *h)
{
    sheet *s = view_begin(d, &h->scroll);
    size_t count, missing = 0;
    wm_step *list = escalations(d, &count);
    compose_targets(d, s, h, list, count);
    if (h->to.count > 0) {
        const wm_step *step = step_of_target(list, count, &h->to.list[h->chosen]);
        compose_target(d, s, step);
        missing = step != NULL ? evidence_missing_count(step) : 0;
        sheet_key(s, "Enter 交接", "Enter hands over");
        sheet_numbers(s, page_size(h->to.count, h->page), "選單位", "choose a team");
    }
    free(list);
    page_key(s, h->to.count, h->page);
    if (missing > 0)
        sheet_key(s, "e 補第一項", "e add the first");
    if (!h->all)
        sheet_key(s, "g 更多單位", "g more teams");
    sheet_key(s, "Backspace 上一步", "Backspace back");
    sheet_key(s, "q 離開", "q leave");
}

/* ---- Keys ---------------------------------------------------------------------------------------------------------------- */

/* The first piece that the chosen escalation is missing. */
static void add_first_missing(desk *d, const handing *h)
{
    size_t count;
    wm_step *list = escalations(d, &count);
    const wm_step *step = step_of_target(list, count, &h->to.list[h->chosen]);
    if (step != NULL && evidence_missing_count(step) > 0)
        evidence_add(d, evidence_missing(step, 1));
    else
        view_note(d, "沒有列出還缺的佐證。", "No evidence is listed as missing.");
    free(list);
}

static void hand_over(desk *d, const target *t)
{
    set_copy(&d->about.escalation, t->escalation);
    set_copy(&d->about.team, t->team);
    d->about.end = ENDED_HANDED_OVER;
    (void)store_end(d);
}

static bool hand_press(desk *d, handing *h, const press *p)
{
    size_t number = press_number(p, page_size(h->to.count, h->page));
    if (number > 0)
        h->chosen = h->page * KEYED + number - 1;
    else if (page_press(p, h->to.count, &h->page))
        h->chosen = h->page * KEYED;
    else if (p->kind == PRESS_CHAR && p->key == 'e' && h->to.count > 0)
        add_first_missing(d, h);
    else if (p->kind == PRESS_CHAR && p->key == 'g' && !h->all)
        add_teams(d, h);
    else
        return view_common(d, p);
    return true;
}

bool view_hand_over(desk *d)
{
    handing h = { .chosen = 0 };
    bool handed = false;
    if (!targets_find(&h.to, d->rules, d->c))
        (void)counted(d, WM_NO_COUNT, 0);
    if (h.to.count == 0)
        add_teams(d, &h);
    for (bool open = true; open && !d->left;) {
        press p;
        compose_handing(d, &h);
        view_wait(d, &h.scroll, &p);
        handed = p.kind == PRESS_ENTER && h.to.count > 0;
        open = !handed && p.kind != PRESS_BACKSPACE && p.kind != PRESS_ESCAPE && p.kind != PRESS_LEAVE;
        if (handed)
            hand_over(d, &h.to.list[h.chosen]);
        else if (open && !hand_press(d, &h, &p))
            view_wrong(d, &p);
    }
    targets_free(&h.to);
    return handed;
}
