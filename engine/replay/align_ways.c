/* Which branch of an `ask` answers take: recorded ones, and the cells that answers lie in. Uses
 * replay/align_parts.h. */
#include <math.h>

#include "base/text.h"
#include "replay/align_parts.h"

/* ---- Conditions on one answer -------------------------------------------------------------------------------------- */

static truth of_bool(bool holds)
{
    return holds ? TRUE_ : FALSE_;
}

static truth opposite(truth t)
{
    return t == UNKNOWN_ ? UNKNOWN_ : of_bool(t == FALSE_);
}

static truth is_one_of(const guide *g, const condition *c, const fact *v)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (g->sets[c->first + i] == v->answer)
            return TRUE_;
    return FALSE_;
}

/* A text whose words are not known may hold any. */
static truth contains(const condition *c, const fact *v)
{
    const fact_text *text = v->as.text;
    if (!text || !text->folded)
        return UNKNOWN_;
    return of_bool(text_contains(text->folded, text->folded_size, c->word, c->word_size));
}

static truth of_value(const guide *g, const condition *c, const fact *v)
{
    if (v->state != FACT_KNOWN)
        return UNKNOWN_;
    switch (c->kind) {
    case COND_IS:
        return is_one_of(g, c, v);
    case COND_BELOW:
        return of_bool(v->as.number < c->high);
    case COND_AT_LEAST:
        return of_bool(v->as.number >= c->low);
    case COND_BETWEEN:
        return of_bool(v->as.number >= c->low && v->as.number < c->high);
    case COND_CONTAINS:
        return contains(c, v);
    default:
        return TRUE_; /* known */
    }
}

/* A cell of a question as an answer; false where no answer lies in it. */
static bool cell_answer(const question *q, uint32_t cell, fact *out)
{
    *out = (fact){ .state = FACT_KNOWN, .answer = NO_ANSWER };
    if (q->kind != WM_NUMBER) {
        out->answer = cell < q->answer_count ? (uint16_t)cell : NO_ANSWER;
        return true;
    }
    double low = cell ? q->thresholds[cell - 1] : -HUGE_VAL;
    double high = cell < q->threshold_count ? q->thresholds[cell] : HUGE_VAL;
    out->as.number = low > q->min ? low : q->min;
    if (out->as.number == -HUGE_VAL)
        out->as.number = high < HUGE_VAL ? nextafter(high, -HUGE_VAL) : 0;
    return out->as.number < high && out->as.number <= q->max;
}

static uint32_t cells_of(const question *q)
{
    uint32_t cells = question_cells(q);
    return cells ? cells : 1; /* free text: one of which nothing is known */
}

/* ---- What a way knows ---------------------------------------------------------------------------------------------- */

static bool changes_answer(const ways_view *v, const facts_name *tried, uint32_t place, bool *sets)
{
    const guide *g = v->set->guides[tried->guide];
    const family *f = &g->remedy_families[tried->family];
    const guide *home = v->set->guides[f->declared];
    const member *m = layout_member(v->layout, f->declared);
    const action *a = family_action(v->set, g, f);
    scene at = { home, m, NULL, 1 };
    if (!m)
        return false;
    uint32_t named = index_round_place(home, m, place, tried->round);
    for (uint32_t i = 0; i < a->set_count; i++)
        if (slot_place(a->sets[i].slot, m->answers) == named)
            return *sets = true;
    for (uint32_t i = 0; i < a->changed_slots; i++)
        if (slot_place(a->changes[i], m->answers) == place)
            return true;
    uint32_t by = a->verify != NONE ? a->verify : home->goal;
    return by != NONE && named != NONE && condition_mentions(NULL, &at, by, named);
}

asked_before ways_asked_before(const ways_view *v, uint32_t place, uint64_t *cells)
{
    bool stale = false, sets = false;
    *cells = UINT64_MAX;
    for (const known *k = v->known; k; k = k->before) {
        if (k->kind == KNOWN_TRIED) {
            stale = changes_answer(v, &k->name, place, &sets) || stale;
        } else if (k->key == place) {
            if (stale)
                return ASKED_MAYBE;
            *cells = k->cells;
            return ASKED_KNOWN;
        }
    }
    return sets ? ASKED_MAYBE : ASKED_NEVER;
}

/* A condition on a question that the way answered: it holds where it does for each of the answers that it may be. */
static truth of_known(const ways_view *v, const condition *c)
{
    const question *q = family_question(v->set, v->at.guide, &v->at.guide->answer_families[c->family]);
    uint64_t cells;
    if (ways_asked_before(v, scene_answer(&v->at, c->family), &cells) != ASKED_KNOWN || cells & UNSURE_CELL)
        return UNKNOWN_;
    truth sum = UNKNOWN_;
    uint32_t count = cells_of(q);
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        fact value;
        if (!(cells >> (i < CELLS_KNOWN ? i : 0) & 1) || !cell_answer(q, i, &value))
            continue;
        truth one = of_value(v->at.guide, c, &value);
        if (one == UNKNOWN_ || (any && one != sum))
            return UNKNOWN_;
        sum = one;
        any = true;
    }
    return sum;
}

/* `asked` and `value` are the question asked and its answer, NONE and NULL where there is none; `v` NULL: of anything
 * else nothing is known. */
