/* Sets of what a question may be, and how conditions narrow them. Uses check/inside.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check/inside.h"

void *subject_zero(subject *s, size_t count, size_t size)
{
    void *made = arena_zero(&s->scratch, count ? count : 1, size);
    if (made == NULL)
        s->failed = true;
    return made;
}

const char *subject_format(subject *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *made = arena_format_list(&s->scratch, format, args);
    va_end(args);
    if (made == NULL)
        s->failed = true;
    return made;
}

/* ---- Domains ---------------------------------------------------------------------------------- */

static bool is_comparison(const condition *c)
{
    return c->kind == COND_BELOW || c->kind == COND_AT_LEAST || c->kind == COND_BETWEEN;
}

static int compare_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static uint32_t sort_cuts(double *cuts, uint32_t count)
{
    if (count == 0)
        return 0;
    qsort(cuts, count, sizeof *cuts, compare_numbers);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++)
        if (cuts[i] > cuts[kept - 1])
            cuts[kept++] = cuts[i];
    return kept;
}

/* How many numbers the conditions compare each family with. */
static uint32_t *count_cuts(subject *s)
{
    uint32_t *counts = subject_zero(s, s->g->answer_family_count, sizeof *counts);
    for (uint32_t i = 0; counts != NULL && i < s->g->condition_count; i++)
        if (is_comparison(&s->g->conditions[i]))
            counts[s->g->conditions[i].family] += 2;
    return counts;
}

static void add_cuts(domain *d, double *cuts, const condition *c)
{
    if (c->kind != COND_BELOW)
        cuts[d->cut_count++] = c->low;
    if (c->kind != COND_AT_LEAST)
        cuts[d->cut_count++] = c->high;
}

static bool make_cuts(subject *s, domain *domains)
{
    uint32_t *counts = count_cuts(s);
    for (uint32_t i = 0; counts != NULL && i < s->g->answer_family_count; i++)
        if (counts[i] > 0)
            domains[i].cuts = subject_zero(s, counts[i], sizeof(double));
    for (uint32_t i = 0; !s->failed && i < s->g->condition_count; i++) {
        const condition *c = &s->g->conditions[i];
        if (is_comparison(c))
            add_cuts(&domains[c->family], (double *)domains[c->family].cuts, c);
    }
    for (uint32_t i = 0; !s->failed && i < s->g->answer_family_count; i++)
        domains[i].cut_count = sort_cuts((double *)domains[i].cuts, domains[i].cut_count);
    return !s->failed;
}

/* An interval is impossible where the question's own range leaves nothing of it. */
static bool is_possible(const domain *d, uint32_t cell)
{
    if (d->q->kind != WM_NUMBER)
        return true;
    bool above = cell == d->cut_count || d->cuts[cell] > d->q->min;
    bool below = cell == 0 || d->cuts[cell - 1] <= d->q->max;
    return above && below;
}

static void fill_domain(domain *d)
{
    if (d->q->kind == WM_NUMBER)
        d->count = d->cut_count + 1;
    else
        d->count = d->q->answer_count + (d->q->kind == WM_TEXT);
    for (uint32_t i = 0; i < d->count; i++)
        if (is_possible(d, i))
            d->all |= cell_bit(i);
    d->exact = d->count <= CELL_REST + 1;
}

bool domains_make(subject *s)
{
    domain *domains = subject_zero(s, s->g->answer_family_count, sizeof *domains);
    if (domains == NULL || !make_cuts(s, domains))
        return false;
    for (uint32_t i = 0; i < s->g->answer_family_count; i++) {
        domains[i].q = family_question(s->set, s->g, &s->g->answer_families[i]);
        fill_domain(&domains[i]);
    }
    s->domains = domains;
    return true;
}

