/* Names between the declarations of one guide: what fixes what, what an action changes, evidence.
 * Uses model/draft.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/draft.h"

/* ---- Faults --------------------------------------------------------------------------------- */

uint32_t fault_named(builder *b, const char *id, uint32_t line)
{
    const name *n = names_find(&b->names, id);
    if (n != NULL && (n->of[NAME_FAULT] != NONE || n->unusable))
        return n->of[NAME_FAULT];
    voice *v = &b->d->voice;
    wm_finding *f = findings_add(v->found, "WM101", WM_ERROR, voice_at(v, line, id), "沒有叫「%s」的原因",
                                 "there is no fault '%s'", id);
    guess g = guess_of(v, id);
    for (size_t i = 0; i < b->faults.count; i++)
        guess_offer(&g, VECTOR_AT(&b->faults, fault, i).id);
    guess_mend(&g, f, "用 fault 宣告它，或改用已有的原因。", "Declare it with fault, or name one that exists.");
    return NONE;
}

static int by_rate_fault(const void *a, const void *b)
{
    const rate *x = a, *y = b;
    return x->fault < y->fault ? -1 : x->fault > y->fault;
}

/* The arrays that a declaration points to are the builder's own copies. */
static void resolve_fixes(builder *b, action *a)
{
    rate *rates = (rate *)a->fixes;
    for (uint32_t i = 0; i < a->fix_count; i++)
        rates[i].fault = fault_named(b, rates[i].fault_id, rates[i].line);
    if (a->fix_count > 1)
        qsort(rates, a->fix_count, sizeof *rates, by_rate_fault);
    for (uint32_t i = 1; i < a->fix_count; i++)
        if (rates[i].fault != NONE && rates[i].fault == rates[i - 1].fault)
            voice_name_twice(&b->d->voice, rates[i].line, rates[i].fault_id, rates[i - 1].line);
}

/* ---- given ---------------------------------------------------------------------------------- */

static int by_row_fault(const void *a, const void *b)
{
    const given_row *x = a, *y = b;
    return x->fault < y->fault ? -1 : x->fault > y->fault;
}

static int by_cell_answer(const void *a, const void *b)
{
    const given_cell *x = a, *y = b;
    return x->answer < y->answer ? -1 : x->answer > y->answer;
}

/* The cell of a text that is none of its answers is called `other`. */
static uint32_t cell_named(builder *b, const question *q, const char *id, uint32_t line)
{
    uint32_t found = answer_named(q, id);
    if (found != NONE)
        return found;
    if (q->kind == WM_TEXT && strcmp(id, "other") == 0)
        return q->answer_count;
    if (q->doubtful)
        return NONE;
    voice *v = &b->d->voice;
    wm_finding *f = findings_add(v->found, "WM101", WM_ERROR, voice_at(v, line, id), "given 的「%s」不是「%s」的答案",
                                 "given: '%s' is no answer of '%s'", id, q->id);
    guess g = guess_of(v, id);
    for (uint32_t i = 0; i < q->answer_count; i++)
        guess_offer(&g, q->answers[i].id);
    guess_mend(&g, f, "改成它的答案之一。", "Name one of its answers.");
    return NONE;
}

static void resolve_row(builder *b, const question *q, given_row *row)
{
    given_cell *cells = (given_cell *)row->cells;
    voice *v = &b->d->voice;
    double sum = 0;
    row->fault = fault_named(b, row->fault_id, row->line);
    for (uint32_t i = 0; i < row->cell_count; i++) {
        cells[i].answer = cell_named(b, q, cells[i].answer_id, row->line);
        builder_check_share(b, cells[i].answer_id, "given", cells[i].p, row->line);
        sum += cells[i].p;
    }
    if (row->cell_count > 1)
        qsort(cells, row->cell_count, sizeof *cells, by_cell_answer);
    for (uint32_t i = 1; i < row->cell_count; i++)
        if (cells[i].answer != NONE && cells[i].answer == cells[i - 1].answer)
            voice_name_twice(v, row->line, cells[i].answer_id, row->line);
    if (!(sum > 1 + 1e-9))
        return;
    wm_finding *f = findings_add(v->found, "WM108", WM_ERROR, voice_at(v, row->line, q->id),
                                 "「%s」在 %s 之下的機率合計 %g，超過 1",
                                 "'%s' given %s: the probabilities add up to %g, above 1", q->id, row->fault_id, sum);
    if (f != NULL)
        f->mend = (wm_text){ "把它們改成合計不超過 1。", "Make them add up to 1 at most." };
}

