/* Every way through a guide as text, what changed since, and a case as a walk. Part of the façade. */
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "facade.h"
#include "prove/explore.h"

#define DEFAULT_WALKS 12000u

typedef struct paths_made {
    wm_paths open; /* first: what the caller holds */
    wm_allocator allocator;
    arena memory;
} paths_made;

/* ---- Every way ------------------------------------------------------------------------------------------------------- */

static wm_status explore(paths_made *p, const wm_rules *rules, uint32_t guide_index, uint64_t walks, uint32_t detours)
{
    prove_host host = rules_prove_host(rules);
    explorer *e = allocator_zero(&p->allocator, 1, sizeof *e);
    walker w;
    snapshot made = { 0 };
    if (!e)
        return WM_NO_MEMORY;
    bool opened = explorer_open(e, rules->set, guide_index, walks ? walks : DEFAULT_WALKS, p->allocator);
    opened = walker_open(&w, &host, rules->set, guide_index, p->allocator) && opened;
    wm_status status = opened ? explore_snapshot(e, &w, detours, &p->memory, &made) : WM_NO_MEMORY;
    p->open = (wm_paths){ .guide = rules->set->guides[guide_index]->name,
                          .text = made.text,
                          .states = made.states,
                          .ends = made.ends,
                          .walks = made.walks,
                          .detours = made.detours,
                          .complete = made.complete };
    walker_close(&w);
    explorer_close(e);
    allocator_free(&p->allocator, e, sizeof *e);
    return status;
}

wm_status wm_rules_paths(wm_paths **out, const wm_rules *rules, const char *guide_name, uint64_t walks,
                         const char *earlier, wm_error *error)
{
    *out = NULL;
    uint32_t index = rule_set_find(rules->set, guide_name);
    if (index == NONE)
        return error_set(error, WM_UNKNOWN, NULL, "沒有「%.80s」這個判斷樹。", "There is no guide \"%.80s\".",
                         guide_name);
    paths_made *p = allocator_zero(&rules->allocator, 1, sizeof *p);
    if (!p)
        return error_no_memory(error);
    p->allocator = rules->allocator;
    arena_init(&p->memory, p->allocator);
    if (explore(p, rules, index, walks, earlier ? snapshot_detours(earlier) : NONE) == WM_OK) {
        *out = &p->open;
        return WM_OK;
    }
    wm_paths_free(&p->open);
    return error_no_memory(error);
}

void wm_paths_free(wm_paths *paths)
{
    if (!paths)
        return;
    paths_made *p = (paths_made *)(void *)paths;
    wm_allocator allocator = p->allocator;
    arena_free(&p->memory);
    allocator_free(&allocator, p, sizeof *p);
}

wm_status wm_paths_compare(wm_paths *paths, const char *earlier, const wm_changed_way **out, size_t *count,
                           wm_error *error)
{
    paths_made *p = (paths_made *)(void *)paths;
    vector found = vector_of(p->allocator, sizeof(changed_way));
    *out = NULL;
    *count = 0;
    wm_status status = snapshot_compare(earlier, paths->text, &found, &p->memory, error);
    wm_changed_way *list = status == WM_OK ? arena_zero(&p->memory, found.count + 1, sizeof *list) : NULL;
    if (status == WM_OK && !list)
        status = error_no_memory(error);
    for (size_t i = 0; list && i < found.count; i++) {
        const changed_way *c = &VECTOR_AT(&found, changed_way, i);
        list[i] = (wm_changed_way){ c->way, c->was, c->is };
    }
    if (status == WM_OK) {
        *out = list;
        *count = found.count;
    }
    vector_free(&found);
    return status;
}
