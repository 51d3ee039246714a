/* Replay for callers: lends a rule set's beliefs, Lua conditions and choice of guides to replay/. Part of the façade. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"
#include "waymark.h"
#include "replay/align.h"
#include "replay/compare.h"

struct wm_replay {
    wm_allocator allocator;
    tally tally;
    writing json;
    const wm_rules *rules; /* NULL: parts were added */
    bool lists_missed;     /* in its JSON */
    wm_lang lang;
    arena told;   /* what the last wm_replay_coverage told */
    arena memory; /* cards in their public form */
    wm_card *cards;
    size_t card_count;
};

struct wm_comparison {
    wm_allocator allocator;
    wm_replay *replays[2]; /* new, old */
    comparison found;
    writing json;
};

/* ---- What is lent ------------------------------------------------------------------------------------------------ */

static uint32_t choose(void *context, const char *text, size_t size)
{
    const wm_rules *rules = context;
    wm_choice best;
    (void)size;
    size_t count = wm_rules_choose(rules, text, &best, 1);
    if (count == WM_NO_COUNT)
        return READER_NO_MEMORY;
    return count ? rule_set_find(rules->set, best.guide) : NONE;
}

static const belief_model *model_of(void *context, uint32_t number)
{
    return rules_belief_model(context, 0, number);
}

static bool lend(void *context, replay_lent *out)
{
    const wm_rules *rules = context;
    lua_conditions *l = allocator_alloc(&rules->allocator, sizeof *l);
    if (!l)
        return false;
    *out = (replay_lent){ .lua = lua_conditions_runner(l, rules), .error = &l->error, .handle = l };
    return true;
}

static void take_back(void *context, replay_lent *lent)
{
    const wm_rules *rules = context;
    lua_conditions_end(lent->handle);
    allocator_free(&rules->allocator, lent->handle, sizeof(lua_conditions));
}

/* ---- Running ----------------------------------------------------------------------------------------------------- */

static wm_replay *new_replay(wm_allocator allocator)
{
    wm_replay *made = allocator_zero(&allocator, 1, sizeof *made);
    if (made) {
        made->allocator = allocator;
        made->json = writing_of(allocator);
        arena_init(&made->memory, allocator);
        arena_init(&made->told, allocator);
    }
    return made;
}

void wm_replay_free(wm_replay *r)
{
    if (!r)
        return;
    if (r->tally.guides)
        tally_free(&r->tally);
    writing_free(&r->json);
    arena_free(&r->memory);
    arena_free(&r->told);
    wm_allocator allocator = r->allocator;
    allocator_free(&allocator, r, sizeof *r);
}

static replay_host host_of(const wm_rules *rules)
{
    return (replay_host){ (void *)rules, choose, model_of, lend, take_back, rules->config.walk_steps };
}

static replay_job job_of(const replay_index *index, const replay_host *host, const wm_rules *rules,
                         const wm_replay_config *c)
{
    return (replay_job){ .index = index,
                         .host = host,
                         .paths = c->tickets,
                         .path_count = c->ticket_count,
                         .threads = c->threads,
                         .wishes = { .beliefs = c->beliefs, .cards = c->cards, .lang = c->lang },
                         .sink = { c->context, c->lines, c->invalid, c->progress },
                         .rules_hash = wm_rules_hash(rules),
                         .allocator = rules->allocator };
}

/* The trees that the tickets are aligned with, where that is wished for; to be freed. False where there is no memory. */
static bool plant(align_forest *f, replay_job *job, const wm_replay_config *c)
{
    *f = (align_forest){ .index = NULL };
    if (!c->align)
        return true;
    job->wishes.align = f;
    job->wishes.any_order = c->any_order;
    return align_forest_init(f, job->index, job->allocator);
}

