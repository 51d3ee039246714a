/* Cells and branches. An answer's own branch comes first, then the `on`s as written, then `other`
 * (rules-language.md, "Branches"). Uses reason/cells.h. */
#include "reason/cells.h"

#include <math.h>

/* ---- Conditions on a cell ---------------------------------------------------------------------------------------- */

/* A cell of a number is [low, high). */
static double low_of(const question *q, uint32_t cell)
{
    return cell == 0 ? -HUGE_VAL : q->thresholds[cell - 1];
}

static double high_of(const question *q, uint32_t cell)
{
    return cell < q->threshold_count ? q->thresholds[cell] : HUGE_VAL;
}

static truth is_below(const question *q, uint32_t cell, double bound)
{
    if (high_of(q, cell) <= bound)
        return TRUE_;
    return low_of(q, cell) >= bound ? FALSE_ : UNKNOWN_;
}

static truth opposite(truth t)
{
    if (t == UNKNOWN_)
        return UNKNOWN_;
    return t == TRUE_ ? FALSE_ : TRUE_;
}

static truth both(truth a, truth b)
{
    if (a == FALSE_ || b == FALSE_)
        return FALSE_;
    return a == TRUE_ && b == TRUE_ ? TRUE_ : UNKNOWN_;
}

static truth is_one_of(const cells_view *v, const condition *c, uint32_t cell)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (v->guide->sets[c->first + i] == cell)
            return TRUE_;
    return FALSE_;
}

static truth of_asked(const cells_view *v, const condition *c, uint32_t cell)
{
    if (c->kind == COND_KNOWN)
        return TRUE_;
    if (cell == NONE)
        return UNKNOWN_;
    if (c->kind == COND_IS)
        return is_one_of(v, c, cell);
    if (v->question->kind != WM_NUMBER)
        return UNKNOWN_;
    switch (c->kind) {
    case COND_BELOW:
        return is_below(v->question, cell, c->high);
    case COND_AT_LEAST:
        return opposite(is_below(v->question, cell, c->low));
    case COND_BETWEEN:
        return both(opposite(is_below(v->question, cell, c->low)), is_below(v->question, cell, c->high));
    default:
        return UNKNOWN_;
    }
}

/* all: false if a part is, any: true if a part is, none: the opposite of any. */
static truth of_parts(const cells_view *v, const condition *c, uint32_t cell)
{
    truth decisive = c->kind == COND_ALL ? FALSE_ : TRUE_, sum = opposite(decisive);
    for (uint32_t i = 0; i < c->count && sum != decisive; i++) {
        truth part = cells_truth(v, v->guide->parts[c->first + i], cell);
        if (part == decisive || part == UNKNOWN_)
            sum = part;
    }
    return c->kind == COND_NONE ? opposite(sum) : sum;
}

truth cells_truth(const cells_view *v, uint32_t condition_index, uint32_t cell)
{
    const condition *c = &v->guide->conditions[condition_index];
    if (c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE)
        return of_parts(v, c, cell);
    bool about_answers = c->kind != COND_FIXED && c->kind != COND_FAILED && c->kind != COND_LUA;
    if (about_answers && c->family == v->node->what)
        return of_asked(v, c, cell);
    return v->others ? v->others(v->context, condition_index) : UNKNOWN_;
}

bool cells_is_opaque(const guide *g, uint32_t condition_index)
{
    const condition *c = &g->conditions[condition_index];
    if (c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE)
        for (uint32_t i = 0; i < c->count; i++)
            if (cells_is_opaque(g, g->parts[c->first + i]))
                return true;
    return c->kind == COND_LUA;
}

/* ---- Branches ---------------------------------------------------------------------------------------------------- */

static uint32_t own_branch(const cells_view *v, uint32_t cell)
{
    if (v->question->kind == WM_NUMBER || v->node->by_answer == NONE || cell >= v->question->answer_count)
        return NONE;
    return v->guide->answer_branch[v->node->by_answer + cell];
}

size_t cells_branches(const cells_view *v, uint32_t cell, uint32_t *out, bool *falls)
{
    size_t count = 0;
    *falls = false;
    uint32_t own = own_branch(v, cell);
    if (own != NONE) {
        out[count++] = own;
        return count;
    }
    for (uint32_t i = 0; i < v->node->on_count; i++) {
        uint32_t b = v->node->first_on + i;
        truth holds = cells_truth(v, v->guide->branches[b].what, cell);
        if (holds == FALSE_ || cells_is_opaque(v->guide, v->guide->branches[b].what))
            continue;
        out[count++] = b;
        if (holds == TRUE_)
            return count;
    }
    if (v->node->other != NONE)
        out[count++] = v->node->other;
    else
        *falls = true;
    return count;
}

uint32_t cells_branch(const cells_view *v, uint32_t cell)
{
    uint32_t own = own_branch(v, cell);
    if (own != NONE)
        return own;
    for (uint32_t i = 0; i < v->node->on_count; i++)
        if (cells_truth(v, v->guide->branches[v->node->first_on + i].what, cell) == TRUE_)
            return v->node->first_on + i;
    return v->node->other;
}