static void resolve_given(builder *b, question *q)
{
    given_row *rows = (given_row *)q->given;
    if (q->kind == WM_NUMBER || q->answer_count == 0)
        return; /* said already */
    for (uint32_t i = 0; i < q->given_count; i++)
        resolve_row(b, q, &rows[i]);
    if (q->given_count > 1)
        qsort(rows, q->given_count, sizeof *rows, by_row_fault);
    for (uint32_t i = 1; i < q->given_count; i++)
        if (rows[i].fault != NONE && rows[i].fault == rows[i - 1].fault)
            voice_name_twice(&b->d->voice, rows[i].line, rows[i].fault_id, rows[i - 1].line);
}

bool resolve_faults(builder *b)
{
    for (uint32_t i = 0; i < b->actions.count; i++)
        resolve_fixes(b, &b->d->actions[i]);
    for (uint32_t i = 0; i < b->questions.count; i++)
        resolve_given(b, &b->d->questions[i]);
    return true;
}

/* ---- The remedies of each fault ------------------------------------------------------------- */

typedef struct remedy_rank {
    uint32_t fault, action;
    double worth; /* P(fixes | fault) / cost */
} remedy_rank;

/* By fault; then P/C, which is optimal for a single fault (reasoning.md, section 1); ties as written. */
static int by_worth(const void *a, const void *b)
{
    const remedy_rank *x = a, *y = b;
    if (x->fault != y->fault)
        return x->fault < y->fault ? -1 : 1;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    return x->action < y->action ? -1 : x->action > y->action;
}

double remedy_worth(double p, double cost)
{
    return cost > 0 ? p / cost : HUGE_VAL;
}

static bool rank_remedies(builder *b, vector *ranks)
{
    for (uint32_t i = 0; i < b->actions.count; i++) {
        const action *a = &b->d->actions[i];
        for (uint32_t k = 0; k < a->fix_count; k++) {
            double p = a->fixes[k].p;
            remedy_rank rank = { a->fixes[k].fault, i, remedy_worth(p, a->cost) };
            if (p > 0 && rank.fault != NONE && !vector_append(ranks, &rank, 1))
                return false;
        }
    }
    if (ranks->count > 1)
        qsort(ranks->data, ranks->count, sizeof(remedy_rank), by_worth);
    return true;
}

bool resolve_remedies(builder *b)
{
    fault *faults = b->faults.data;
    vector ranks = vector_of(b->allocator, sizeof(remedy_rank));
    bool ok = rank_remedies(b, &ranks);
    uint32_t *actions = ok ? arena_alloc(&b->d->arena, ranks.count * sizeof *actions) : NULL;
    if (actions == NULL) {
        ok = false;
        goto done;
    }
    for (size_t i = 0; i < b->faults.count; i++)
        faults[i].remedy_count = 0;
    for (size_t i = 0; i < ranks.count; i++) {
        const remedy_rank *rank = &VECTOR_AT(&ranks, remedy_rank, i);
        fault *f = &faults[rank->fault];
        if (f->remedy_count++ == 0)
            f->remedies = &actions[i];
        actions[i] = rank->action;
    }
done:
    vector_free(&ranks);
    return ok;
}

/* ---- Effects and evidence ------------------------------------------------------------------- */

static uint32_t answer_family(builder *b, const char *id, uint32_t line)
{
    name *n = builder_name(b, id);
    return n != NULL ? family_named(b, SIDE_ANSWER, n, line) : NONE;
}

static int by_setting_slot(const void *a, const void *b)
{
    const setting *x = a, *y = b;
    return x->slot < y->slot ? -1 : x->slot > y->slot;
}

static void resolve_sets(builder *b, action *a)
{
    setting *sets = (setting *)a->sets;
    for (uint32_t i = 0; i < a->set_count && !b->failed; i++) {
        sets[i].slot = answer_family(b, sets[i].question_id, sets[i].line);
        sets[i].answer = NO_ANSWER;
        if (b->failed)
            return;
        const question *q = VECTOR_AT(&b->origins[SIDE_ANSWER], origin, sets[i].slot).asked;
        if (q != NULL && !settle_setting(b->d, &sets[i], q))
            b->failed = true;
    }
    if (a->set_count > 1)
        qsort(sets, a->set_count, sizeof *sets, by_setting_slot);
    for (uint32_t i = 1; i < a->set_count; i++)
        if (sets[i].slot == sets[i - 1].slot)
            voice_name_twice(&b->d->voice, sets[i].line, sets[i].question_id, sets[i - 1].line);
}

bool resolve_effects(builder *b)
{
    for (uint32_t i = 0; i < b->actions.count && !b->failed; i++) {
        action *a = &b->d->actions[i];
        resolve_sets(b, a);
        for (uint32_t k = 0; k < a->change_count && !b->failed; k++)
            answer_family(b, a->change_ids[k], a->line);
    }
    for (uint32_t i = 0; i < b->escalations.count && !b->failed; i++) {
        escalation *e = &b->d->escalations[i];
        for (uint32_t k = 0; k < e->evidence_count && !b->failed; k++)
            answer_family(b, e->evidence_ids[k], e->line);
    }
    return !b->failed;
}

