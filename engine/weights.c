/* kb/weights/GUIDE.json: numbers learned from a guide's handled cases, in place of those that its rule states. Part of
 * the façade.
 *
 *     {"guide": "compute/ssh_unreachable", "cases": 812,
 *      "priors": {"sg_closed": {"p": 0.31, "cases": 252}},
 *      "cells": {"port_22": {"sg_closed": {"p": {"timeout": 0.93, "refused": 0.02}, "cases": 251}}},
 *      "fixes": {"open_sg": {"sg_closed": {"p": 0.92, "cases": 240}}}}
 *
 * Where there are priors they speak for all faults: one that they don't name is as if its rule had no prior. A number's
 * cells are named by their bounds, as explanations name them: "< 10", "10 .. < 20", ">= 20"; a text's cell that is none
 * of its answers is `other`. What is not of this form stops loading. A name that the guide no longer has is a warning
 * (WM130), and only what stands under it is left out. `learned` is kept for whoever learns, and not looked at. */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/json.h"
#include "facade.h"
#include "model/learned.h"

#define MAX_WEIGHTS_BYTES ((size_t)16 << 20)
#define MOST_CASES        4294967295.0
#define BY_ROUNDING       1e-9 /* what a sum of probabilities may be above 1 */

typedef struct reading {
    wm_rules *rules;
    const guide *guide;
    const char *path;
    arena memory; /* until the guide has learned */
    learned_share *priors;
    vector rows, rates;
    uint32_t cases;
    wm_error *error;
} reading;

/* ---- What is wrong -------------------------------------------------------------------------------- */

static wm_status bad_shape(const reading *x, const char *key)
{
    return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「%s」要是一個物件。", "%s: \"%s\" should be an object.",
                     x->path, key);
}

static wm_status bad_share(const reading *x, const char *key)
{
    return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「%s」要有 p，是 0 到 1 的機率。",
                     "%s: \"%s\" should have p, a probability from 0 to 1.", x->path, key);
}

static wm_status bad_sum(const reading *x, const char *key)
{
    return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「%s」合計超過 1。", "%s: \"%s\" adds up to more than 1.",
                     x->path, key);
}

static wm_status bad_key(const reading *x, const char *key)
{
    return error_set(x->error, WM_BAD_INPUT, x->path, "%s 沒有「%s」這一項。", "%s: there is no \"%s\".", x->path, key);
}

/* The guide has changed since. */
static wm_status gone(const reading *x, const char *key)
{
    findings *found = &x->rules->found;
    finding_place place = { .file = x->path, .guide = x->guide->name, .node = key };
    wm_finding *f = findings_add(found, "WM130", WM_WARNING, place, "學到的機率提到「%s」，這個判斷樹已經沒有它",
                                 "learned weights speak of '%s', which the guide no longer has", key);
    if (f)
        f->mend = (wm_text){ "重新學習，或從這個檔案刪掉它。", "Learn again, or delete it from this file." };
    return f ? WM_OK : error_no_memory(x->error);
}

/* ---- Names ------------------------------------------------------------------------------------------ */

static uint32_t fault_index(const guide *g, const char *id)
{
    for (uint32_t i = 0; i < g->fault_count; i++)
        if (strcmp(g->faults[i].id, id) == 0)
            return i;
    return NONE;
}

static uint32_t question_index(const guide *g, const char *id)
{
    for (uint32_t i = 0; i < g->question_count; i++)
        if (strcmp(g->questions[i].id, id) == 0)
            return i;
    return NONE;
}

static uint32_t action_index(const guide *g, const char *id)
{
    for (uint32_t i = 0; i < g->action_count; i++)
        if (strcmp(g->actions[i].id, id) == 0)
            return i;
    return NONE;
}

static bool has_rate(const action *a, uint32_t of)
{
    for (uint32_t i = 0; i < a->fix_count; i++)
        if (a->fixes[i].fault == of)
            return true;
    return false;
}

const char *cell_name(arena *a, const question *q, uint32_t cell)
{
    if (q->kind != WM_NUMBER)
        return cell < q->answer_count ? q->answers[cell].id : "other";
    if (!q->threshold_count)
        return "";
    if (!cell)
        return arena_format(a, "< %g", q->thresholds[0]);
    if (cell == q->threshold_count)
        return arena_format(a, ">= %g", q->thresholds[cell - 1]);
    return arena_format(a, "%g .. < %g", q->thresholds[cell - 1], q->thresholds[cell]);
}

/* NONE: no cell of that name; *fine false: no memory. */
static uint32_t cell_index(reading *x, const question *q, const char *name, bool *fine)
{
    for (uint32_t k = 0; k < question_cells(q); k++) {
        const char *own = cell_name(&x->memory, q, k);
        *fine = own != NULL;
        if (!own || strcmp(own, name) == 0)
            return own ? k : NONE;
    }
    return NONE;
}

