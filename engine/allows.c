/* What rules allow of what `check` finds: `-- waymark: allow WM203 why` comments, kept at loading and obeyed after a check.
 * Errors of loading are not found by a check, so that nothing can allow them. Part of the façade. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "check/check.h"
#include "facade.h"
#include "script/allow.h"

typedef struct noted {
    const char *file;
    allow allow;
    bool used;
} noted;

/* ---- Loading ---------------------------------------------------------------------------------------------- */

wm_status rules_note_allows(wm_rules *r, const char *file, const char *text, size_t size, wm_error *error)
{
    vector read = vector_of(r->allocator, sizeof(allow));
    bool kept = allows_read(text, size, &r->memory, &read);
    const char *name = kept && read.count ? arena_string(&r->memory, file, strlen(file)) : NULL;
    kept = kept && (name || !read.count);
    for (size_t i = 0; kept && i < read.count; i++) {
        noted one = { .file = name, .allow = VECTOR_AT(&read, allow, i) };
        kept = vector_append(&r->allows, &one, 1);
    }
    vector_free(&read);
    return kept ? WM_OK : error_no_memory(error);
}

void rules_init_allows(wm_rules *r)
{
    r->allows = vector_of(r->allocator, sizeof(noted));
    r->allowed = vector_of(r->allocator, sizeof(wm_finding));
}

/* ---- Which can be ------------------------------------------------------------------------------------------ */

/* WM2xx but for what is said of allows themselves. */
static bool can_be_allowed(const char *code)
{
    return check_code_find(code) && code[2] == '2' && strcmp(code, "WM291") != 0 && strcmp(code, "WM292") != 0;
}

static bool is_valid(const allow *a)
{
    return a->known_word && can_be_allowed(a->code) && a->reason[0];
}

static void say_invalid(wm_rules *r, const noted *n, const char *guide_name)
{
    finding_place at = { n->file, n->allow.line, guide_name, n->allow.known_word ? n->allow.code : NULL };
    wm_finding *f;
    if (!n->allow.known_word)
        f = findings_add(&r->checked, "WM291", WM_WARNING, at, "waymark: 後面只能寫 allow",
                         "only `allow` can stand behind waymark:");
    else if (!check_code_find(n->allow.code))
        f = findings_add(&r->checked, "WM291", WM_WARNING, at, "沒有「%s」這個代號", "there is no code '%s'",
                         n->allow.code);
    else if (!can_be_allowed(n->allow.code))
        f = findings_add(&r->checked, "WM291", WM_WARNING, at, "%s 不能用註解放行", "%s can't be allowed by a comment",
                         n->allow.code);
    else
        f = findings_add(&r->checked, "WM291", WM_WARNING, at, "放行 %s 要寫理由，沒有理由就不算",
                         "to allow %s takes a reason; without one it does not count", n->allow.code);
    findings_mend(&r->checked, f, "寫成 -- waymark: allow WM203 理由。", "Write -- waymark: allow WM203 and why.");
}

static void say_idle(wm_rules *r, const noted *n, const char *guide_name)
{
    wm_finding *f = findings_add(
        &r->checked, "WM292", WM_WARNING, (finding_place){ n->file, n->allow.line, guide_name, n->allow.code },
        "這裡放行了 %s，可是沒有這個問題", "this allows %s, and there is no such finding here", n->allow.code);
    findings_mend(&r->checked, f, "刪掉這行註解。", "Delete the comment.");
}

/* ---- Obeying ------------------------------------------------------------------------------------------------ */

/* The line of "rules/x.lua:28" where the file is that one, else NONE. */
static uint32_t line_in(const char *where, const char *file)
{
    size_t size = strlen(file);
    if (strncmp(where, file, size) != 0 || where[size] != ':')
        return NONE;
    return (uint32_t)strtoul(where + size + 1, NULL, 10);
}

static const char *reason_for(wm_rules *r, const wm_finding *f)
{
    const char *reason = NULL;
    for (size_t i = 0; i < r->allows.count; i++) {
        noted *n = &VECTOR_AT(&r->allows, noted, i);
        uint32_t line = is_valid(&n->allow) && strcmp(n->allow.code, f->code) == 0 ? line_in(f->where, n->file) : NONE;
        if (line == NONE || (n->allow.covers != 0 && n->allow.covers != line))
            continue;
        n->used = true;
        reason = n->allow.reason;
    }
    return reason;
}

static bool part_allowed(wm_rules *r, size_t from)
{
    size_t kept = from;
    wm_finding *list = r->checked.list.data;
    for (size_t i = from; i < r->checked.list.count; i++) {
        list[i].allowed = reason_for(r, &list[i]);
        if (!list[i].allowed)
            list[kept++] = list[i];
        else if (!vector_append(&r->allowed, &list[i], 1))
            return false;
    }
    r->checked.list.count = kept;
    return true;
}

/* The guide of a file that was checked, or NULL: what was not looked at is not judged. */
static const guide *checked_guide(const wm_rules *r, const char *file, uint32_t only)
{
    for (uint32_t i = 0; i < r->set->guide_count; i++)
        if ((only == NONE || only == i) && strcmp(r->set->guides[i]->file, file) == 0)
            return r->set->guides[i];
    return NULL;
}

static bool is_cut_short(const wm_rules *r, size_t from, const char *guide_name)
{
    for (size_t i = from; i < r->checked.list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&r->checked.list, wm_finding, i);
        if (strcmp(f->code, "WM290") == 0 && f->guide && strcmp(f->guide, guide_name) == 0)
            return true;
    }
    return false;
}

bool rules_obey_allows(wm_rules *r, size_t from, uint32_t only)
{
    r->allowed.count = 0;
    for (size_t i = 0; i < r->allows.count; i++)
        VECTOR_AT(&r->allows, noted, i).used = false;
    if (r->allows.count == 0)
        return true;
    if (!part_allowed(r, from))
        return false;
    for (size_t i = 0; i < r->allows.count; i++) {
        const noted *n = &VECTOR_AT(&r->allows, noted, i);
        const guide *g = checked_guide(r, n->file, only);
        bool no_cites = !r->config.kb_dir && strcmp(n->allow.code, "WM218") == 0;
        if (g && !is_valid(&n->allow))
            say_invalid(r, n, g->name);
        else if (g && !n->used && !no_cites && !is_cut_short(r, from, g->name))
            say_idle(r, n, g->name);
    }
    return !r->checked.no_memory;
}

size_t wm_rules_allowed(const wm_rules *r, const wm_finding **out)
{
    *out = r->allowed.data;
    return r->allowed.count;
}
