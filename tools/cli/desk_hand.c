/* Handing over at any time: the escalations of the guide, and the site's teams. Uses desk.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"

#define STEPS_MOST 200

typedef struct target {
    char *escalation, *guide; /* NULL: a team that the guide does not name */
    char *team;
} target;

typedef struct handing {
    target *targets;
    size_t count, chosen, page, scroll;
    bool nearest; /* the first is where the walk comes to if nothing more can be told */
    bool all;     /* the teams of the site are listed, too */
} handing;

/* ---- Finding ----------------------------------------------------------------------------------------------------------- */

static void free_target(target *t)
{
    free(t->escalation);
    free(t->guide);
    free(t->team);
}

static bool add_target(handing *h, const char *escalation, const char *guide, const char *team)
{
    target *more = realloc(h->targets, (h->count + 1) * sizeof *more);
    target t = { copied(escalation), copied(guide), copied(team) };
    if (more != NULL)
        h->targets = more;
    if (more == NULL || t.team == NULL || (escalation != NULL && (t.escalation == NULL || t.guide == NULL))) {
        free_target(&t);
        return false;
    }
    h->targets[h->count++] = t;
    return true;
}

static bool is_target(const target *t, const wm_step *step)
{
    return t->escalation != NULL && step->guide != NULL && strcmp(t->escalation, step->id) == 0 &&
           strcmp(t->guide, step->guide) == 0;
}

/* Every escalation from here; they live until the next call on the case. The caller's to free. */
static wm_step *escalations(desk *d, size_t *count)
{
    size_t all = counted(d, wm_case_escalations(d->c, NULL, 0), SIZE_MAX);
    wm_step *list = calloc(all + 1, sizeof *list);
    *count = list != NULL ? counted(d, wm_case_escalations(d->c, list, all), all) : 0;
    return list;
}

/* Walks on to an escalation by "not sure" and "skipped"; false where the walk ends otherwise. */
static bool walk_on(wm_case *c, wm_step *step)
{
    for (int i = 0; i < STEPS_MOST; i++) {
        if (wm_case_step(c, step, NULL) != WM_OK)
            return false;
        wm_status status = WM_NOTHING;
        char *id = copied(step->id);
        if (step->kind == WM_ASK && id != NULL)
            status = wm_case_answer(c, id, NULL, NULL);
        else if (step->kind == WM_TRY && id != NULL)
            status = wm_case_outcome(c, id, WM_SKIPPED, NULL);
        free(id);
        if (status != WM_OK)
            return step->kind == WM_ESCALATE;
    }
    return false;
}

/* Puts the escalation first that the walk comes to from here; it may be one of another guide. */
static void put_nearest_first(desk *d, handing *h)
{
    wm_step step;
    wm_case *c = case_copy(d, NULL);
    if (c == NULL || !walk_on(c, &step)) {
        wm_case_free(c);
        return;
    }
    size_t at = 0;
    while (at < h->count && !is_target(&h->targets[at], &step))
        at++;
    h->nearest = at < h->count;
    for (; h->nearest && at > 0; at--) {
        target before = h->targets[at - 1];
        h->targets[at - 1] = h->targets[at];
        h->targets[at] = before;
    }
    wm_case_free(c);
}

static void find_targets(desk *d, handing *h)
{
    size_t count;
    wm_step *list = escalations(d, &count);
    for (size_t i = 0; i < count; i++)
        (void)add_target(h, list[i].id, list[i].guide, list[i].to);
    free(list);
    put_nearest_first(d, h);
}

static void add_teams(desk *d, handing *h)
{
    for (size_t i = 0; i < team_count(d); i++) {
        bool listed = false;
        for (size_t k = 0; k < h->count; k++)
            listed = listed || strcmp(h->targets[k].team, team_at(d, i)) == 0;
        if (!listed)
            (void)add_target(h, NULL, NULL, team_at(d, i));
    }
    h->all = true;
}

static void forget(handing *h)
{
    for (size_t i = 0; i < h->count; i++)
        free_target(&h->targets[i]);
    free(h->targets);
}

/* ---- The screen ---------------------------------------------------------------------------------------------------------- */

/* Two escalations may go to the same team: then its own words tell them apart. */
static bool is_shared(const handing *h, size_t at)
{
    for (size_t i = 0; i < h->count; i++) {
        if (i != at && strcmp(h->targets[i].team, h->targets[at].team) == 0)
            return true;
    }
    return false;
}

static const wm_step *step_of(const wm_step *list, size_t count, const target *t)
{
    for (size_t i = 0; i < count; i++) {
        if (is_target(t, &list[i]))
            return &list[i];
    }
    return NULL;
}

static void compose_targets(desk *d, sheet *s, const handing *h, const wm_step *list, size_t count)
{
    size_t first = h->page * KEYED;
    sheet_line(s, STAYS, 3, BOLD "   交接給誰？" PLAIN, BOLD "   Hand over to whom?" PLAIN);
    for (size_t i = first; i < first + page_size(h->count, h->page); i++) {
        const wm_step *step = step_of(list, count, &h->targets[i]);
        bool chosen = i == h->chosen;
        ink_add(&s->line, d->lang, chosen ? BOLD " > [%zu] %s" PLAIN : "   [%zu] %s",
                chosen ? BOLD " > [%zu] %s" PLAIN : "   [%zu] %s", i - first + 1, team_words(d, h->targets[i].team));
        if (step != NULL && is_shared(h, i))
            ink_add(&s->line, d->lang, "：%s", ": %s", words_of(d, step->text));
        if (i == 0 && h->nearest)
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
    if (h->count > 0) {
        const wm_step *step = step_of(list, count, &h->targets[h->chosen]);
        compose_target(d, s, step);
        missing = step != NULL ? evidence_missing_count(step) : 0;
        sheet_key(s, "Enter 交接", "Enter hands over");
        sheet_numbers(s, page_size(h->count, h->page), "選單位", "choose a team");
    }
    free(list);
    page_key(s, h->count, h->page);
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
    const wm_step *step = step_of(list, count, &h->targets[h->chosen]);
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
    size_t number = press_number(p, page_size(h->count, h->page));
    if (number > 0)
        h->chosen = h->page * KEYED + number - 1;
    else if (page_press(p, h->count, &h->page))
        h->chosen = h->page * KEYED;
    else if (p->kind == PRESS_CHAR && p->key == 'e' && h->count > 0)
        add_first_missing(d, h);
    else if (p->kind == PRESS_CHAR && p->key == 'g' && !h->all)
        add_teams(d, h);
    else
        return view_common(d, p);
    return true;
}

bool view_hand_over(desk *d)
{
    handing h = { .count = 0 };
    bool handed = false;
    find_targets(d, &h);
    if (h.count == 0)
        add_teams(d, &h);
    for (bool open = true; open && !d->left;) {
        press p;
        compose_handing(d, &h);
        view_wait(d, &h.scroll, &p);
        handed = p.kind == PRESS_ENTER && h.count > 0;
        open = !handed && p.kind != PRESS_BACKSPACE && p.kind != PRESS_ESCAPE && p.kind != PRESS_LEAVE;
        if (handed)
            hand_over(d, &h.targets[h.chosen]);
        else if (open && !hand_press(d, &h, &p))
            view_wrong(d, &p);
    }
    forget(&h);
    return handed;
}