static uint32_t slot_named(const builder *b, const char *id)
{
    return b->d->families[SIDE_ANSWER][names_find(&b->names, id)->of[SIDE_ANSWER]].slot;
}

/* The slots of one family, all rounds of it; families that were `seen` for this action are left out. */
static bool push_slots(const family *f, uint32_t number, uint32_t *seen, uint32_t action_number, vector *out)
{
    if (seen[number] == action_number)
        return true;
    seen[number] = action_number;
    for (uint32_t round = 1; round <= f->rounds; round++) {
        uint32_t slot_ = family_slot(f, round);
        if (!vector_append(out, &slot_, 1))
            return false;
    }
    return true;
}

/* Every instance of what `changes` names, or the one instance that an `as` name is. */
static bool push_changes(const builder *b, uint32_t action_number, uint32_t *seen, vector *out)
{
    const draft *d = b->d;
    const action *a = &d->actions[action_number];
    for (uint32_t k = 0; k < a->change_count && out->count <= CHANGES_MAX; k++) {
        const name *n = names_find(&b->names, a->change_ids[k]);
        uint32_t at = n->of[SIDE_ANSWER];
        bool one = d->families[SIDE_ANSWER][at].as;
        if (!one)
            at = d->origins[SIDE_ANSWER][at].what->at;
        for (; at != NONE; at = one ? NONE : d->origins[SIDE_ANSWER][at].next)
            if (!push_slots(&d->families[SIDE_ANSWER][at], at, seen, action_number + 1, out))
                return false;
    }
    return true;
}

static bool place_changes(builder *b, vector *slots)
{
    draft *d = b->d;
    uint32_t *seen = arena_zero(&b->scratch, b->families[SIDE_ANSWER].count, sizeof *seen);
    if (seen == NULL)
        return false;
    for (uint32_t i = 0; i < b->actions.count; i++) {
        size_t first = slots->count;
        if (!push_changes(b, i, seen, slots))
            return false;
        d->actions[i].changed_slots = (uint32_t)(slots->count - first);
    }
    uint32_t *kept = arena_copy(&d->arena, slots->data, slots->count, sizeof *kept);
    for (uint32_t i = 0; i < b->actions.count && kept != NULL; i++) {
        d->actions[i].changes = kept;
        kept += d->actions[i].changed_slots;
    }
    if (slots->count > CHANGES_MAX) {
        wm_finding *f = voice_say(&d->voice, "WM114", b->guide.line, NULL, "處置的 changes 合計太大",
                                  "the actions' changes are too large");
        if (f != NULL)
            f->mend =
                (wm_text){ "少列幾個問題，或把 at_most 改小。", "Name fewer questions, or make at_most smaller." };
    }
    return kept != NULL;
}

static bool place_evidence(builder *b, escalation *e)
{
    uint32_t *evidence = arena_alloc(&b->d->arena, e->evidence_count * sizeof *evidence);
    if (evidence == NULL)
        return false;
    for (uint32_t k = 0; k < e->evidence_count; k++)
        evidence[k] = slot_named(b, e->evidence_ids[k]);
    e->evidence = evidence;
    return true;
}

bool place_effects(builder *b)
{
    vector slots = vector_of(b->allocator, sizeof(uint32_t));
    bool ok = place_changes(b, &slots);
    vector_free(&slots);
    for (uint32_t i = 0; i < b->actions.count && ok; i++) {
        setting *sets = (setting *)b->d->actions[i].sets;
        for (uint32_t k = 0; k < b->d->actions[i].set_count; k++)
            sets[k].slot = b->d->families[SIDE_ANSWER][sets[k].slot].slot;
    }
    for (uint32_t i = 0; i < b->escalations.count && ok; i++)
        ok = place_evidence(b, &b->d->escalations[i]);
    return ok;
}

/* ---- Other guides --------------------------------------------------------------------------- */

uint32_t reference_to(builder *b, const char *guide_name, uint32_t line)
{
    name *n = builder_name(b, guide_name);
    if (n == NULL)
        return NONE;
    if (n->of[NAME_REFERENCE] != NONE)
        return n->of[NAME_REFERENCE];
    reference made = { .guide = n->text, .line = line, .target = NONE };
    if (!vector_append(&b->references, &made, 1)) {
        b->failed = true;
        return NONE;
    }
    return n->of[NAME_REFERENCE] = (uint32_t)b->references.count - 1;
}