uint32_t domain_cell_of(const domain *d, double number)
{
    uint32_t low = 0, high = d->cut_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (number < d->cuts[middle])
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static uint32_t family_of_slot(const guide *g, uint32_t slot_number)
{
    if (slot_number < SHARED_SLOT)
        return slot_number < g->answer_slot_count ? g->answer_slots[slot_number].family : NONE;
    for (uint32_t i = 0; i < g->answer_family_count; i++)
        if (g->answer_families[i].slot == slot_number)
            return i;
    return NONE;
}

bool domain_of_setting(const subject *s, const setting *from, uint32_t *family_index, uint64_t *out)
{
    *family_index = family_of_slot(s->g, from->slot);
    if (*family_index == NONE)
        return false;
    const domain *d = &s->domains[*family_index];
    uint32_t cell = from->text == NULL ? domain_cell_of(d, from->number) : from->answer;
    *out = cell_bit(from->text != NULL && from->answer == NO_ANSWER ? d->q->answer_count : cell);
    return true;
}

/* ---- Conditions --------------------------------------------------------------------------------- */

static atom atom_of_answers(const subject *s, const condition *c, const domain *d)
{
    atom a = { 0, 0 };
    if (d->q->kind == WM_NUMBER)
        return (atom){ d->all, d->all };
    for (uint32_t i = 0; i < c->count; i++)
        a.holds |= cell_bit(s->g->sets[c->first + i]);
    a.fails = d->all & ~a.holds;
    if (!d->exact)
        a.fails |= d->all & cell_bit(CELL_REST);
    return a;
}

static atom atom_of_numbers(const condition *c, const domain *d)
{
    uint32_t from = c->kind == COND_BELOW ? 0 : domain_cell_of(d, c->low);
    uint32_t to = c->kind == COND_AT_LEAST ? d->count : domain_cell_of(d, c->high);
    atom a = { 0, 0 };
    for (uint32_t i = 0; i < d->count; i++)
        *(i >= from && i < to ? &a.holds : &a.fails) |= cell_bit(i);
    a.holds &= d->all;
    a.fails &= d->all;
    return a;
}

atom atom_of(const subject *s, const condition *c)
{
    const domain *d = &s->domains[c->family];
    switch (c->kind) {
    case COND_IS:
        return atom_of_answers(s, c, d);
    case COND_BELOW:
    case COND_AT_LEAST:
    case COND_BETWEEN:
        return atom_of_numbers(c, d);
    default: /* a word in a text: any text may hold it or not */
        return (atom){ d->all, d->all };
    }
}

bool condition_cells(const subject *s, uint32_t condition_, uint32_t family_index, uint64_t *out)
{
    const condition *c = &s->g->conditions[condition_];
    uint64_t part = 0;
    if (c->kind == COND_ALL || c->kind == COND_ANY || c->kind == COND_NONE) {
        *out = c->kind == COND_ALL ? s->domains[family_index].all : 0;
        for (uint32_t i = 0; i < c->count; i++) {
            if (!condition_cells(s, s->g->parts[c->first + i], family_index, &part))
                return false;
            *out = c->kind == COND_ALL ? *out & part : *out | part;
        }
        if (c->kind == COND_NONE)
            *out = s->domains[family_index].all & ~*out;
        return true;
    }
    if (c->kind == COND_FIXED || c->kind == COND_FAILED || c->kind == COND_LUA || c->family != family_index)
        return false;
    if (c->kind == COND_CONTAINS || !s->domains[family_index].exact)
        return false;
    *out = c->kind == COND_KNOWN ? s->domains[family_index].all : atom_of(s, c).holds;
    return true;
}

/* ---- Narrowing ------------------------------------------------------------------------------------ */

static uint64_t wanted(const subject *s, const condition *c, want w)
{
    if (c->kind == COND_KNOWN)
        return w == WANT_TRUE || w == WANT_NOT_FALSE ? CELLS : SET_UNSURE | SET_NONE;
    atom a = atom_of(s, c);
    switch (w) {
    case WANT_TRUE:
        return a.holds;
    case WANT_FALSE:
        return a.fails;
    case WANT_NOT_TRUE:
        return a.fails | SET_UNSURE | SET_NONE;
    default:
        return a.holds | SET_UNSURE | SET_NONE;
    }
}

/* What is not sure may have been presumed to be one of the cells that a condition takes away now. */
static bool narrow_set(uint64_t *set, uint64_t to)
{
    uint64_t gone = *set & ~to & CELLS;
    *set &= to;
    if (gone != 0 && (*set & SET_PRESUMED))
        *set |= SET_FRESH;
    return *set != 0;
}

static bool refine_at(subject *s, uint64_t *sets, uint32_t condition_, want w, uint32_t depth);

/* Every part is to be so. */
static bool refine_each(subject *s, uint64_t *sets, const condition *c, want w, uint32_t depth)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (!refine_at(s, sets, s->g->parts[c->first + i], w, depth + 1))
            return false;
    return true;
}

