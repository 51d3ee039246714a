/* Written conditions become the guide's: names become families, and what is implied in an `on` becomes
 * a copy that names the question asked. Uses model/draft.h. */
#include <stdlib.h>
#include <string.h>

#include "model/draft.h"

/* What a written condition was made into; those without an implied question are made once. */
struct made_condition {
    uint32_t index, implied;
};

bool conditions_begin(builder *b)
{
    b->made = arena_alloc(&b->scratch, b->written.count * sizeof *b->made);
    for (size_t i = 0; b->made != NULL && i < b->written.count; i++)
        b->made[i] = (struct made_condition){ .index = NONE, .implied = NONE };
    return b->made != NULL;
}

static void say_nothing_implied(builder *b, uint32_t line)
{
    wm_finding *f = voice_say(&b->d->voice, "WM113", line, NULL, "這個條件沒寫是哪個問題",
                              "this condition does not say which question");
    if (f != NULL)
        f->mend = (wm_text){ "寫出問題的名字；只有 ask 的 on(…) 裡可以省略。",
                             "Name the question; only within an ask's on(…) it may be left out." };
}

static void say_too_many(builder *b, uint32_t line)
{
    wm_finding *f = voice_say(&b->d->voice, "WM114", line, NULL, "條件太多", "too many conditions");
    if (f != NULL)
        f->mend = (wm_text){ "把指引拆開。", "Divide the guide." };
}

/* The answers of an IS, as written until the question is known. */
static void take_words(builder *b, condition *c)
{
    uint32_t first = c->first;
    c->first = (uint32_t)b->sets.count;
    for (uint32_t i = 0; i < c->count && !b->failed; i++) {
        uint16_t none = NO_ANSWER;
        b->failed = !vector_append(&b->sets, &none, 1) ||
                    !vector_append(&b->set_words, &VECTOR_AT(&b->words, const char *, first + i), 1);
    }
}

/* The parts are made before the whole, so that their indices stand side by side. */
static void take_parts(builder *b, const written *w, condition *c, uint32_t implied)
{
    const condition_id *parts = w->c.count > 0 ? &VECTOR_AT(&b->parts, condition_id, w->c.first) : NULL;
    for (uint32_t i = 0; i < w->c.count && !b->failed; i++)
        condition_of(b, parts[i], implied);
    c->first = (uint32_t)b->condition_parts.count;
    c->count = 0;
    for (uint32_t i = 0; i < w->c.count && !b->failed; i++) {
        uint32_t made = b->made[parts[i]].index;
        if (made == NONE)
            continue;
        b->failed = !vector_append(&b->condition_parts, &made, 1);
        c->count++;
    }
}

static void take_question(builder *b, const written *w, condition *c, uint32_t implied)
{
    c->family = w->about != NULL ? family_named(b, SIDE_ANSWER, w->about, c->line) : implied;
    if (c->kind == COND_IS)
        take_words(b, c);
    if (b->failed)
        return;
    const question *q = VECTOR_AT(&b->origins[SIDE_ANSWER], origin, c->family).asked;
    bool lists = c->kind == COND_IS && c->count > 0;
    uint16_t *answers = lists ? &VECTOR_AT(&b->sets, uint16_t, c->first) : NULL;
    const char **words = lists ? &VECTOR_AT(&b->set_words, const char *, c->first) : NULL;
    if (q != NULL)
        settle_condition(b->d, c, q, answers, words);
}

static void take(builder *b, const written *w, condition *c, uint32_t implied)
{
    switch (c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NONE:
        take_parts(b, w, c, implied);
        break;
    case COND_FIXED:
    case COND_FAILED:
        if (w->about != NULL)
            c->family = family_named(b, SIDE_REMEDY, w->about, c->line);
        break;
    case COND_LUA:
        break;
    default:
        take_question(b, w, c, implied);
    }
}

uint32_t condition_of(builder *b, condition_id id, uint32_t implied)
{
    if (b->failed || id >= b->written.count)
        return NONE;
    written w = VECTOR_AT(&b->written, written, id);
    bool of_action = w.c.kind == COND_FIXED || w.c.kind == COND_FAILED;
    implied = w.implied ? implied : NONE;
    if (w.implied && (implied == NONE || of_action)) {
        say_nothing_implied(b, w.c.line);
        return NONE;
    }
    struct made_condition *made = &b->made[id];
    if (made->index != NONE && made->implied == implied)
        return made->index;
    if (b->conditions.count >= CONDITIONS_MAX) {
        if (b->conditions.count++ == CONDITIONS_MAX) /* said once */
            say_too_many(b, w.c.line);
        return NONE;
    }
    condition c = w.c;
    take(b, &w, &c, implied);
    b->failed = b->failed || !vector_append(&b->conditions, &c, 1);
    *made = (struct made_condition){ .index = (uint32_t)b->conditions.count - 1, .implied = implied };
    return made->index;
}

