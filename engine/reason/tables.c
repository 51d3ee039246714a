/* A belief model's numbers: priors, and P(cell | fault) of every question instance from `given` and from the tree
 * (rules-language.md, "Beliefs"). Uses reason/tables.h and reason/reach.h. */
#include "reason/tables.h"

#include <math.h>
#include <string.h>

#include "reason/reach.h"

#define LEAST_PRIOR     .01 /* of a fault without one, before scaling */
#define ELSEWHERE_ABOVE 1e-9
#define IN_REACH        .95 /* shared by the cells that can lead to the fault */

/* ---- Priors ------------------------------------------------------------------------------------------------------ */

/* Stated ones stand; the others share what is left of 1 evenly. */
static double share_unstated(const guide *g, double *priors)
{
    double stated = 0;
    size_t unstated = 0;
    for (uint32_t i = 0; i < g->fault_count; i++)
        if (isnan(g->faults[i].prior))
            unstated++;
        else
            stated += g->faults[i].prior;
    double share = unstated > 0 ? fmax((1 - stated) / (double)unstated, LEAST_PRIOR) : 0;
    for (uint32_t i = 0; i < g->fault_count; i++)
        priors[i] = isnan(g->faults[i].prior) ? share : g->faults[i].prior;
    return unstated > 0 ? 0 : 1 - stated;
}

/* A guide without faults has nothing to believe, and no `elsewhere` either. */
bool tables_priors(belief_model *m)
{
    const guide *g = m->guide;
    m->priors = arena_zero(&m->memory, (size_t)g->fault_count + 1, sizeof *m->priors);
    if (!m->priors)
        return false;
    double rest = share_unstated(g, m->priors);
    m->elsewhere = g->fault_count > 0 && rest > ELSEWHERE_ABOVE;
    m->count = g->fault_count + (m->elsewhere ? 1u : 0u);
    if (m->elsewhere)
        m->priors[g->fault_count] = rest;
    belief_normalise(m->priors, m->count);
    return true;
}

/* ---- P(cell | fault) ---------------------------------------------------------------------------------------------- */

/* A row: one fault's cells, `count` apart. */
static void fill_uniform(double *row, size_t count, size_t cells)
{
    for (size_t k = 0; k < cells; k++)
        row[k * count] = 1 / (double)cells;
}

/* R empty, or all cells: uniform. */
static void fill_from_tree(double *row, size_t count, size_t cells, const reach *r, uint32_t family_index,
                           size_t fault_index)
{
    size_t inside = 0;
    for (size_t k = 0; k < cells; k++)
        inside += reach_has(r, family_index, k, fault_index);
    if (inside == 0 || inside == cells) {
        fill_uniform(row, count, cells);
        return;
    }
    for (size_t k = 0; k < cells; k++)
        row[k * count] = reach_has(r, family_index, k, fault_index) ? IN_REACH / (double)inside
                                                                    : (1 - IN_REACH) / (double)(cells - inside);
}

/* Cells not named share what is left of 1. Where all are named, they are scaled to 1. */
static void fill_given(double *row, size_t count, size_t cells, const given_row *given)
{
    double named = 0;
    size_t free_cells = cells;
    for (size_t k = 0; k < cells; k++)
        row[k * count] = NAN;
    for (uint32_t i = 0; i < given->cell_count; i++) {
        if (given->cells[i].answer >= cells)
            continue;
        row[given->cells[i].answer * count] = given->cells[i].p;
        named += given->cells[i].p;
        free_cells--;
    }
    double share = free_cells > 0 ? fmax(1 - named, 0) / (double)free_cells : 0;
    double sum = 0;
    for (size_t k = 0; k < cells; k++) {
        if (isnan(row[k * count]))
            row[k * count] = share;
        sum += row[k * count];
    }
    if (!(sum > 0)) {
        fill_uniform(row, count, cells);
        return;
    }
    for (size_t k = 0; k < cells && fabs(sum - 1) > 1e-15; k++)
        row[k * count] /= sum;
}

/* The row of `given` for a fault of this guide; only the guide that declares a question can name its faults. */
static const given_row *given_for(const belief_model *m, const family *fam, const question *q, uint32_t fault_index)
{
    if (fam->of == NONE || fam->declared != m->guide->index)
        return NULL;
    for (uint32_t i = 0; i < q->given_count; i++)
        if (q->given[i].fault == fault_index)
            return &q->given[i];
    return NULL;
}

static void fill_rows(const belief_model *m, double *p, const reach *r, uint32_t family_index, const question *q)
{
    const family *fam = &m->guide->answer_families[family_index];
    size_t cells = m->families[family_index].cells;
    for (uint32_t f = 0; f < m->guide->fault_count; f++) {
        const given_row *given = given_for(m, fam, q, f);
        if (given)
            fill_given(p + f, m->count, cells, given);
        else
            fill_from_tree(p + f, m->count, cells, r, family_index, f);
    }
    if (m->elsewhere)
        fill_uniform(p + m->guide->fault_count, m->count, cells);
}

/* Whether some cell's probability differs between faults. */
static bool tells_apart(const double *p, size_t count, size_t cells)
{
    for (size_t k = 0; k < cells; k++)
        for (size_t f = 1; f < count; f++)
            if (p[k * count + f] != p[k * count])
                return true;
    return false;
}

static bool is_uniform(const double *p, size_t count, size_t cells)
{
    for (size_t i = 0; i < count * cells; i++)
        if (p[i] != 1 / (double)cells)
            return false;
    return true;
}

/* Most families of a guide that has many are asked on one branch only, or for every fault alike: uniform ones are not
 * kept. `room` is for the largest table. */
static bool keep_family(belief_model *m, const reach *r, double *room, uint32_t family_index)
{
    family_table *t = &m->families[family_index];
    const question *q = family_question(m->set, m->guide, &m->guide->answer_families[family_index]);
    t->cells = question_cells(q);
    if (t->cells == 0 || m->count == 0)
        return true;
    fill_rows(m, room, r, family_index, q);
    t->tells = tells_apart(room, m->count, t->cells);
    if (is_uniform(room, m->count, t->cells))
        return true;
    t->p = arena_copy(&m->memory, room, m->count * t->cells, sizeof *room);
    return t->p != NULL;
}

static size_t most_cells(const belief_model *m)
{
    size_t most = 1;
    for (uint32_t i = 0; i < m->guide->answer_family_count; i++) {
        size_t cells = question_cells(family_question(m->set, m->guide, &m->guide->answer_families[i]));
        most = cells > most ? cells : most;
    }
    return most;
}

bool tables_families(belief_model *m)
{
    bool fine = false;
    reach r;
    arena scratch;
    arena_init(&scratch, m->allocator);
    m->families = arena_zero(&m->memory, (size_t)m->guide->answer_family_count + 1, sizeof *m->families);
    double *room = arena_alloc(&scratch, most_cells(m) * (m->count + 1) * sizeof *room);
    if (!m->families || !room || !reach_find(&r, m->set, m->guide, &scratch))
        goto done;
    fine = true;
    for (uint32_t i = 0; fine && i < m->guide->answer_family_count; i++)
        fine = keep_family(m, &r, room, i);
done:
    arena_free(&scratch);
    return fine;
}