/* Some part is to be so: what is left by the one or the other. */
static bool refine_some(subject *s, uint64_t *sets, const condition *c, want w, uint32_t depth)
{
    size_t count = s->g->answer_family_count, bytes = count * sizeof *sets;
    if (s->spare[depth] == NULL)
        s->spare[depth] = subject_zero(s, 2 * count, sizeof *sets);
    uint64_t *one = s->spare[depth];
    if (one == NULL)
        return true;
    uint64_t *sum = one + count;
    bool any = false;
    memset(sum, 0, bytes);
    for (uint32_t i = 0; i < c->count; i++) {
        memcpy(one, sets, bytes);
        if (!refine_at(s, one, s->g->parts[c->first + i], w, depth + 1))
            continue;
        any = true;
        for (size_t k = 0; k < count; k++)
            sum[k] |= one[k];
    }
    if (any)
        memcpy(sets, sum, bytes);
    return any;
}

/* none{} is the opposite of any{}. */
static want opposite(want w)
{
    static const want of[] = { WANT_FALSE, WANT_NOT_FALSE, WANT_TRUE, WANT_NOT_TRUE };
    return of[w];
}

static bool refine_at(subject *s, uint64_t *sets, uint32_t condition_, want w, uint32_t depth)
{
    const condition *c = &s->g->conditions[condition_];
    if (depth >= REFINE_DEPTH)
        return true;
    switch (c->kind) {
    case COND_FIXED:
    case COND_FAILED:
    case COND_LUA: /* nobody knows */
        return true;
    case COND_ALL:
        return w == WANT_TRUE || w == WANT_NOT_FALSE ? refine_each(s, sets, c, w, depth)
                                                     : refine_some(s, sets, c, w, depth);
    case COND_NONE:
        w = opposite(w); /* fall through */
    case COND_ANY:
        return w == WANT_FALSE || w == WANT_NOT_TRUE ? refine_each(s, sets, c, w, depth)
                                                     : refine_some(s, sets, c, w, depth);
    default:
        return narrow_set(&sets[c->family], wanted(s, c, w));
    }
}

bool refine(subject *s, uint64_t *sets, uint32_t condition_, want w)
{
    return refine_at(s, sets, condition_, w, 0);
}

/* ---- Words -------------------------------------------------------------------------------------------- */

static const char *interval_words(subject *s, const domain *d, uint32_t from, uint32_t to)
{
    double low = from == 0 ? -HUGE_VAL : d->cuts[from - 1], high = to == d->cut_count ? HUGE_VAL : d->cuts[to];
    const char *words;
    if (low < d->q->min)
        low = d->q->min;
    if (low == -HUGE_VAL && high == HUGE_VAL)
        words = "−∞ < v < ∞";
    else if (low == -HUGE_VAL)
        words = subject_format(s, "v < %g", high);
    else if (high <= d->q->max)
        words = subject_format(s, "%g ≤ v < %g", low, high);
    else if (d->q->max < HUGE_VAL)
        words = subject_format(s, "%g ≤ v ≤ %g", low, d->q->max);
    else
        words = subject_format(s, "v ≥ %g", low);
    return words;
}

static const char *cell_words(const domain *d, uint32_t cell)
{
    return cell < d->q->answer_count ? d->q->answers[cell].id : "other";
}

/* The next run of cells of a set, from *cell on: neighbouring intervals are one. NULL: no more. */
static const char *next_words(subject *s, const domain *d, uint64_t set, uint32_t *cell)
{
    while (*cell < d->count && !(set & cell_bit(*cell)))
        ++*cell;
    if (*cell >= d->count)
        return NULL;
    uint32_t from = (*cell)++;
    if (d->q->kind != WM_NUMBER)
        return cell_words(d, from);
    while (*cell < d->count && (set & cell_bit(*cell)))
        ++*cell;
    return interval_words(s, d, from, *cell - 1);
}

const char *domain_words(subject *s, uint32_t family_index, uint64_t set)
{
    const domain *d = &s->domains[family_index];
    const char *all = NULL, *part;
    uint32_t cell = 0, told = 0;
    set &= d->all;
    while ((part = next_words(s, d, set, &cell)) != NULL && told++ < 8)
        all = all == NULL ? part : subject_format(s, "%s, %s", all, part);
    if (part != NULL && all != NULL)
        all = subject_format(s, "%s, …", all);
    return all != NULL ? all : "-";
}
