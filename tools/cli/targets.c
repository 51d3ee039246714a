/* To whom a case can be handed over. Uses targets.h, retell.h, words.h. */
#include <stdlib.h>
#include <string.h>

#include "cli/retell.h"
#include "cli/targets.h"
#include "cli/words.h"

#define STEPS_MOST 200

static char *copy_or_null(const char *text)
{
    return text != NULL ? copy_of(text) : NULL;
}

static void free_target(target *t)
{
    free(t->escalation);
    free(t->guide);
    free(t->team);
}

bool targets_add(targets *all, const char *escalation, const char *guide, const char *team)
{
    target *more = realloc(all->list, (all->count + 1) * sizeof *more);
    target t = { copy_or_null(escalation), copy_or_null(guide), copy_or_null(team) };
    if (more != NULL)
        all->list = more;
    if (more == NULL || t.team == NULL || (escalation != NULL && (t.escalation == NULL || t.guide == NULL))) {
        free_target(&t);
        return false;
    }
    all->list[all->count++] = t;
    return true;
}

static bool is_target(const target *t, const wm_step *step)
{
    return t->escalation != NULL && step->guide != NULL && strcmp(t->escalation, step->id) == 0 &&
           strcmp(t->guide, step->guide) == 0;
}

const wm_step *step_of_target(const wm_step *list, size_t count, const target *t)
{
    for (size_t i = 0; i < count; i++) {
        if (is_target(t, &list[i]))
            return &list[i];
    }
    return NULL;
}

bool target_is_shared(const targets *all, size_t at)
{
    for (size_t i = 0; i < all->count; i++) {
        if (i != at && strcmp(all->list[i].team, all->list[at].team) == 0)
            return true;
    }
    return false;
}

wm_step *escalations_of(wm_case *c, size_t *count)
{
    size_t there = wm_case_escalations(c, NULL, 0);
    wm_step *list = there != WM_NO_COUNT ? calloc(there + 1, sizeof *list) : NULL;
    size_t written = list != NULL ? wm_case_escalations(c, list, there) : 0;
    *count = written < there ? written : there;
    if (list != NULL && written != WM_NO_COUNT)
        return list;
    free(list);
    *count = 0;
    return NULL;
}

/* Walks on to an escalation by "not sure" and "skipped"; false where the walk ends otherwise. */
static bool walk_on(wm_case *c, wm_step *step)
{
    for (int i = 0; i < STEPS_MOST; i++) {
        if (wm_case_step(c, step, NULL) != WM_OK)
            return false;
        wm_status status = WM_NOTHING;
        char *id = copy_or_null(step->id);
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
static void put_nearest_first(targets *all, const wm_rules *rules, const wm_case *c)
{
    wm_step step;
    wm_case *ahead = case_retell(rules, c, NULL, NULL);
    if (ahead == NULL || !walk_on(ahead, &step)) {
        wm_case_free(ahead);
        return;
    }
    size_t at = 0;
    while (at < all->count && !is_target(&all->list[at], &step))
        at++;
    all->nearest = at < all->count;
    for (; all->nearest && at > 0; at--) {
        target before = all->list[at - 1];
        all->list[at - 1] = all->list[at];
        all->list[at] = before;
    }
    wm_case_free(ahead);
}

bool targets_find(targets *all, const wm_rules *rules, wm_case *c)
{
    size_t count;
    wm_step *list = escalations_of(c, &count);
    bool whole = list != NULL;
    for (size_t i = 0; i < count; i++)
        whole = targets_add(all, list[i].id, list[i].guide, list[i].to) && whole;
    free(list);
    put_nearest_first(all, rules, c);
    return whole;
}

void targets_free(targets *all)
{
    for (size_t i = 0; i < all->count; i++)
        free_target(&all->list[i]);
    free(all->list);
    *all = (targets){ .list = NULL };
}