/* ---- Numbers ---------------------------------------------------------------------------------------- */

static bool is_share(const cJSON *item)
{
    return cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble <= 1;
}

static wm_status read_cases(const reading *x, const cJSON *from, uint32_t *out)
{
    const cJSON *item = json_get(from, "cases");
    if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0) || item->valuedouble > MOST_CASES ||
        floor(item->valuedouble) < item->valuedouble)
        return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「%s」裡，cases 要是件數（整數）。",
                         "%s: in \"%s\", cases should be a number of cases.", x->path,
                         from->string ? from->string : x->guide->name);
    *out = (uint32_t)item->valuedouble;
    return WM_OK;
}

static wm_status read_share(const reading *x, const cJSON *from, learned_share *out)
{
    const cJSON *p = json_get(from, "p");
    if (!cJSON_IsObject(from))
        return bad_shape(x, from->string);
    if (!is_share(p))
        return bad_share(x, from->string);
    out->p = p->valuedouble;
    return read_cases(x, from, &out->cases);
}

static wm_status read_priors(reading *x, const cJSON *priors)
{
    double sum = 0;
    uint32_t count = x->guide->fault_count;
    x->priors = arena_zero(&x->memory, (size_t)count + 1, sizeof *x->priors);
    if (!x->priors)
        return error_no_memory(x->error);
    for (uint32_t i = 0; i < count; i++)
        x->priors[i].p = NAN;
    for (const cJSON *e = priors->child; e; e = e->next) {
        learned_share share = { 0 };
        uint32_t of = fault_index(x->guide, e->string);
        wm_status status = read_share(x, e, &share);
        if (status == WM_OK && of == NONE)
            status = gone(x, e->string);
        if (status != WM_OK)
            return status;
        if (of != NONE)
            x->priors[of] = share;
        sum += share.p;
    }
    return sum > 1 + BY_ROUNDING ? bad_sum(x, "priors") : WM_OK;
}

/* One fault's cells of a question. */
static wm_status fill_row(reading *x, const question *q, const cJSON *shares, double *p)
{
    double sum = 0;
    for (const cJSON *e = shares->child; e; e = e->next) {
        bool fine = true;
        uint32_t cell = cell_index(x, q, e->string, &fine);
        if (!fine)
            return error_no_memory(x->error);
        if (!is_share(e))
            return bad_share(x, e->string);
        wm_status status = cell == NONE ? gone(x, e->string) : WM_OK;
        if (status != WM_OK)
            return status;
        if (cell != NONE)
            p[cell] = e->valuedouble;
        sum += e->valuedouble;
    }
    return sum > 1 + BY_ROUNDING ? bad_sum(x, shares->string) : WM_OK;
}

static wm_status read_row(reading *x, uint32_t asked, const cJSON *from)
{
    const guide *g = x->guide;
    const cJSON *shares = json_get(from, "p");
    learned_row row = { .question = asked, .fault = fault_index(g, from->string) };
    uint32_t cells = question_cells(&g->questions[asked]);
    if (!cJSON_IsObject(from) || !cJSON_IsObject(shares))
        return bad_shape(x, from->string);
    if (row.fault == NONE)
        return gone(x, from->string);
    double *p = arena_alloc(&x->memory, ((size_t)cells + 1) * sizeof *p);
    if (!p)
        return error_no_memory(x->error);
    for (uint32_t k = 0; k < cells; k++)
        p[k] = NAN;
    row.p = p;
    wm_status status = read_cases(x, from, &row.cases);
    if (status == WM_OK)
        status = fill_row(x, &g->questions[asked], shares, p);
    if (status == WM_OK && !vector_append(&x->rows, &row, 1))
        status = error_no_memory(x->error);
    return status;
}

static wm_status read_rate(reading *x, uint32_t tried, const cJSON *from)
{
    learned_rate found = { .action = tried, .fault = fault_index(x->guide, from->string) };
    wm_status status = read_share(x, from, &found.share);
    if (status != WM_OK)
        return status;
    if (!(found.share.p > 0)) /* what never helps is no remedy: that is for the rule to say */
        return bad_share(x, from->string);
    if (found.fault == NONE || !has_rate(&x->guide->actions[tried], found.fault))
        return gone(x, from->string);
    return vector_append(&x->rates, &found, 1) ? WM_OK : error_no_memory(x->error);
}

/* `cells` and `fixes`: by question or action, then by fault. */
typedef uint32_t find_index(const guide *g, const char *id);
typedef wm_status read_entry(reading *x, uint32_t index, const cJSON *from);

