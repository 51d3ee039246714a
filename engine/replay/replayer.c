/* One ticket after the other. Uses replay/replayer.h. */
#include "replay/replayer.h"

#include "replay/align_ticket.h"

/* ---- Making ----------------------------------------------------------------------------------------------------- */

/* One block; the widest alignment first. */
static bool give_room(replayer *y)
{
    const replay_index *x = y->index;
    size_t answers = (size_t)x->most_answers + 1, remedies = (size_t)x->most_remedies + 1;
    size_t guides = (size_t)x->set->guide_count + 1;
    size_t steps = (size_t)x->most_steps + 1, marks = (size_t)x->most_marks + 1;
    size_t sizes[] = { guides * sizeof *y->desks,  remedies * sizeof *y->f.remedies, answers * sizeof *y->f.evidence,
                       answers * sizeof *y->taken, answers * sizeof *y->after,       answers * sizeof *y->spoken,
                       marks * sizeof *y->marks,   steps * sizeof *y->trail };
    char *at[sizeof sizes / sizeof *sizes];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        y->block_bytes += sizes[i];
    char *memory = allocator_zero(&y->allocator, 1, y->block_bytes);
    y->block = memory;
    if (!memory)
        return false;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; memory += sizes[i], i++)
        at[i] = memory;
    y->desks = (guide_desk *)(void *)at[0];
    y->f.remedies = (remedy *)(void *)at[1];
    y->f.evidence = (fact *)(void *)at[2];
    y->taken = (uint32_t *)(void *)at[3];
    y->after = (uint32_t *)(void *)at[4];
    y->spoken = (uint32_t *)(void *)at[5];
    y->marks = (uint32_t *)(void *)at[6];
    y->trail = (uint32_t *)(void *)at[7];
    return true;
}

static bool borrow(replayer *y)
{
    if (!y->host->lend)
        return true;
    return y->host->lend(y->host->context, &y->lent);
}

static bool note_step(void *context, const replayer *y)
{
    return cards_note_step(context, y);
}

static bool ready_for_cards(replayer *y)
{
    y->card_watch = (replay_watch){ .context = &y->proposed, .walked = note_step };
    y->watch = &y->card_watch;
    return tally_add_cards(&y->tally, y->index->set);
}

static bool ready_to_align(replayer *y)
{
    y->aligner = aligner_new(y->wishes.align, y->wishes.any_order, y->allocator);
    y->reader->tells = y->aligner != NULL;
    return y->aligner != NULL;
}

replayer *replayer_new(const replay_index *index, const replay_host *host, const replay_wishes *wishes,
                       const char *rules_hash, wm_allocator allocator)
{
    replayer *y = allocator_zero(&allocator, 1, sizeof *y);
    if (!y)
        return NULL;
    y->index = index;
    y->host = host;
    y->wishes = *wishes;
    y->allocator = allocator;
    y->proposed.proposed = vector_of(allocator, sizeof(facts_name));
    y->reader = reader_new(index, allocator);
    bool made = y->reader && give_room(y) && tally_init(&y->tally, index->set, rules_hash, allocator) && borrow(y) &&
                (!wishes->cards || ready_for_cards(y)) && (!wishes->align || ready_to_align(y));
    if (!made) {
        replayer_free(y);
        return NULL;
    }
    y->reader->choose = host->choose;
    y->reader->choose_context = host->context;
    y->f.set = index->set;
    y->f.answers = y->reader->answers;
    return y;
}

static void free_desk(replayer *y, uint32_t number)
{
    guide_desk *d = &y->desks[number];
    const guide *g = y->index->set->guides[number];
    walk_free(d->walk);
    if (d->passed)
        allocator_free(&y->allocator, d->passed, y->index->of[number].program.step_count * sizeof *d->passed);
    if (d->nodes)
        allocator_free(&y->allocator, d->nodes, ((size_t)g->node_count + g->branch_count + 1) * sizeof *d->nodes);
}

void replayer_free(replayer *y)
{
    if (!y)
        return;
    wm_allocator allocator = y->allocator;
    if (y->lent.handle && y->host->take_back)
        y->host->take_back(y->host->context, &y->lent);
    for (uint32_t i = 0; y->desks && i < y->index->set->guide_count; i++)
        free_desk(y, i);
    if (y->way.entries)
        allocator_free(&allocator, y->way.entries, y->way.capacity * sizeof *y->way.entries);
    if (y->block)
        allocator_free(&allocator, y->block, y->block_bytes);
    if (y->tally.guides)
        tally_free(&y->tally);
    vector_free(&y->proposed.proposed);
    reason_chooser_free(y->chooser);
    aligner_free(y->aligner);
    reader_free(y->reader);
    allocator_free(&allocator, y, sizeof *y);
}

/* ---- Hits and stamps -------------------------------------------------------------------------------------------- */

/* Counts of whole walks into the tally. */
static void keep_hits(const guide *g, guide_desk *d, guide_tally *to)
{
    size_t edge = 0;
    for (uint32_t i = 0; i < g->node_count; i++)
        to->nodes.counts[i] += d->nodes[i].count;
    for (uint32_t i = 0; i < g->branch_count; i++)
        if (branch_is_edge(&g->branches[i]))
            to->edges.counts[edge++] += d->branches[i].count;
    memset(d->nodes, 0, ((size_t)g->node_count + g->branch_count) * sizeof *d->nodes);
}

