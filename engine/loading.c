/* Loading rule files: several threads read and run them, each file by itself, and what came of them is kept in the order
 * of their names. Part of the façade. */
#include <string.h>

#include "base/crew.h"
#include "base/error.h"
#include "facade.h"

/* A file and what came of it: a place of the crew. */
typedef struct rule_file {
    const char *path; /* as findings call it */
    const char *text;
    size_t size;
    file_contents contents; /* … where it was read from there */
    wm_status read;
    wm_error unread;
    draft *draft; /* the guide, or what is left of one that was refused; NULL: nothing */
    findings found;
} rule_file;

typedef struct loading {
    wm_rules *rules;
    script_limits limits;
    const char *const *paths, *const *more; /* `more` ends in NULL, or is NULL */
    size_t path_count, taken;
    script_loader **loaders; /* one a thread, made when it is first needed */
    rule_file *files;        /* one a place */
    size_t loader_count, file_count;
    /* what is kept */
    vector *drafts; /* of draft * */
    uint64_t *hash;
} loading;

/* ---- One file --------------------------------------------------------------------------------------------- */

static void run_file(script_loader *loader, rule_file *f)
{
    f->draft = script_load(loader, f->path, f->text, f->size, &f->found);
    if (!f->draft)
        f->draft = script_take_names(loader);
}

static wm_status keep_draft(loading *l, rule_file *f, wm_error *error)
{
    if (l->rules->found.no_memory)
        return error_no_memory(error);
    if (!f->draft)
        return WM_OK;
    if (!vector_append(l->drafts, &f->draft, 1))
        return error_no_memory(error);
    f->draft = NULL;
    return WM_OK;
}

static wm_status keep_file(loading *l, rule_file *f, wm_error *error)
{
    wm_rules *r = l->rules;
    if (!findings_join(&r->found, &f->found))
        return error_no_memory(error);
    wm_status status = keep_draft(l, f, error);
    return status == WM_OK ? rules_note_allows(r, f->path, f->text, f->size, error) : status;
}

/* A file that can't be read is lost alone. */
static wm_status keep_unread(loading *l, const rule_file *f, wm_error *error)
{
    findings *found = &l->rules->found;
    findings_add(found, "WM003", WM_ERROR, (finding_place){ .file = f->path }, "%s%.0s", "%.0s%s", f->unread.zh,
                 f->unread.en);
    return found->no_memory ? error_no_memory(error) : WM_OK;
}

static void drop_file(loading *l, rule_file *f)
{
    draft_free(f->draft);
    rules_drop_file(l->rules, &f->contents);
    findings_free(&f->found);
    *f = (rule_file){ 0 };
    findings_init(&f->found, l->rules->allocator);
}

/* ---- What the crew does ------------------------------------------------------------------------------------- */

static wm_status take(void *context, size_t thread, size_t place, bool *more, wm_error *error)
{
    loading *l = context;
    rule_file *f = &l->files[place];
    (void)thread;
    (void)error;
    if (l->taken < l->path_count)
        f->path = l->paths[l->taken++];
    else
        f->path = l->more && *l->more ? *l->more++ : NULL;
    *more = f->path != NULL;
    return WM_OK;
}

static wm_status work(void *context, size_t thread, size_t place, wm_error *error)
{
    loading *l = context;
    rule_file *f = &l->files[place];
    if (!l->loaders[thread] && !(l->loaders[thread] = script_loader_new(l->rules->allocator, &l->limits)))
        return error_no_memory(error);
    f->read = rules_read_file(l->rules, f->path, l->limits.file_bytes, &f->contents, &f->unread);
    f->text = f->contents.text;
    f->size = f->contents.size;
    if (f->read == WM_OK)
        run_file(l->loaders[thread], f);
    return f->read == WM_NO_MEMORY ? error_no_memory(error) : WM_OK;
}

static wm_status hand_in(void *context, size_t place, wm_error *error)
{
    loading *l = context;
    rule_file *f = &l->files[place];
    if (f->read == WM_OK)
        *l->hash = rules_hash_bytes(rules_hash_bytes(*l->hash, f->path, strlen(f->path) + 1), f->text, f->size);
    wm_status status = f->read == WM_OK ? keep_file(l, f, error) : keep_unread(l, f, error);
    drop_file(l, f);
    return status;
}

/* ---- The whole ---------------------------------------------------------------------------------------------- */

static bool begin(loading *l, unsigned threads)
{
    const wm_allocator *a = &l->rules->allocator;
    size_t loaders = crew_threads(threads), files = crew_places(threads);
    l->limits = script_limits_of(&l->rules->config);
    l->loaders = allocator_zero(a, loaders, sizeof(script_loader *));
    l->files = allocator_zero(a, files, sizeof *l->files);
    l->loader_count = l->loaders ? loaders : 0;
    l->file_count = l->files ? files : 0;
    for (size_t i = 0; i < l->file_count; i++)
        findings_init(&l->files[i].found, *a);
    return l->loaders && l->files;
}

static void end(loading *l)
{
    const wm_allocator *a = &l->rules->allocator;
    for (size_t i = 0; i < l->loader_count; i++)
        script_loader_free(l->loaders[i]);
    for (size_t i = 0; i < l->file_count; i++)
        drop_file(l, &l->files[i]);
    allocator_free(a, l->loaders, l->loader_count * sizeof(script_loader *));
    allocator_free(a, l->files, l->file_count * sizeof *l->files);
}

wm_status rules_load_paths(wm_rules *r, const vector *paths, vector *drafts, uint64_t *hash, wm_error *error)
{
    loading l = { .rules = r,
                  .paths = paths->data,
                  .path_count = paths->count,
                  .more = r->config.extra_files,
                  .drafts = drafts,
                  .hash = hash };
    crew_job job = { &l, r->config.threads, take, work, hand_in };
    wm_status status = begin(&l, r->config.threads) ? crew_run(&job, r->allocator, error) : error_no_memory(error);
    end(&l);
    return status;
}

wm_status rules_load_one(wm_rules *r, const char *name, const char *text, size_t size, vector *drafts, wm_error *error)
{
    loading l = { .rules = r, .drafts = drafts };
    rule_file f = { .path = name, .text = text, .size = size };
    script_limits limits = script_limits_of(&r->config);
    script_loader *loader = script_loader_new(r->allocator, &limits);
    findings_init(&f.found, r->allocator);
    if (loader)
        run_file(loader, &f);
    wm_status status = loader ? keep_file(&l, &f, error) : error_no_memory(error);
    drop_file(&l, &f);
    script_loader_free(loader);
    return status;
}