static truth holds(const ways_view *v, const guide *g, uint32_t condition_index, uint32_t asked, const fact *value)
{
    const condition *c = &g->conditions[condition_index];
    truth decisive = c->kind == COND_ALL ? FALSE_ : TRUE_, sum = opposite(decisive);
    switch (c->kind) {
    case COND_ALL:
    case COND_ANY:
    case COND_NONE:
        for (uint32_t i = 0; i < c->count && sum != decisive; i++) {
            truth part = holds(v, g, g->parts[c->first + i], asked, value);
            if (part == decisive || part == UNKNOWN_)
                sum = part;
        }
        return c->kind == COND_NONE ? opposite(sum) : sum;
    case COND_FIXED:
    case COND_FAILED:
    case COND_LUA:
        return UNKNOWN_;
    default:
        if (value && c->family == asked)
            return of_value(g, c, value);
        return v ? of_known(v, c) : UNKNOWN_;
    }
}

truth ways_truth(const ways_view *v, uint32_t condition_index)
{
    return holds(v, v->at.guide, condition_index, NONE, NULL);
}

truth align_value_truth(const guide *g, uint32_t condition_index, uint32_t asked, const fact *v)
{
    return holds(NULL, g, condition_index, asked, v);
}

/* ---- Branches ------------------------------------------------------------------------------------------------------- */

static uint32_t same_as(const align_spot *s, uint32_t branch_index)
{
    return branch_index == NONE ? NONE : s->same[branch_index - s->node->first_branch];
}

/* A branch in force for an answer: TRUE_ the one that it takes, UNKNOWN_ it may. An answer's own comes first, then the
 * `on`s as written, then `other` (rules-language.md, "Branches"). */
static truth takes(const ways_view *v, const align_spot *s, const fact *value, uint32_t branch_index)
{
    const node *n = s->node;
    uint32_t own = NONE;
    bool sure = true;
    if (n->by_answer != NONE && value->answer != NO_ANSWER)
        own = s->guide->answer_branch[n->by_answer + value->answer];
    if (own != NONE)
        return of_bool(same_as(s, own) == branch_index);
    for (uint32_t i = 0; i < n->on_count; i++) {
        truth t = holds(v, s->guide, s->guide->branches[n->first_on + i].what, n->what, value);
        if (t == FALSE_)
            continue;
        if (same_as(s, n->first_on + i) == branch_index)
            return t == TRUE_ && sure ? TRUE_ : UNKNOWN_;
        if (t == TRUE_)
            return FALSE_;
        sure = false;
    }
    if (same_as(s, n->other) != branch_index)
        return FALSE_;
    return sure ? TRUE_ : UNKNOWN_;
}

uint64_t ways_cells(const ways_view *v, const align_spot *s, uint32_t branch_index, size_t *work)
{
    const question *q = s->question;
    uint32_t count = cells_of(q);
    uint64_t cells = 0;
    *work += count;
    for (uint32_t i = 0; i < count; i++) {
        fact value;
        if (cell_answer(q, i, &value) && takes(v, s, &value, branch_index) != FALSE_)
            cells |= count > CELLS_KNOWN ? UINT64_MAX : (uint64_t)1 << i;
    }
    if (s->node->unsure != NONE && same_as(s, s->node->unsure) == branch_index)
        cells |= UNSURE_CELL;
    return cells;
}

static bool same_steps(const guide *g, const branch *a, const branch *b)
{
    if (a->body.count != b->body.count)
        return false;
    for (uint32_t i = 0; i < a->body.count; i++)
        if (g->links[a->body.first + i] != g->links[b->body.first + i])
            return false;
    return true;
}

/* Branches of shared steps lead the same way, so that forty of them in a row are no 2^40 ways. */
void ways_same(const align_spot *s, bool apart)
{
    const branch *all = &s->guide->branches[s->node->first_branch];
    for (uint32_t i = 0; i < s->node->branch_count; i++) {
        uint32_t first = i;
        for (uint32_t k = 0; !apart && k < i && first == i; k++)
            if (same_steps(s->guide, &all[k], &all[i]))
                first = k;
        s->same[i] = !apart && !all[i].body.count ? NONE : s->node->first_branch + first;
    }
}

static uint32_t cell_of(const question *q, const fact *v)
{
    if (q->kind == WM_NUMBER)
        return question_cell_of(q, v->as.number);
    return v->answer == NO_ANSWER ? q->answer_count : v->answer;
}

/* The branch that an answer takes is kept with the step, where it is one for sure. */
static bool may_take(const align_spot *s, const align_node *n, align_step *step)
{
    if (n->cell != NONE && cell_of(s->question, &step->value) != n->cell)
        return false;
    if (step->spot == n->spot)
        return step->branch == n->branch;
    truth t = takes(NULL, s, &step->value, n->branch);
    if (t == TRUE_) {
        step->spot = n->spot;
        step->branch = n->branch;
    }
    return t != FALSE_;
}

uint32_t align_answer_cost(const align_spot *s, const align_node *n, align_step *step)
{
    switch (step->value.state) {
    case FACT_NONE:
        return 0;
    case FACT_UNSURE:
        return s->node->unsure != NONE && same_as(s, s->node->unsure) == n->branch ? 0 : ALIGN_UNSURE;
    default:
        return may_take(s, n, step) ? 0 : ALIGN_CONTRADICTS;
    }
}