/* ---- Goals ---------------------------------------------------------------------------------- */

static bool mentions(const builder *b, condition_id id, const name *about)
{
    const written *w = &VECTOR_AT(&b->written, written, id);
    if (w->c.kind != COND_ALL && w->c.kind != COND_ANY && w->c.kind != COND_NONE)
        return about != NULL && w->about == about;
    for (uint32_t i = 0; i < w->c.count; i++)
        if (mentions(b, VECTOR_AT(&b->parts, condition_id, w->c.first + i), about))
            return true;
    return false;
}

void refuse_in_goal(builder *b, condition_id c, const char *field, const char *about, uint32_t line)
{
    voice *v = &b->d->voice;
    wm_finding *f = NULL;
    if (c >= b->written.count)
        return;
    if (builder_has_lua(b, c)) {
        f = findings_add(v->found, "WM113", WM_ERROR, voice_at(v, line, about), "%s 不能用 Lua 函式",
                         "%s takes no Lua function", field);
        if (f != NULL)
            f->mend = (wm_text){ "改用 is、below、all 等條件，引擎才知道要問什麼。",
                                 "Use is, below, all …, so that it is known what to ask." };
    } else if (strcmp(field, "goal") == 0 && mentions(b, c, names_find(&b->names, question_solved.id))) {
        f = findings_add(v->found, "WM113", WM_ERROR, voice_at(v, line, about), "%s 不能用 solved",
                         "%s can't be solved", field);
        if (f != NULL)
            f->mend = (wm_text){ "刪掉它：沒寫時本來就會問「問題解決了嗎？」。",
                                 "Delete it: without it, the user is asked whether the problem is solved." };
    }
}

/* ---- Into the guide ------------------------------------------------------------------------- */

bool conditions_keep(builder *b)
{
    draft *d = b->d;
    guide *g = &d->guide;
    d->conditions = arena_copy(&d->arena, b->conditions.data, b->conditions.count, sizeof(condition));
    d->sets = arena_copy(&d->arena, b->sets.data, b->sets.count, sizeof(uint16_t));
    d->set_words = arena_copy(&d->scratch, b->set_words.data, b->set_words.count, sizeof(const char *));
    g->parts = arena_copy(&d->arena, b->condition_parts.data, b->condition_parts.count, sizeof(uint32_t));
    g->functions = arena_copy(&d->arena, b->functions.data, b->functions.count, sizeof(lua_function));
    if (d->conditions == NULL || d->sets == NULL || d->set_words == NULL || g->parts == NULL || g->functions == NULL)
        return false;
    g->conditions = d->conditions;
    g->sets = d->sets;
    g->condition_count = (uint32_t)b->conditions.count;
    g->function_count = (uint32_t)b->functions.count;
    return true;
}

static bool collect_thresholds(builder *b, vector *list)
{
    for (size_t i = 0; i < b->conditions.count; i++) {
        const condition *c = &VECTOR_AT(&b->conditions, condition, i);
        if (c->kind != COND_BELOW && c->kind != COND_AT_LEAST && c->kind != COND_BETWEEN)
            continue;
        uint32_t of = VECTOR_AT(&b->families[SIDE_ANSWER], family, c->family).of;
        if (of != NONE && !thresholds_of(c, 0, of, list))
            return false;
    }
    return true;
}

bool thresholds_keep(builder *b)
{
    vector list = vector_of(b->allocator, sizeof(threshold));
    bool ok = collect_thresholds(b, &list);
    thresholds_sort(&list);
    double *values = ok ? arena_alloc(&b->d->arena, list.count * sizeof *values) : NULL;
    for (size_t i = 0; values != NULL && i < list.count; i++) {
        const threshold *t = &VECTOR_AT(&list, threshold, i);
        question *q = &b->d->questions[t->question];
        values[i] = t->value;
        if (q->threshold_count++ == 0)
            q->thresholds = &values[i];
    }
    vector_free(&list);
    return values != NULL;
}
