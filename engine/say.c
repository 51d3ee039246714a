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

typedef struct found_answer {
    wm_answer answer;
    uint32_t place;
} found_answer;

/* A text question keeps what was said, so that its conditions can read it; a choice keeps the answer. */
static bool keep_found(wm_case *c, const guide *g, uint32_t i, const heard *h, const char *text, const wm_by *by,
                       found_answer *out)
{
    const question *q = &g->questions[i];
    const member *m = layout_member(c->layout, g->index);
    facts_name name = { g->index, i, 1, slot_place(g->answer_families[i].slot, m->answers) };
    if (c->now.answers[name.place].state != FACT_NONE)
        return false;
    uint16_t found = answer_in(q, h);
    if (found == NO_ANSWER)
        return false;
    bool by_id = q->kind == WM_CHOICE;
    *out = (found_answer){ { case_question_name(c, &name),
                             { WM_VALUE_TEXT, by_id ? q->answers[found].id : text, 0 },
                             by ? *by : (wm_by){ 0 } },
                           name.place };
    return out->answer.question != NULL;
}

static bool is_found(const found_answer *list, size_t count, uint32_t place)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].place == place)
            return true;
    return false;
}

static size_t find_facts(wm_case *c, const heard *h, const char *text, const wm_by *by, found_answer *list)
{
    size_t count = 0;
    for (uint32_t k = 0; k < c->layout->member_count; k++) {
        const guide *g = c->rules->set->guides[c->layout->members[k].guide];
        for (uint32_t i = 0; i < g->question_count; i++)
            if (keep_found(c, g, i, h, text, by, &list[count]) && !is_found(list, count, list[count].place))
                count++;
    }
    return count;
}

/* The log keeps what it is given, so the texts are copied out of c->told, which the answers reset. */
static wm_status record(wm_case *c, const found_answer *list, size_t count, wm_fact *out, size_t cap, wm_error *error)
{
    arena memory;
    arena_init(&memory, c->allocator);
    wm_answer *answers = arena_zero(&memory, count + 1, sizeof *answers);
    wm_status status = answers ? WM_OK : error_no_memory(error);
    for (size_t i = 0; status == WM_OK && i < count; i++) {
        answers[i] = list[i].answer;
        answers[i].question = arena_string(&memory, list[i].answer.question, strlen(list[i].answer.question));
        answers[i].value.text = arena_string(&memory, list[i].answer.value.text, strlen(list[i].answer.value.text));
        if (!answers[i].question || !answers[i].value.text)
            status = error_no_memory(error);
    }
    uint32_t *places = status == WM_OK ? arena_zero(&memory, count + 1, sizeof *places) : NULL;
    for (size_t i = 0; places && i < count; i++)
        places[i] = list[i].place;
    if (status == WM_OK)
        status = places ? wm_case_answers(c, answers, count, error) : error_no_memory(error);
    for (size_t i = 0; status == WM_OK && i < count && i < cap; i++)
        case_tell_fact(c, &c->now, places[i], &out[i]);
    arena_free(&memory);
    return status;
}

static size_t most_found(const wm_case *c)
{
    size_t most = 1;
    for (uint32_t k = 0; k < c->layout->member_count; k++)
        most += c->rules->set->guides[c->layout->members[k].guide]->question_count;
    return most;
}

wm_status wm_case_say(wm_case *c, const char *text, const wm_by *by, wm_fact *out, size_t cap, size_t *found,
                      wm_error *error)
{
    size_t size = strlen(text);
    arena_reset(&c->told);
    *found = 0;
    if (text_invalid_at(text, size) < size)
        return error_set(error, WM_BAD_INPUT, NULL, "這段文字不是 UTF-8。", "The text is not UTF-8.");
    heard h = { NULL, 0 };
    h.text = text_fold(&c->told, text, size, &h.size);
    found_answer *list = arena_zero(&c->told, most_found(c), sizeof *list);
    if (!h.text || !list)
        return error_no_memory(error);
    *found = find_facts(c, &h, text, by, list);
    return *found ? record(c, list, *found, out, cap, error) : WM_OK;
}