/* What the model says that a guide's cases cost, for every ticket that it walked. */
static wm_status count_minutes(const wm_rules *rules, tally *t, wm_error *error)
{
    wm_status status = WM_OK;
    for (uint32_t i = 0; status == WM_OK && i < t->guide_count; i++) {
        figures *f = &t->guides[i].figures;
        const uint64_t *v = f->verdicts;
        uint64_t walked = v[VERDICT_AGREE] + v[VERDICT_DISAGREE] + v[VERDICT_INCOMPLETE] + v[VERDICT_UNRECORDED];
        double written = 0, reranked = 0;
        bool known = false;
        if (walked)
            status = rules_minutes(rules, i, &written, &reranked, &known, error);
        if (!known || status != WM_OK || written > MINUTES_MOST || reranked > MINUTES_MOST)
            continue;
        f->sums[SUM_TIMED] = walked * MINUTE_UNITS;
        f->sums[SUM_AS_WRITTEN] = walked * (uint64_t)(written * MINUTE_UNITS + .5);
        f->sums[SUM_RERANKED] = walked * (uint64_t)(reranked * MINUTE_UNITS + .5);
    }
    return status;
}

static wm_status run(wm_replay *made, const wm_rules *rules, const wm_replay_config *c, wm_error *error)
{
    replay_host host = host_of(rules);
    replay_index *index = replay_index_new(rules->set, rules->allocator);
    if (!index)
        return error_no_memory(error);
    replay_job job = job_of(index, &host, rules, c);
    align_forest forest;
    made->rules = rules;
    made->lists_missed = c->coverage;
    made->lang = c->lang;
    wm_status status = plant(&forest, &job, c) ? replay_run(&job, &made->tally, error) : error_no_memory(error);
    if (status == WM_OK && (c->beliefs || c->cards))
        status = count_minutes(rules, &made->tally, error);
    align_forest_free(&forest);
    replay_index_free(index);
    return status;
}

wm_status wm_replay_run(wm_replay **out, const wm_rules *rules, const wm_replay_config *config, wm_error *error)
{
    *out = NULL;
    wm_replay *made = new_replay(rules->allocator);
    if (!made)
        return error_no_memory(error);
    wm_status status = run(made, rules, config, error);
    if (status == WM_OK)
        *out = made;
    else
        wm_replay_free(made);
    return status;
}

/* ---- Adding parts ------------------------------------------------------------------------------------------------ */

#define READ_AT_ONCE ((size_t)1 << 16)

/* A whole file, with a line feed and padding behind it. */
static wm_status read_whole(const char *path, writing *out, wm_error *error)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_set(error, WM_IO, path, "打不開這個檔案。", "This file can't be opened.");
    size_t got = 1;
    while (got && out_reserve(out, READ_AT_ONCE)) {
        got = fread(out->data + out->size, 1, READ_AT_ONCE, file);
        out->size += got;
    }
    bool fine = !ferror(file);
    fclose(file);
    out_text(out, "\n");
    if (out->failed || !out_reserve(out, SCAN_PADDING))
        return error_no_memory(error);
    return fine ? WM_OK : error_set(error, WM_IO, path, "讀不到這個檔案。", "This file can't be read.");
}

static wm_status add_tally(tally *sum, const tally *part, const char *path, wm_error *error)
{
    if (!tally_matches(sum, part))
        return error_set(error, WM_BAD_INPUT, path, "這份統計用的是另一組判斷樹。", "This tally is of other rules.");
    if (!sum->cards != !part->cards)
        return error_set(error, WM_BAD_INPUT, path, "有的統計有規則卡片，有的沒有：--cards 要每一部分都用，或都不用。",
                         "Some tallies have rule cards, others don't: use --cards for every part, or for none.");
    wm_status status = tally_add(sum, part);
    if (status == WM_NO_MEMORY)
        return error_no_memory(error);
    if (status != WM_OK || !tally_is_sound(sum))
        return error_set(error, WM_BAD_INPUT, path, "加上這份統計，數目就超過 64 位元；檢查是不是重複加了。",
                         "With this tally the counts need more than 64 bits: see that it was not added many times.");
    return WM_OK;
}

