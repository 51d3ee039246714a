/* What was said, in the user's words or as an error message: which guide it leads to, and which facts it
 * holds. Part of the façade. Matching is literal on NFKC, case-folded text. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "facade.h"

/* What an error text that a question knows is worth, beside a guide's own words (in bytes). */
#define WORTH_OF_A_MATCH 6

typedef struct heard {
    const char *text;
    size_t size;
} heard;

static bool holds(const heard *h, const char *word)
{
    return word && *word && text_contains(h->text, h->size, word, strlen(word));
}

/* The answer that a text holds a `match` of; NO_ANSWER where it holds none. A `sign` says what to look for at one
 * question's own test, and may stand at several: it is no fact by itself. */
static uint16_t answer_in(const question *q, const heard *h)
{
    for (uint32_t i = 0; i < q->answer_count; i++)
        for (const char **word = q->answers[i].match; word && *word; word++)
            if (holds(h, *word))
                return (uint16_t)i;
    return NO_ANSWER;
}

/* ---- Which guide ---------------------------------------------------------------------------------------- */

/* A longer word says more: its weight is its length in bytes. */
static double words_weight(const guide *g, const heard *h)
{
    double weight = 0;
    for (const char *const *word = g->symptoms_folded; word && *word; word++)
        if (holds(h, *word))
            weight += (double)strlen(*word);
    return weight;
}

static double match_weight(const guide *g, const heard *h)
{
    double weight = 0;
    for (uint32_t i = 0; i < g->question_count; i++) {
        uint16_t found = answer_in(&g->questions[i], h);
        if (found != NO_ANSWER)
            weight += WORTH_OF_A_MATCH;
    }
    return weight;
}

static int by_score(const void *a, const void *b)
{
    const wm_choice *x = a, *y = b;
    if (x->score < y->score || x->score > y->score)
        return x->score > y->score ? -1 : 1;
    return strcmp(x->guide, y->guide);
}

static size_t score_guides(const wm_rules *r, const heard *h, wm_choice *all)
{
    size_t count = 0;
    double sum = 0;
    for (uint32_t i = 0; i < r->set->guide_count; i++) {
        const guide *g = r->set->guides[i];
        double weight = words_weight(g, h);
        if (weight > 0 || g->symptoms_folded)
            weight += match_weight(g, h);
        if (weight <= 0)
            continue;
        all[count++] = (wm_choice){ g->name, g->title, weight };
        sum += weight;
    }
    for (size_t i = 0; i < count; i++)
        all[i].score /= sum;
    if (count)
        qsort(all, count, sizeof *all, by_score);
    return count;
}

size_t wm_rules_choose(const wm_rules *r, const char *text, wm_choice *out, size_t cap)
{
    arena memory;
    size_t count = WM_NO_COUNT, size = strlen(text);
    if (text_invalid_at(text, size) < size)
        return 0;
    arena_init(&memory, r->allocator);
    heard h = { NULL, 0 };
    h.text = text_fold(&memory, text, size, &h.size);
    wm_choice *all = h.text ? arena_zero(&memory, (size_t)r->set->guide_count + 1, sizeof *all) : NULL;
    if (all)
        count = score_guides(r, &h, all);
    if (all && count && out)
        memcpy(out, all, (count < cap ? count : cap) * sizeof *out);
    arena_free(&memory);
    return count;
}

/* ---- Which facts ------------------------------------------------------------------------------------------- */

typedef struct found_answers {
    wm_answer *answers; /* their names live in c->told: what is told of them afterwards takes no more memory */
    uint32_t *places;
    size_t count;
    bool no_memory;
} found_answers;

static bool is_found(const found_answers *found, uint32_t place)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->places[i] == place)
            return true;
    return false;
}

/* A text question keeps what was said, so that its conditions can read it; a choice keeps the answer. */
static void keep_found(wm_case *c, const guide *g, uint32_t i, const heard *h, const char *text, const wm_by *by,
                       found_answers *found)
{
    const question *q = &g->questions[i];
    const member *m = layout_member(c->layout, g->index);
    facts_name name = { g->index, i, 1, slot_place(g->answer_families[i].slot, m->answers) };
    if (c->now.answers[name.place].state != FACT_NONE || is_found(found, name.place))
        return;
    uint16_t held = answer_in(q, h);
    if (held == NO_ANSWER)
        return;
    const char *value = q->kind == WM_CHOICE ? q->answers[held].id : text, *id = case_question_name(c, &name);
    found->no_memory = found->no_memory || !id;
    found->answers[found->count] = (wm_answer){ id, { WM_VALUE_TEXT, value, 0 }, by ? *by : (wm_by){ 0 } };
    found->places[found->count++] = name.place;
}

static size_t most_found(const wm_case *c)
{
    size_t most = 1;
    for (uint32_t k = 0; k < c->layout->member_count; k++)
        most += c->rules->set->guides[c->layout->members[k].guide]->question_count;
    return most;
}

/* False where there is no memory. */
static bool find_facts(wm_case *c, const heard *h, const char *text, const wm_by *by, found_answers *found)
{
    size_t most = most_found(c);
    *found = (found_answers){ .answers = arena_zero(&c->told, most, sizeof *found->answers),
                              .places = arena_zero(&c->told, most, sizeof *found->places) };
    if (!found->answers || !found->places)
        return false;
    for (uint32_t k = 0; k < c->layout->member_count; k++) {
        const guide *g = c->rules->set->guides[c->layout->members[k].guide];
        for (uint32_t i = 0; i < g->question_count; i++)
            keep_found(c, g, i, h, text, by, found);
    }
    return !found->no_memory;
}

/* Everything that can fail comes before the answers are recorded. An answer may decide an action, which makes others
 * stale: those are not told. */
static wm_status record(wm_case *c, const found_answers *found, wm_fact *out, size_t cap, size_t *told, wm_error *error)
{
    wm_status status = case_take_answers(c, found->answers, found->count, error);
    for (size_t i = 0; status == WM_OK && i < found->count; i++) {
        wm_fact one;
        if (!case_tell_fact_as(c, &c->now, found->places[i], found->answers[i].question, &one))
            continue;
        if (*told < cap)
            out[*told] = one;
        ++*told;
    }
    return status;
}

wm_status wm_case_say(wm_case *c, const char *text, const wm_by *by, wm_fact *out, size_t cap, size_t *found,
                      wm_error *error)
{
    size_t size = strlen(text);
    found_answers all;
    arena_reset(&c->told);
    *found = 0;
    if (text_invalid_at(text, size) < size)
        return error_set(error, WM_BAD_INPUT, NULL, "這段文字不是 UTF-8。", "The text is not UTF-8.");
    heard h = { NULL, 0 };
    h.text = text_fold(&c->told, text, size, &h.size);
    if (!h.text || !find_facts(c, &h, text, by, &all))
        return error_no_memory(error);
    return all.count ? record(c, &all, out, cap, found, error) : WM_OK;
}
