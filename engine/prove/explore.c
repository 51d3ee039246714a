/* What can be answered at each step, and the facts at each depth of an exploration. Uses prove/explore.h and base/text.h. */
#include "prove/explore.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

bool explorer_open(explorer *e, const rule_set *set, uint32_t guide_index, uint64_t limit, wm_allocator allocator)
{
    *e = (explorer){ .allocator = allocator, .set = set, .layout = &set->layouts[guide_index], .limit = limit };
    arena_init(&e->memory, allocator);
    e->of_place = arena_zero(&e->memory, (size_t)e->layout->answer_count + 1, sizeof *e->of_place);
    return e->of_place != NULL;
}

void explorer_close(explorer *e)
{
    for (int side = 0; side < 2; side++)
        for (uint32_t i = 0; i < EXPLORE_DEPTH; i++)
            facts_free(&e->saved[side][i], e->allocator);
    arena_free(&e->memory);
}

bool explorer_may(explorer *e, uint32_t depth)
{
    bool may = e->walks < e->limit && depth < EXPLORE_DEPTH;
    e->walks += may;
    e->cut = e->cut || !may;
    return may;
}

bool explorer_save(explorer *e, int side, uint32_t depth, const walker *w)
{
    facts *f = &e->saved[side][depth];
    if (!f->remedies && !facts_init(f, w->set, w->layout, e->allocator, true)) {
        e->no_memory = true;
        return false;
    }
    facts_copy(f, &w->f);
    return true;
}

void explorer_restore(explorer *e, int side, uint32_t depth, walker *w)
{
    facts_copy(&w->f, &e->saved[side][depth]);
}

/* ---- Samples -------------------------------------------------------------------------------------------------------- */

typedef struct sampling {
    explorer *e;
    const walker *w;
    const question *q;
    facts_name name;
    vector values;  /* of fact */
    vector numbers; /* of double: thresholds */
    bool failed;
} sampling;

static void add_value(sampling *s, fact value)
{
    value.state = FACT_KNOWN;
    s->failed = s->failed || !vector_append(&s->values, &value, 1);
}

static uint16_t answer_of_text(const question *q, const char *text, size_t size)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        if (strcmp(q->answers[i].id, text) == 0)
            return (uint16_t)i;
    for (uint32_t i = 0; i < q->answer_count; i++)
        for (const char **word = q->answers[i].match; word && *word; word++)
            if (text_contains(text, size, *word, strlen(*word)))
                return (uint16_t)i;
    return NO_ANSWER;
}

/* A folded text, once. */
static void add_text(sampling *s, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < s->values.count; i++)
        if (strcmp(VECTOR_AT(&s->values, fact, i).as.text->folded, text) == 0)
            return;
    fact_text *kept = arena_zero(&s->e->memory, 1, sizeof *kept);
    char *copy = arena_string(&s->e->memory, text, size);
    if (!kept || !copy) {
        s->failed = true;
        return;
    }
    *kept = (fact_text){ copy, copy, (uint32_t)size, (uint32_t)size };
    add_value(s, (fact){ .answer = answer_of_text(s->q, copy, size), .as.text = kept });
}

static void add_number(sampling *s, double number)
{
    if (number >= s->q->min && number <= s->q->max)
        s->failed = s->failed || !vector_append(&s->numbers, &number, 1);
}

static void sample_condition(sampling *s, const condition *c)
{
    if (c->kind == COND_CONTAINS)
        add_text(s, c->word);
    if (c->kind == COND_AT_LEAST || c->kind == COND_BETWEEN)
        add_number(s, c->low);
    if (c->kind == COND_BELOW || c->kind == COND_BETWEEN)
        add_number(s, c->high);
}

static bool reads_family(const condition *c)
{
    return c->kind <= COND_CONTAINS && c->family != NONE;
}