static wm_status add_file(tally *sum, bool is_first, const char *path, wm_allocator allocator, wm_error *error)
{
    writing text = writing_of(allocator);
    tally part = { 0 };
    wm_status status = read_whole(path, &text, error);
    if (status == WM_OK)
        status = tally_read(&part, text.data, allocator, error);
    writing_free(&text);
    if (status == WM_BAD_INPUT && error)
        snprintf(error->where, sizeof error->where, "%s", path);
    if (status != WM_OK)
        return status;
    if (is_first) {
        *sum = part;
        return WM_OK;
    }
    status = add_tally(sum, &part, path, error);
    tally_free(&part);
    return status;
}

wm_status wm_replay_merge(wm_replay **out, const char *const *files, size_t count, wm_error *error)
{
    *out = NULL;
    wm_replay *made = new_replay(allocator_default());
    if (!made)
        return error_no_memory(error);
    wm_status status =
        count ? WM_OK : error_set(error, WM_BAD_INPUT, "", "沒有要加總的統計。", "There is no tally to add.");
    for (size_t i = 0; i < count && status == WM_OK; i++)
        status = add_file(&made->tally, i == 0, files[i], made->allocator, error);
    if (status == WM_OK)
        *out = made;
    else
        wm_replay_free(made);
    return status;
}

/* ---- Telling ----------------------------------------------------------------------------------------------------- */

static void count_reached(const hits *h, uint64_t out[2])
{
    out[1] += h->count;
    for (size_t i = 0; i < h->count; i++)
        out[0] += h->counts[i] != 0;
}

static double mean(const figures *f, sum_kind part, sum_kind whole)
{
    return f->sums[whole] ? (double)f->sums[part] / (double)f->sums[whole] : 0;
}

static void tell_measured(const figures *f, wm_replay_sum *out)
{
    out->aligned = f->sums[SUM_WORST] ? f->sums[SUM_ALIGNED] / TALLY_UNITS : 0;
    out->unaligned = f->sums[SUM_UNALIGNED] / TALLY_UNITS;
    out->believed = f->sums[SUM_BELIEVED] / TALLY_UNITS;
    out->timed = f->sums[SUM_TIMED] / MINUTE_UNITS;
    out->recorded = f->sums[SUM_RECORDED] / MINUTE_UNITS;
    out->fitness = out->aligned ? 1 - mean(f, SUM_COST, SUM_WORST) : 0;
    out->top3 = mean(f, SUM_TOP3, SUM_BELIEVED);
    out->brier = mean(f, SUM_BRIER, SUM_BELIEVED);
    out->minutes_written = mean(f, SUM_AS_WRITTEN, SUM_TIMED);
    out->minutes_reranked = mean(f, SUM_RERANKED, SUM_TIMED);
    out->minutes_recorded = mean(f, SUM_MINUTES, SUM_RECORDED);
}

void wm_replay_total(const wm_replay *r, wm_replay_sum *out)
{
    figures f = tally_sum(&r->tally);
    const uint64_t *v = f.verdicts;
    uint64_t walked = v[VERDICT_AGREE] + v[VERDICT_DISAGREE] + v[VERDICT_INCOMPLETE] + v[VERDICT_UNRECORDED];
    *out = (wm_replay_sum){ .tickets = figures_tickets(&f),
                            .agree = v[VERDICT_AGREE],
                            .disagree = v[VERDICT_DISAGREE],
                            .incomplete = v[VERDICT_INCOMPLETE],
                            .unrecorded = v[VERDICT_UNRECORDED],
                            .no_guide = v[VERDICT_NO_GUIDE],
                            .error = v[VERDICT_ERROR],
                            .invalid = v[VERDICT_INVALID],
                            .unknown_facts = f.unknown_facts,
                            .questions_max = f.questions_max };
    if (walked)
        out->questions_mean = (double)f.sums[SUM_QUESTIONS] / TALLY_UNITS / (double)walked;
    tell_measured(&f, out);
    for (size_t i = 0; i < r->tally.guide_count; i++) {
        count_reached(&r->tally.guides[i].nodes, out->nodes);
        count_reached(&r->tally.guides[i].edges, out->edges);
        count_reached(&r->tally.guides[i].ends, out->ends);
    }
}

