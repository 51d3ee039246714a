/* Handing over at any time: the escalations that the guide would come to from here, and the site's teams. Uses desk.h.
 *
 * What a guide escalates to is found by walking a copy of the case on: each answer of the question at hand,
 * and from there "not sure" and "skipped" to the end. */
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"

#define TARGETS_MOST ((size_t)9)
#define STEPS_MOST   200

typedef struct target {
    char *escalation; /* NULL: a team that the guide does not name */
    char *team;
    char *answer; /* the answer after which the walk comes to it; NULL: not sure */
} target;

typedef struct handing {
    target targets[TARGETS_MOST];
    size_t count, chosen, scroll;
    bool all; /* the teams of the site are listed, too */
} handing;

/* ---- Finding ----------------------------------------------------------------------------------------------------------- */

/* Walks on to an escalation; false where the walk ends otherwise. */
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

/* A copy of the case that has come to an escalation after an answer; NULL where it comes to none. */
static wm_case *case_at(desk *d, const char *question, const char *answer, wm_step *step)
{
    wm_case *c = case_copy(d, NULL);
    if (c != NULL && question != NULL && answer != NULL && wm_case_answer(c, question, answer, NULL) != WM_OK) {
        wm_case_free(c);
        return NULL;
    }
    if (c != NULL && walk_on(c, step))
        return c;
    wm_case_free(c);
    return NULL;
}

static void add_target(handing *h, const char *escalation, const char *team, const char *answer)
{
    for (size_t i = 0; i < h->count; i++) {
        bool same = escalation != NULL
                        ? h->targets[i].escalation != NULL && strcmp(h->targets[i].escalation, escalation) == 0
                        : strcmp(h->targets[i].team, team) == 0;
        if (same)
            return;
    }
    target t = { copied(escalation), copied(team), copied(answer) };
    if (h->count < TARGETS_MOST && t.team != NULL) {
        h->targets[h->count++] = t;
        return;
    }
    free(t.escalation);
    free(t.team);
    free(t.answer);
}

static void find_target(desk *d, handing *h, const char *question, const char *answer)
{
    wm_step step;
    wm_case *c = case_at(d, question, answer, &step);
    if (c != NULL)
        add_target(h, step.id, step.to, answer);
    wm_case_free(c);
}

/* The question at hand; a copy, NULL where nothing is asked. */
static char *question_at_hand(desk *d, char *answers[KEYED], size_t *count)
{
    wm_step step;
    *count = 0;
    if (wm_case_step(d->c, &step, NULL) != WM_OK || step.kind != WM_ASK)
        return NULL;
    for (size_t i = 0; i < step.option_count && *count < KEYED; i++)
        answers[(*count)++] = copied(step.options[i].id);
    return copied(step.id);
}

/* The nearest is where the walk comes if nothing more can be told. */
static void find_targets(desk *d, handing *h)
{
    char *answers[KEYED];
    size_t count;
    char *question = question_at_hand(d, answers, &count);
    find_target(d, h, NULL, NULL);
    for (size_t i = 0; i < count; i++) {
        if (answers[i] != NULL)
            find_target(d, h, question, answers[i]);
        free(answers[i]);
    }
    free(question);
}

static void add_teams(desk *d, handing *h)
{
    for (size_t i = 0; i < team_count(d); i++) {
        bool listed = false;
        for (size_t k = 0; k < h->count; k++)
            listed = listed || strcmp(h->targets[k].team, team_at(d, i)) == 0;
        if (!listed)
            add_target(h, NULL, team_at(d, i), NULL);
    }
}

static void forget(handing *h)
{
    for (size_t i = 0; i < h->count; i++) {
        free(h->targets[i].escalation);
        free(h->targets[i].team);
        free(h->targets[i].answer);
    }
    h->count = 0;
}

/* ---- The screen ---------------------------------------------------------------------------------------------------------- */

static void compose_targets(desk *d, sheet *s, const handing *h)
{
    sheet_line(s, STAYS, 3, BOLD "   交接給誰？" PLAIN, BOLD "   Hand over to whom?" PLAIN);
    for (size_t i = 0; i < h->count; i++) {
        bool chosen = i == h->chosen;
        ink_add(&s->line, d->lang, chosen ? BOLD " > [%zu] %s" PLAIN : "   [%zu] %s",
                chosen ? BOLD " > [%zu] %s" PLAIN : "   [%zu] %s", i + 1, team_words(d, h->targets[i].team));
        if (i == 0 && h->targets[i].escalation != NULL)
            ink_add(&s->line, d->lang, "（最近）", " (nearest)");
        sheet_end(s, STAYS, 7);
    }
    sheet_blank(s);
}