/* The conditions of all guides that the case can come to, about this question at any time of asking. */
static void sample_conditions(sampling *s, const rule_set *set)
{
    for (uint32_t m = 0; m < s->e->layout->member_count; m++) {
        const guide *g = set->guides[s->e->layout->members[m].guide];
        for (uint32_t i = 0; i < g->condition_count; i++) {
            const condition *c = &g->conditions[i];
            if (reads_family(c) && family_question(set, g, &g->answer_families[c->family]) == s->q)
                sample_condition(s, c);
        }
    }
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Each threshold, which is the least of what lies above it, and one number below all. */
static void sample_numbers(sampling *s)
{
    const question *q = s->q;
    vector *v = &s->numbers;
    if (v->count)
        qsort(v->data, v->count, v->size, by_number);
    double first = v->count ? VECTOR_AT(v, double, 0) : isfinite(q->min) ? q->min : isfinite(q->max) ? q->max : 0;
    double below = isfinite(q->min) ? q->min : first - 1;
    if (!v->count || below < first)
        add_value(s, (fact){ .answer = NO_ANSWER, .as.number = v->count ? below : first });
    for (size_t i = 0; i < v->count; i++)
        if (i == 0 || VECTOR_AT(v, double, i) > VECTOR_AT(v, double, i - 1))
            add_value(s, (fact){ .answer = NO_ANSWER, .as.number = VECTOR_AT(v, double, i) });
}

/* Each answer by its first word that finds it, what conditions look for, and a text that is none of it. */
static void sample_texts(sampling *s)
{
    for (uint32_t i = 0; i < s->q->answer_count; i++)
        add_text(s, s->q->answers[i].id);
    sample_conditions(s, s->e->set);
    if (s->e->also)
        sample_conditions(s, s->e->also);
    add_text(s, "—");
}

static void sample(sampling *s)
{
    if (s->q->kind == WM_CHOICE) {
        for (uint32_t i = 0; i < s->q->answer_count; i++)
            add_value(s, (fact){ .answer = (uint16_t)i });
    } else if (s->q->kind == WM_TEXT) {
        sample_texts(s);
    } else {
        sample_conditions(s, s->e->set);
        if (s->e->also)
            sample_conditions(s, s->e->also);
        sample_numbers(s);
    }
    fact unsure = { .state = FACT_UNSURE, .answer = NO_ANSWER };
    s->failed = s->failed || !vector_append(&s->values, &unsure, 1);
}

const samples *explorer_samples(explorer *e, const walker *w, const facts_name *name)
{
    samples *known = &e->of_place[name->place];
    if (known->values)
        return known;
    sampling s = { .e = e, .w = w, .q = facts_question(&w->f, name), .name = *name };
    s.values = vector_of(e->allocator, sizeof(fact));
    s.numbers = vector_of(e->allocator, sizeof(double));
    sample(&s);
    if (!s.failed) {
        known->values = arena_copy(&e->memory, s.values.data, s.values.count, sizeof(fact));
        known->count = (uint32_t)s.values.count;
    }
    vector_free(&s.values);
    vector_free(&s.numbers);
    e->no_memory = e->no_memory || !known->values;
    return known->values ? known : NULL;
}

/* ---- Options -------------------------------------------------------------------------------------------------------- */

static const wm_outcome tried[] = { WM_DONE, WM_FAILED, WM_SKIPPED };

uint32_t explorer_options(explorer *e, const walker *w, const walk_step *s, uint32_t detours)
{
    e->bounded = e->bounded || !detours;
    if (s->kind == WM_TRY)
        return detours ? sizeof tried / sizeof *tried : 0;
    const samples *of = s->kind == WM_ASK ? explorer_samples(e, w, &s->name) : NULL;
    return of ? of->count - !detours : 0; /* "not sure" is the last */
}

uint32_t explorer_cost(const explorer *e, const walk_step *s, uint32_t i)
{
    return s->kind == WM_TRY || i + 1 == e->of_place[s->name.place].count;
}

const char *explorer_word(explorer *e, const walker *w, const walk_step *s, uint32_t i, arena *a)
{
    if (s->kind == WM_TRY)
        return walker_outcome_words[tried[i]];
    const samples *of = explorer_samples(e, w, &s->name);
    return of ? walker_value_words(facts_question(&w->f, &s->name), &of->values[i], a) : NULL;
}

bool explorer_take(explorer *e, walker *w, const walk_step *s, uint32_t i)
{
    if (s->kind == WM_TRY) {
        bool taken = walker_outcome(w, &s->name, tried[i], &s->context);
        e->no_memory = e->no_memory || !taken;
        return taken;
    }
    const samples *of = explorer_samples(e, w, &s->name);
    if (of)
        facts_answer(&w->f, s->name.place, &of->values[i]);
    return of != NULL;
}