wm_status wm_replay_coverage(wm_replay *r, size_t index, wm_coverage *out, wm_error *error)
{
    if (!r->rules)
        return error_set(error, WM_LATER, "", "加總各部分時沒有判斷樹，說不出沒走到哪裡。",
                         "Parts were added without the guides: what was not reached can't be named.");
    if (index >= r->tally.guide_count)
        return WM_NOTHING;
    arena_reset(&r->told);
    bool listed = replay_missed(r->rules->set, &r->tally, (uint32_t)index, &r->told, out);
    return listed ? WM_OK : error_no_memory(error);
}

/* The tally, with one more key where it is wished for. False where there is no memory. */
static bool write_tally(writing *o, wm_replay *r)
{
    tally_write(o, &r->tally);
    if (!r->lists_missed || o->failed)
        return !o->failed;
    o->data[o->size - 1] = ','; /* its closing brace comes last */
    arena_reset(&r->told);
    bool listed = replay_missed_write(o, r->rules->set, &r->tally, r->lang, &r->told);
    out_text(o, "}");
    return listed && !o->failed;
}

const char *wm_replay_json(wm_replay *r)
{
    r->json.size = 0;
    r->json.failed = false; /* it may do now */
    if (!write_tally(&r->json, r))
        return NULL;
    out_bytes(&r->json, "", 1);
    return r->json.failed ? NULL : r->json.data;
}

/* ---- Cards ------------------------------------------------------------------------------------------------------- */

static wm_card_counts told_counts(const card_counts *c)
{
    return (wm_card_counts){ c->reached, c->recorded, c->right };
}

static bool tell_card(wm_replay *r, const card *c, wm_card *out)
{
    card_counts all = card_sum(c);
    wm_card_month *months = arena_zero(&r->memory, c->months.count + 1, sizeof *months);
    char name[CARD_MONTH_SIZE];
    out->id = c->id;
    out->all = told_counts(&all);
    out->zh = told_counts(&c->languages[CARD_ZH]);
    out->en = told_counts(&c->languages[CARD_EN]);
    out->no_text = told_counts(&c->languages[CARD_NO_TEXT]);
    for (size_t i = 0; months && i < c->months.count; i++) {
        const card_month *m = &VECTOR_AT(&c->months, card_month, i);
        snprintf(months[i].month, sizeof months[i].month, "%.7s", card_month_name(m->month, name));
        months[i].counts = told_counts(&m->counts);
    }
    out->months = months;
    out->month_count = c->months.count;
    return months != NULL;
}

/* The cards of one guide, behind those that are told already. */
static bool tell_deck(wm_replay *r, uint32_t number)
{
    const card_deck *d = &r->tally.cards[number];
    const guide *g = r->rules ? r->rules->set->guides[number] : NULL;
    bool told = true;
    for (size_t i = 0; told && i < d->fault_count + d->remedy_count; i++) {
        bool is_remedy = i >= d->fault_count;
        size_t k = is_remedy ? i - d->fault_count : i;
        wm_card *out = &r->cards[r->card_count++];
        *out = (wm_card){ .guide = r->tally.guides[number].name, .is_remedy = is_remedy };
        if (g)
            out->text = is_remedy ? g->actions[k].text : g->faults[k].text;
        told = tell_card(r, is_remedy ? &d->remedies[k] : &d->faults[k], out);
    }
    return told;
}

size_t wm_replay_cards(wm_replay *r, const wm_card **out)
{
    size_t count = 0;
    *out = r->cards;
    if (r->cards || !r->tally.cards)
        return r->card_count;
    for (size_t i = 0; i < r->tally.guide_count; i++)
        count += r->tally.cards[i].fault_count + r->tally.cards[i].remedy_count;
    r->cards = arena_zero(&r->memory, count + 1, sizeof *r->cards);
    bool told = r->cards != NULL;
    for (uint32_t i = 0; told && i < r->tally.guide_count; i++)
        told = tell_deck(r, i);
    if (!told) {
        arena_reset(&r->memory);
        r->cards = NULL;
        r->card_count = 0;
    }
    *out = r->cards;
    return told ? r->card_count : WM_NO_COUNT;
}

