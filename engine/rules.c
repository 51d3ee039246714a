/* Rule sets: loading, findings, looking up. Part of the façade. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "check/check.h"
#include "facade.h"

/* ---- Making and freeing --------------------------------------------------------------------------- */

static wm_rules *rules_new(const wm_config *config)
{
    wm_config c = config ? *config : (wm_config){ 0 };
    wm_allocator allocator = allocator_or_default(c.allocator);
    wm_rules *r = allocator_zero(&allocator, 1, sizeof *r);
    if (!r)
        return NULL;
    r->config = c;
    r->allocator = r->config.allocator = allocator;
    arena_init(&r->memory, allocator);
    findings_init(&r->found, allocator);
    findings_init(&r->checked, allocator);
    rules_init_allows(r);
    if (pthread_mutex_init(&r->vm_lock, NULL) == 0)
        r->vm_lock_made = true;
    return r;
}

static size_t model_count(const wm_rules *r)
{
    return r->set ? r->set->guide_count * (1 + r->impact_count) : 0;
}

static void free_models(wm_rules *r)
{
    size_t count = model_count(r);
    for (size_t i = 0; r->models && i < count; i++)
        belief_model_free(atomic_load(&r->models[i]));
    if (r->models)
        allocator_free(&r->allocator, r->models, (count + 1) * sizeof *r->models);
}

void wm_rules_free(wm_rules *r)
{
    if (!r)
        return;
    while (r->idle) {
        lent_vm *vm = r->idle;
        r->idle = vm->next;
        script_vm_free(vm->vm);
        allocator_free(&r->allocator, vm, sizeof *vm);
    }
    free_models(r);
    linked_free(r->linked);
    if (r->vm_lock_made)
        pthread_mutex_destroy(&r->vm_lock);
    findings_free(&r->found);
    findings_free(&r->checked);
    vector_free(&r->allows);
    vector_free(&r->allowed);
    vector_free(&r->headings);
    arena_free(&r->memory);
    wm_allocator allocator = r->allocator;
    allocator_free(&allocator, r, sizeof *r);
}

/* ---- Loading ---------------------------------------------------------------------------------------- */

static const char *const *team_names(wm_rules *r)
{
    if (!r->teams)
        return NULL;
    const char **names = arena_zero(&r->memory, r->team_count + 1, sizeof *names);
    for (size_t i = 0; names && i < r->team_count; i++)
        names[i] = r->teams[i].id;
    return names;
}

/* The tree's own likelihoods are never 0: only a stated one or a remedy that always works can rule a cause out. */
static bool may_contradict(const guide *g)
{
    for (uint32_t i = 0; i < g->question_count; i++)
        if (g->questions[i].given_count)
            return true;
    for (uint32_t i = 0; i < g->action_count; i++)
        for (uint32_t k = 0; k < g->actions[i].fix_count; k++)
            if (g->actions[i].fixes[k].p >= 1)
                return true;
    return false;
}

static wm_status link_drafts(wm_rules *r, vector *drafts, uint64_t *hash, wm_error *error)
{
    const char *const *teams = team_names(r);
    if (r->teams && !teams)
        return error_no_memory(error);
    size_t count = drafts->count;
    drafts->count = 0; /* taken over */
    r->linked = rule_set_link(r->allocator, drafts->data, count, teams, &r->found);
    if (!r->linked || r->found.no_memory)
        return error_no_memory(error);
    r->set = linked_set(r->linked);
    r->models = allocator_zero(&r->allocator, model_count(r) + 1, sizeof *r->models);
    wm_status status = r->models ? rules_learn(r, hash, error) : error_no_memory(error);
    if (status != WM_OK)
        return status;
    findings_sort(&r->found);
    r->may_contradict = arena_zero(&r->memory, r->set->guide_count + 1, sizeof *r->may_contradict);
    if (!r->may_contradict)
        return error_no_memory(error);
    for (uint32_t i = 0; i < r->set->guide_count; i++)
        r->may_contradict[i] = may_contradict(r->set->guides[i]);
    return WM_OK;
}

static void drop_drafts(vector *drafts)
{
    for (size_t i = 0; i < drafts->count; i++)
        draft_free(VECTOR_AT(drafts, draft *, i));
    vector_free(drafts);
}

/* A loader's result: linked, or freed again. */
static wm_status finish(wm_rules *r, vector *drafts, wm_status status, uint64_t hash, wm_rules **out, wm_error *error)
{
    if (status == WM_OK)
        status = link_drafts(r, drafts, &hash, error);
    drop_drafts(drafts);
    if (status != WM_OK) {
        wm_rules_free(r);
        return status;
    }
    snprintf(r->hash, sizeof r->hash, "%016llx", (unsigned long long)hash);
    *out = r;
    return WM_OK;
}

static wm_status read_kb(wm_rules *r, wm_error *error)
{
    wm_status status = rules_read_teams(r, error);
    if (status == WM_OK)
        status = rules_read_costs(r, error);
    return status == WM_OK ? rules_read_manuals(r, error) : status;
}

wm_status wm_rules_load(wm_rules **out, const wm_config *config, const char *dir, wm_error *error)
{
    *out = NULL;
    wm_rules *r = rules_new(config);
    if (!r || !r->vm_lock_made) {
        wm_rules_free(r);
        return error_no_memory(error);
    }
    vector drafts = vector_of(r->allocator, sizeof(draft *));
    uint64_t hash = 0;
    wm_status status = read_kb(r, error);
    if (status == WM_OK)
        status = rules_load_files(r, dir, &drafts, &hash, error);
    return finish(r, &drafts, status, hash, out, error);
}