static void keep_counts(const guide_index *g, guide_desk *d, guide_tally *to)
{
    size_t end = 0;
    if (d->nodes)
        keep_hits(g->guide, d, to);
    if (d->passed)
        program_add_up(&g->program, d->passed, to->nodes.counts, to->edges.counts);
    for (uint32_t i = 0; i < g->guide->node_count; i++)
        if (node_is_end(&g->guide->nodes[i]))
            to->ends.counts[end++] = to->nodes.counts[i];
}

const tally *replayer_tally(replayer *y)
{
    for (uint32_t i = 0; i < y->index->set->guide_count; i++)
        keep_counts(&y->index->of[i], &y->desks[i], &y->tally.guides[i]);
    return &y->tally;
}

/* After 2^32 tickets the stamps begin anew. */
static void next_stamp(replayer *y)
{
    if (++y->stamp)
        return;
    const replay_index *x = y->index;
    memset(y->taken, 0, ((size_t)x->most_answers + 1) * sizeof *y->taken);
    memset(y->spoken, 0, ((size_t)x->most_answers + 1) * sizeof *y->spoken);
    memset(y->marks, 0, ((size_t)x->most_marks + 1) * sizeof *y->marks);
    replayer_tally(y);
    y->stamp = 1;
}

/* ---- One ticket ------------------------------------------------------------------------------------------------- */

/* Outcomes and what they made true are cleared behind a ticket that had them. */
static void tidy(replayer *y)
{
    const layout *l = y->f.layout;
    if (!y->dirty)
        return;
    memset(y->f.remedies, 0, l->remedy_count * sizeof *y->f.remedies);
    memset(y->f.answers, 0, l->answer_count * sizeof *y->f.answers);
    memset(y->f.evidence, 0, l->answer_count * sizeof *y->f.evidence);
    y->f.clock = y->f.open = y->f.fixed = 0;
    y->dirty = false;
}

static void begin(replayer *y)
{
    replayed *n = &y->now;
    next_stamp(y);
    n->end = END_NONE;
    n->fault.s = n->action.s = n->escalate.s = n->stopped_at.s = n->to = NULL;
    n->asked = 0;
    n->presumed = false;
    n->belief_guide = n->fault_number = n->fault_guide = NONE;
    n->why = NULL;
    n->p = -1;
}

/* What plain walks count in, made at a guide's first ticket. */
static bool ready_to_count(replayer *y, uint32_t guide_number)
{
    guide_desk *d = &y->desks[guide_number];
    const program *p = &y->index->of[guide_number].program;
    if (!d->passed && p->words)
        d->passed = allocator_zero(&y->allocator, p->step_count, sizeof *d->passed);
    return d->passed || !p->words;
}

static bool walk_ticket(replayer *y)
{
    if (y->wishes.whole || !plain_walk(y)) {
        if (!walk_in_time(y))
            return false;
        if (y->now.why)
            return true;
        tell_step(y);
    }
    if (y->wishes.beliefs)
        tell_beliefs(y);
    return true;
}

static bool replay_ticket(replayer *y)
{
    ticket *t = &y->reader->t;
    begin(y);
    if (t->guide == NONE) {
        y->now.verdict = VERDICT_NO_GUIDE;
        y->tally.no_guide++;
        return true;
    }
    if (!ready_to_count(y, t->guide))
        return false;
    y->f.layout = &y->index->set->layouts[t->guide];
    if (t->wrong) {
        explain_wrong(t, &y->error);
        y->now.why = &y->error;
    } else if (!walk_ticket(y)) {
        return false;
    }
    judge(y);
    return true;
}

static void count_ticket(replayer *y)
{
    const ticket *t = &y->reader->t;
    if (t->guide == NONE)
        return;
    figures *f = &y->tally.guides[t->guide].figures;
    f->verdicts[y->now.verdict]++;
    f->unknown_facts += t->unknown_facts;
    if (y->now.verdict == VERDICT_ERROR)
        return;
    f->sums[SUM_QUESTIONS] += (uint64_t)y->now.asked * TALLY_UNITS;
    if (y->now.asked > f->questions_max)
        f->questions_max = y->now.asked;
    if ((y->wishes.beliefs || y->wishes.cards) && t->minutes >= 0 && t->minutes <= MINUTES_MOST) {
        f->sums[SUM_RECORDED] += MINUTE_UNITS;
        f->sums[SUM_MINUTES] += (uint64_t)(t->minutes * MINUTE_UNITS + .5);
    }
}

bool replayer_line(replayer *y, char *line, const char *limit, char **behind, writing *lines)
{
    if (!reader_read(y->reader, line, limit, behind)) {
        y->tally.invalid++;
        return y->reader->scan.wrong != SCAN_NO_MEMORY;
    }
    bool done = replay_ticket(y) && !y->starved;
    if (done) {
        count_ticket(y);
        done = (!y->wishes.cards || cards_count(&y->proposed, y)) && (!y->aligner || align_ticket(y));
        if (done && y->wishes.per_ticket)
            done = write_line(y, lines);
    }
    if (y->dirty) {
        tidy(y);
        y->reader->t.place_count = 0;
    }
    return done;
}