void wm_wilson(uint64_t right, uint64_t whole, double *low, double *high)
{
    cards_wilson(right, whole, low, high);
}

/* ---- Comparing --------------------------------------------------------------------------------------------------- */

void wm_comparison_free(wm_comparison *c)
{
    if (!c)
        return;
    wm_allocator allocator = c->allocator;
    for (size_t i = 0; i < 2; i++)
        wm_replay_free(c->replays[i]);
    comparison_free(&c->found);
    writing_free(&c->json);
    allocator_free(&allocator, c, sizeof *c);
}

static wm_comparison *new_comparison(const wm_rules *rules, const wm_rules *against)
{
    wm_comparison *made = allocator_zero(&rules->allocator, 1, sizeof *made);
    if (!made)
        return NULL;
    made->allocator = rules->allocator;
    made->json = writing_of(made->allocator);
    comparison_init(&made->found, made->allocator);
    made->replays[0] = new_replay(made->allocator);
    made->replays[1] = new_replay(made->allocator);
    if (made->replays[0] && made->replays[1]) {
        made->replays[0]->rules = rules;
        made->replays[1]->rules = against;
        return made;
    }
    wm_comparison_free(made);
    return NULL;
}

static wm_status compare(wm_comparison *made, const wm_replay_config *c, wm_error *error)
{
    const wm_rules *rules = made->replays[0]->rules, *against = made->replays[1]->rules;
    replay_host new_host = host_of(rules), old_host = host_of(against);
    replay_index *new_index = replay_index_new(rules->set, made->allocator);
    replay_index *old_index = replay_index_new(against->set, made->allocator);
    wm_status status = new_index && old_index ? WM_OK : error_no_memory(error);
    tally *new_tally = &made->replays[0]->tally, *old_tally = &made->replays[1]->tally;
    align_forest forest = { .index = NULL };
    made->replays[0]->lists_missed = c->coverage;
    made->replays[0]->lang = c->lang;
    if (status == WM_OK) {
        replay_job job = job_of(new_index, &new_host, rules, c);
        compare_old old = { old_index, &old_host, wm_rules_hash(against) };
        status = plant(&forest, &job, c) ? compare_run(&job, &old, new_tally, old_tally, &made->found, error)
                                         : error_no_memory(error);
    }
    align_forest_free(&forest);
    if (status == WM_OK && (c->beliefs || c->cards))
        status = count_minutes(rules, new_tally, error);
    if (status == WM_OK && (c->beliefs || c->cards))
        status = count_minutes(against, old_tally, error);
    replay_index_free(new_index);
    replay_index_free(old_index);
    return status;
}

wm_status wm_compare(wm_comparison **out, const wm_rules *rules, const wm_rules *against,
                     const wm_replay_config *config, wm_error *error)
{
    *out = NULL;
    wm_comparison *made = new_comparison(rules, against);
    if (!made)
        return error_no_memory(error);
    wm_status status = compare(made, config, error);
    if (status == WM_OK)
        *out = made;
    else
        wm_comparison_free(made);
    return status;
}

void wm_comparison_total(const wm_comparison *c, wm_comparison_sum *out)
{
    *out = c->found.sum;
}

wm_replay *wm_comparison_new(wm_comparison *c)
{
    return c->replays[0];
}

wm_replay *wm_comparison_old(wm_comparison *c)
{
    return c->replays[1];
}

size_t wm_comparison_nodes(const wm_comparison *c, const wm_deciding_node **out)
{
    *out = c->found.nodes;
    return c->found.node_count;
}

const char *wm_comparison_json(wm_comparison *c)
{
    c->json.size = 0;
    c->json.failed = false; /* it may do now */
    if (!write_tally(&c->json, c->replays[0]))
        return NULL;
    c->json.data[c->json.size - 1] = ','; /* its closing brace comes last */
    comparison_write(&c->json, &c->found, &c->replays[1]->tally);
    out_text(&c->json, "}");
    out_bytes(&c->json, "", 1);
    return c->json.failed ? NULL : c->json.data;
}
