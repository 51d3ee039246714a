/* Learned numbers in place of stated ones. Uses model/learned.h, model/draft.h. */
#include "model/learned.h"

#include <math.h>
#include <stdlib.h>

#include "model/link.h"

static void learn_priors(guide *g, const learned_share *priors)
{
    fault *faults = (fault *)g->faults; /* the draft's own copy */
    for (uint32_t i = 0; i < g->fault_count; i++) {
        faults[i].prior = priors[i].p;
        faults[i].cases = priors[i].cases;
        faults[i].learned = !isnan(priors[i].p);
    }
}

/* ---- P(cell | fault) ------------------------------------------------------------------------------- */

static given_row *row_of(given_row *rows, uint32_t count, uint32_t fault_index)
{
    for (uint32_t i = 0; i < count; i++)
        if (rows[i].fault == fault_index)
            return &rows[i];
    return NULL;
}

static int by_fault(const void *a, const void *b)
{
    const given_row *x = a, *y = b;
    return x->fault < y->fault ? -1 : x->fault > y->fault;
}

static bool fill_cells(arena *a, given_row *row, const learned_row *from, uint32_t cells)
{
    given_cell *kept = arena_zero(a, cells, sizeof *kept);
    if (!kept)
        return false;
    row->cells = kept;
    row->cell_count = 0;
    row->cases = from->cases;
    for (uint32_t k = 0; k < cells; k++)
        if (!isnan(from->p[k]))
            kept[row->cell_count++] = (given_cell){ .answer_id = "", .answer = k, .p = from->p[k] };
    return true;
}

static bool learn_row(draft *d, const learned_row *from)
{
    question *q = &d->questions[from->question];
    given_row *rows = (given_row *)q->given;
    given_row *row = row_of(rows, q->given_count, from->fault);
    if (!row) {
        rows = arena_zero(&d->arena, (size_t)q->given_count + 1, sizeof *rows);
        if (!rows)
            return false;
        for (uint32_t i = 0; i < q->given_count; i++)
            rows[i] = q->given[i];
        row = &rows[q->given_count++];
        *row = (given_row){ .fault = from->fault, .fault_id = d->guide.faults[from->fault].id, .line = q->line };
        q->given = rows;
    }
    bool filled = fill_cells(&d->arena, row, from, question_cells(q));
    qsort(rows, q->given_count, sizeof *rows, by_fault);
    return filled;
}

/* ---- P(fixes | fault) ------------------------------------------------------------------------------- */

static void learn_rate(draft *d, const learned_rate *from)
{
    action *a = &d->actions[from->action];
    rate *rates = (rate *)a->fixes;
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (rates[i].fault == from->fault) {
            rates[i].p = from->share.p;
            rates[i].cases = from->share.cases;
        }
}

static double worth(const draft *d, uint32_t action_index, uint32_t fault_index)
{
    const action *a = &d->actions[action_index];
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].fault == fault_index)
            return remedy_worth(a->fixes[i].p, a->cost);
    return 0;
}

/* The same order as resolve_remedies': a fault has few remedies, and they begin in order. */
static void order_remedies(const draft *d, uint32_t fault_index)
{
    const fault *f = &d->guide.faults[fault_index];
    uint32_t *list = (uint32_t *)f->remedies;
    for (uint32_t i = 1; i < f->remedy_count; i++) {
        uint32_t moved = list[i], at = i;
        double own = worth(d, moved, fault_index);
        for (; at > 0; at--) {
            double before = worth(d, list[at - 1], fault_index);
            if (before > own || (before >= own && list[at - 1] < moved))
                break;
            list[at] = list[at - 1];
        }
        list[at] = moved;
    }
}

bool linked_learn(linked *l, uint32_t guide_index, const learned *x)
{
    draft *d = linked_draft(l, guide_index);
    d->guide.cases = x->cases;
    if (x->priors)
        learn_priors(&d->guide, x->priors);
    for (size_t i = 0; i < x->row_count; i++)
        if (!learn_row(d, &x->rows[i]))
            return false;
    for (size_t i = 0; i < x->rate_count; i++)
        learn_rate(d, &x->rates[i]);
    for (uint32_t i = 0; x->rate_count && i < d->guide.fault_count; i++)
        order_remedies(d, i);
    return true;
}