wm_status wm_rules_load_text(wm_rules **out, const wm_config *config, const char *name, const char *text, size_t size,
                             wm_error *error)
{
    *out = NULL;
    wm_rules *r = rules_new(config);
    if (!r || !r->vm_lock_made) {
        wm_rules_free(r);
        return error_no_memory(error);
    }
    vector drafts = vector_of(r->allocator, sizeof(draft *));
    wm_status status = read_kb(r, error);
    if (status == WM_OK)
        status = rules_load_one(r, name, text, size, &drafts, error);
    return finish(r, &drafts, status, rules_hash_bytes(RULES_HASH_START, text, size), out, error);
}

/* ---- Looking up --------------------------------------------------------------------------------------- */

size_t wm_rules_findings(const wm_rules *r, const wm_finding **out)
{
    *out = r->found.list.data;
    return r->found.list.count;
}

static bool is_about(const wm_finding *f, const char *only)
{
    return !only || (f->guide && strcmp(f->guide, only) == 0);
}

/* Loading's findings again, so that one list holds all. */
static bool copy_found(findings *to, const findings *from, const char *only)
{
    for (size_t i = 0; i < from->list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&from->list, wm_finding, i);
        if (is_about(f, only) && !vector_append(&to->list, f, 1))
            return false;
    }
    return true;
}

/* kb/costs.json says what a hand-over to that team costs. */
static bool team_is_priced(void *context, const char *team_id)
{
    const wm_rules *r = context;
    for (size_t i = 0; r->impacts && i < r->impacts->prices.team_count; i++)
        if (strcmp(r->impacts->prices.teams[i].team, team_id) == 0)
            return true;
    return false;
}

wm_status wm_rules_check(wm_rules *r, const char *only, const wm_finding **out, size_t *count, wm_error *error)
{
    findings_free(&r->checked);
    findings_init(&r->checked, r->allocator);
    *out = NULL;
    *count = 0;
    uint32_t guide_index = only ? rule_set_find(r->set, only) : NONE;
    if (!copy_found(&r->checked, &r->found, only))
        return error_no_memory(error);
    check_limits limits = { .now = (int64_t)time(NULL),
                            .cite_exists = r->config.kb_dir ? rules_cite_exists : NULL,
                            .team_is_priced = team_is_priced,
                            .context = r };
    if (only && guide_index == NONE && !r->checked.list.count)
        return error_set(error, WM_UNKNOWN, NULL, "沒有「%s」這個判斷樹。", "There is no guide \"%s\".", only);
    size_t loaded = r->checked.list.count;
    bool checked =
        (only && guide_index == NONE) || check_rules(r->set, guide_index, &limits, r->allocator, &r->checked);
    checked = checked && ((only && guide_index == NONE) || rules_obey_allows(r, loaded, guide_index));
    if (!checked || r->checked.no_memory)
        return error_no_memory(error);
    findings_sort(&r->checked);
    *out = r->checked.list.data;
    *count = r->checked.list.count;
    return WM_OK;
}

size_t wm_codes(const wm_code **out)
{
    return check_codes(out);
}

void wm_code_example(const char *code, const char **faulty, const char **mended)
{
    const check_example *e = check_example_of(code);
    *faulty = e ? e->faulty : NULL;
    *mended = e ? e->mended : NULL;
}

size_t wm_rules_guide_count(const wm_rules *r)
{
    return r->set->guide_count;
}

static void tell_guide(const guide *g, wm_guide_info *out)
{
    *out = (wm_guide_info){ .name = g->name,
                            .title = g->title,
                            .kind = g->kind,
                            .owner = g->owner,
                            .reviewed = g->reviewed,
                            .manual = g->manual,
                            .file = g->file,
                            .questions = g->question_count,
                            .faults = g->fault_count,
                            .actions = g->action_count,
                            .nodes = g->node_count };
}

wm_status wm_rules_guide(const wm_rules *r, size_t index, wm_guide_info *out)
{
    if (index >= r->set->guide_count)
        return WM_NOTHING;
    tell_guide(r->set->guides[index], out);
    return WM_OK;
}

bool wm_rules_find_guide(const wm_rules *r, const char *name, wm_guide_info *out)
{
    uint32_t index = rule_set_find(r->set, name);
    if (index != NONE && out)
        tell_guide(r->set->guides[index], out);
    return index != NONE;
}

const char *wm_rules_hash(const wm_rules *r)
{
    return r->hash;
}

const team *rules_team(const wm_rules *r, const char *id)
{
    for (size_t i = 0; i < r->team_count; i++)
        if (strcmp(r->teams[i].id, id) == 0)
            return &r->teams[i];
    return NULL;
}

/* Made by whoever comes first; where two come at once, one of the two is kept. */
const belief_model *rules_belief_model(const wm_rules *r, size_t impact, uint32_t guide_index)
{
    const prices *p = r->impacts ? &r->impacts[impact].prices : NULL;
    _Atomic(belief_model *) *place = &r->models[impact * r->set->guide_count + guide_index];
    belief_model *model = atomic_load_explicit(place, memory_order_acquire);
    if (model)
        return model;
    belief_model *mine = belief_model_priced(r->set, r->set->guides[guide_index], p, r->allocator);
    if (!mine)
        return NULL;
    belief_model *none = NULL;
    if (atomic_compare_exchange_strong(place, &none, mine))
        return mine;
    belief_model_free(mine);
    return none;
}
