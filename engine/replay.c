/* Replay for callers: lends a rule set's beliefs, Lua conditions and choice of guides to replay/. Part of the façade. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "facade.h"
#include "waymark.h"
#include "replay/run.h"

struct wm_replay {
    wm_allocator allocator;
    tally tally;
    writing json;
};

/* ---- What is lent ------------------------------------------------------------------------------------------------ */

static uint32_t choose(void *context, const char *text, size_t size)
{
    const wm_rules *rules = context;
    wm_choice best;
    (void)size;
    return wm_rules_choose(rules, text, &best, 1) ? rule_set_find(rules->set, best.guide) : NONE;
}

static const belief_model *model_of(void *context, uint32_t number)
{
    return rules_belief_model(context, number);
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
    wm_allocator allocator = r->allocator;
    allocator_free(&allocator, r, sizeof *r);
}

static wm_status run(wm_replay *made, const wm_rules *rules, const wm_replay_config *c, wm_error *error)
{
    replay_host host = { (void *)rules, choose, model_of, lend, take_back };
    replay_index *index = replay_index_new(rules->set, rules->allocator);
    if (!index)
        return error_no_memory(error);
    replay_job job = { .index = index,
                       .host = &host,
                       .paths = c->tickets,
                       .path_count = c->ticket_count,
                       .threads = c->threads,
                       .wishes = { .beliefs = c->beliefs, .lang = c->lang },
                       .sink = { c->context, c->lines, c->invalid, c->progress },
                       .rules_hash = wm_rules_hash(rules),
                       .allocator = rules->allocator };
    wm_status status = replay_run(&job, &made->tally, error);
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
    if (tally_matches(sum, &part))
        tally_add(sum, &part);
    else
        status = error_set(error, WM_BAD_INPUT, path, "這份統計用的是另一組判斷樹。", "This tally is of other rules.");
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
    for (size_t i = 0; i < r->tally.guide_count; i++) {
        count_reached(&r->tally.guides[i].nodes, out->nodes);
        count_reached(&r->tally.guides[i].edges, out->edges);
        count_reached(&r->tally.guides[i].ends, out->ends);
    }
}

const char *wm_replay_json(wm_replay *r)
{
    r->json.size = 0;
    tally_write(&r->json, &r->tally);
    out_bytes(&r->json, "", 1);
    return r->json.failed ? NULL : r->json.data;
}