static wm_status read_pairs(reading *x, const cJSON *all, find_index *find, read_entry *read)
{
    wm_status status = WM_OK;
    for (const cJSON *e = all->child; e && status == WM_OK; e = e->next) {
        uint32_t index = find(x->guide, e->string);
        if (!cJSON_IsObject(e))
            status = bad_shape(x, e->string);
        else if (index == NONE)
            status = gone(x, e->string);
        for (const cJSON *f = e->child; f && index != NONE && status == WM_OK; f = f->next)
            status = read(x, index, f);
    }
    return status;
}

/* ---- A file ------------------------------------------------------------------------------------------- */

static wm_status read_member(reading *x, const cJSON *e)
{
    const char *key = e->string;
    if (strcmp(key, "guide") == 0 || strcmp(key, "cases") == 0 || strcmp(key, "learned") == 0)
        return WM_OK; /* looked at already, or not ours */
    bool priors = strcmp(key, "priors") == 0, cells = strcmp(key, "cells") == 0, fixes = strcmp(key, "fixes") == 0;
    if (!priors && !cells && !fixes)
        return bad_key(x, key);
    if (!cJSON_IsObject(e))
        return bad_shape(x, key);
    if (priors)
        return read_priors(x, e);
    return cells ? read_pairs(x, e, question_index, read_row) : read_pairs(x, e, action_index, read_rate);
}

static wm_status read_all(reading *x, const cJSON *all)
{
    if (!cJSON_IsObject(all))
        return error_set(x->error, WM_BAD_INPUT, x->path, "%s 應是一個物件。", "%s should be one object.", x->path);
    const char *name = json_string(all, "guide");
    if (!name || strcmp(name, x->guide->name) != 0)
        return error_set(x->error, WM_BAD_INPUT, x->path, "%s 的「guide」要是「%s」。",
                         "%s: \"guide\" should be \"%s\".", x->path, x->guide->name);
    wm_status status = read_cases(x, all, &x->cases);
    for (const cJSON *e = all->child; e && status == WM_OK; e = e->next)
        status = read_member(x, e);
    return status;
}

static wm_status learn(wm_rules *rules, const guide *g, const char *path, const cJSON *all, wm_error *error)
{
    reading x = { .rules = rules, .guide = g, .path = path, .error = error };
    x.rows = vector_of(rules->allocator, sizeof(learned_row));
    x.rates = vector_of(rules->allocator, sizeof(learned_rate));
    arena_init(&x.memory, rules->allocator);
    wm_status status = read_all(&x, all);
    learned numbers = { x.cases, x.priors, x.rows.data, x.rows.count, x.rates.data, x.rates.count };
    if (status == WM_OK && !linked_learn(rules->linked, g->index, &numbers))
        status = error_no_memory(error);
    vector_free(&x.rows);
    vector_free(&x.rates);
    arena_free(&x.memory);
    return status;
}

static wm_status learn_from(wm_rules *rules, const guide *g, const char *path, uint64_t *hash, wm_error *error)
{
    file_contents file;
    wm_error what;
    wm_status status = rules_read_file(rules, path, MAX_WEIGHTS_BYTES, &file, error);
    cJSON *all = status == WM_OK ? json_parse(file.text, file.size, &what) : NULL;
    if (status == WM_OK && !all)
        status = what.status == WM_NO_MEMORY
                     ? error_no_memory(error)
                     : error_set(error, what.status, path, "%s：%s%.0s", "%s: %.0s%s", path, what.zh, what.en);
    if (status == WM_OK)
        status = learn(rules, g, path, all, error);
    if (status == WM_OK)
        *hash = rules_hash_bytes(rules_hash_bytes(*hash, g->name, strlen(g->name) + 1), file.text, file.size);
    json_free(all);
    rules_drop_file(rules, &file);
    return status;
}

wm_status rules_learn(wm_rules *rules, uint64_t *hash, wm_error *error)
{
    const char *kb = rules->config.kb_dir;
    const char *folder = kb ? arena_format(&rules->memory, "%s/weights", kb) : NULL;
    if (kb && !folder)
        return error_no_memory(error);
    if (!kb || access(folder, F_OK) != 0)
        return WM_OK; /* as the rules state them */
    wm_status status = WM_OK;
    for (uint32_t i = 0; i < rules->set->guide_count && status == WM_OK; i++) {
        const guide *g = rules->set->guides[i];
        const char *path = arena_format(&rules->memory, "%s/%s.json", folder, g->name);
        if (!path)
            return error_no_memory(error);
        if (access(path, F_OK) == 0)
            status = learn_from(rules, g, path, hash, error);
    }
    return status;
}