/* What the chosen escalation would want, as it stands in the case; the copy is walked on to it anew. */
static void compose_target(desk *d, sheet *s, const handing *h)
{
    char *answers[KEYED];
    size_t count;
    const target *t = &h->targets[h->chosen];
    char *question = question_at_hand(d, answers, &count);
    wm_step step;
    wm_case *c = t->escalation != NULL ? case_at(d, question, t->answer, &step) : NULL;
    if (c != NULL) {
        sheet_line(s, RANK_MORE, 3, "   %s", "   %s", words_of(d, step.text));
        compose_evidence(d, s, &step, false);
        if (words_of(d, step.say)[0] != '\0')
            sheet_line(s, RANK_SAY, 3, "   可以這樣說：「%s」", "   You could say: \"%s\"", words_of(d, step.say));
    } else {
        sheet_line(s, RANK_MORE, 3, "   判斷樹沒有為這個單位列佐證，查到的全部會一起交過去。",
                   "   The guide lists no evidence for this team; all that was found goes along.");
    }
    wm_case_free(c);
    for (size_t i = 0; i < count; i++)
        free(answers[i]);
    free(question);
}

/* The first piece that the chosen escalation is missing. */
static void add_first_missing(desk *d, const handing *h)
{
    char *answers[KEYED];
    size_t count;
    wm_step step;
    const target *t = &h->targets[h->chosen];
    char *question = question_at_hand(d, answers, &count);
    wm_case *c = t->escalation != NULL ? case_at(d, question, t->answer, &step) : NULL;
    if (c != NULL && evidence_missing_count(&step) > 0)
        evidence_add(d, evidence_missing(&step, 1));
    else
        view_note(d, "沒有列出還缺的佐證。", "No evidence is listed as missing.");
    wm_case_free(c);
    for (size_t i = 0; i < count; i++)
        free(answers[i]);
    free(question);
}

static void compose_handing(desk *d, handing *h)
{
    sheet *s = view_begin(d, &h->scroll);
    compose_targets(d, s, h);
    if (h->count > 0)
        compose_target(d, s, h);
    if (h->count > 0)
        sheet_key(s, "Enter 交接", "Enter hands over");
    if (h->count > 1)
        sheet_numbers(s, h->count, "換單位", "other team");
    sheet_key(s, "e 補第一項", "e add the first");
    if (!h->all)
        sheet_key(s, "g 更多單位", "g more teams");
    sheet_key(s, "Backspace 上一步", "Backspace back");
    sheet_key(s, "q 離開", "q leave");
}

static void hand_over(desk *d, const target *t)
{
    set_copy(&d->about.escalation, t->escalation);
    set_copy(&d->about.team, t->team);
    d->about.end = ENDED_HANDED_OVER;
    store_end(d);
}

bool view_hand_over(desk *d)
{
    handing h = { .count = 0 };
    bool handed = false;
    find_targets(d, &h);
    if (h.count == 0) {
        add_teams(d, &h);
        h.all = true;
    }
    for (bool open = true; open && !d->left;) {
        press p;
        compose_handing(d, &h);
        view_wait(d, &h.scroll, &p);
        size_t number = press_number(&p, h.count);
        handed = p.kind == PRESS_ENTER && h.count > 0;
        open = !handed && p.kind != PRESS_BACKSPACE && p.kind != PRESS_ESCAPE && p.kind != PRESS_LEAVE;
        if (handed)
            hand_over(d, &h.targets[h.chosen]);
        else if (number > 0)
            h.chosen = number - 1;
        else if (p.kind == PRESS_CHAR && p.key == 'e' && h.count > 0)
            add_first_missing(d, &h);
        else if (p.kind == PRESS_CHAR && p.key == 'g' && !h.all) {
            add_teams(d, &h);
            h.all = true;
        } else if (open && !view_common(d, &p))
            view_wrong(d, &p);
    }
    forget(&h);
    return handed;
}
