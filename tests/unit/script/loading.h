/* loading.h: rule files as texts, loaded one after the other, and what was found in them. Uses engine/script/script.h and cmocka.
 *
 *     loading *l = loading_new();
 *     load(l, GUIDE "flow { conclude 'x' }");
 *     assert_found(l, "WM101", 3);
 *     loading_free(l); */
#ifndef UNIT_SCRIPT_LOADING_H
#define UNIT_SCRIPT_LOADING_H

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "script/script.h"
#include "support/tap.h"

/* One line of what every guide needs. */
#define GUIDE "guide 'g' { zh = '甲', en = 'A', manual = 'm' }\n"
#define DESK  "escalation 'desk' { to = 'second_line', zh = '二線', en = 'Second line' }\n"
#define Q(id) "question '" id "' { zh = '問', en = 'Q' }\n"
#define F(id) "fault '" id "' { zh = '因', en = 'F' }\n"
#define A(id) "action '" id "' { zh = '做', en = 'A' }\n"
/* A whole guide of four lines, with a question q, a fault f and an action a in them; what is given starts at line 6. */
#define WHOLE     GUIDE DESK Q("q") F("f") A("a")
#define OTHERWISE ", otherwise = escalate 'desk' }\n"

typedef struct loading {
    script_loader *loader;
    findings found;
    draft *draft;
} loading;

static inline void forget(loading *l)
{
    draft_free(l->draft);
    l->draft = NULL;
    findings_free(&l->found);
    findings_init(&l->found, allocator_default());
}

static inline loading *loading_with(const script_limits *limits)
{
    loading *l = calloc(1, sizeof *l);
    assert_non_null(l);
    l->loader = script_loader_new(allocator_default(), limits);
    assert_non_null(l->loader);
    findings_init(&l->found, allocator_default());
    return l;
}

static inline loading *loading_new(void)
{
    script_limits limits = script_limits_of(NULL);
    return loading_with(&limits);
}

static inline void loading_free(loading *l)
{
    draft_free(l->draft);
    findings_free(&l->found);
    script_loader_free(l->loader);
    free(l);
}

static inline const guide *load_bytes(loading *l, const char *text, size_t size)
{
    forget(l);
    l->draft = script_load(l->loader, "t.lua", text, size, &l->found);
    if (l->draft == NULL)
        assert_true(findings_errors(&l->found, 0) > 0 || l->found.no_memory);
    return l->draft != NULL ? draft_guide(l->draft) : NULL;
}

static inline const guide *load(loading *l, const char *text)
{
    return load_bytes(l, text, strlen(text));
}

static inline const wm_finding *finding_at(const loading *l, size_t i)
{
    return &VECTOR_AT(&l->found.list, wm_finding, i);
}

static inline void show(const loading *l)
{
    for (size_t i = 0; i < l->found.list.count; i++) {
        const wm_finding *f = finding_at(l, i);
        print_message("# %s %s: %s / %s\n", f->code, f->where, f->what.zh, f->what.en);
    }
}

/* The finding with a code at a line, or NULL. */
static inline const wm_finding *found(const loading *l, const char *code, unsigned line)
{
    char where[32];
    snprintf(where, sizeof where, "t.lua:%u", line);
    for (size_t i = 0; i < l->found.list.count; i++)
        if (strcmp(finding_at(l, i)->code, code) == 0 && strcmp(finding_at(l, i)->where, where) == 0)
            return finding_at(l, i);
    return NULL;
}

static inline const wm_finding *assert_found(const loading *l, const char *code, unsigned line)
{
    const wm_finding *f = found(l, code, line);
    if (f == NULL) {
        show(l);
        fail_msg("no %s at line %u", code, line);
    }
    return f;
}

/* The guide is refused for that alone. */
static inline const wm_finding *assert_refused(loading *l, const char *text, const char *code, unsigned line)
{
    load(l, text);
    if (l->draft != NULL || l->found.list.count != 1)
        show(l);
    assert_null(l->draft);
    assert_int_equal(l->found.list.count, 1);
    return assert_found(l, code, line);
}

static inline const guide *assert_loads(loading *l, const char *text)
{
    const guide *g = load(l, text);
    if (g == NULL) {
        show(l);
        fail_msg("it does not load");
        abort();
    }
    return g;
}

/* Words of a finding, in both languages. */
#define assert_says(f, zh_part, en_part)                                                                               \
    do {                                                                                                               \
        assert_non_null(strstr((f)->what.zh, zh_part));                                                                \
        assert_non_null(strstr((f)->what.en, en_part));                                                                \
    } while (0)
#define assert_mends(f, part)                                                                                          \
    do {                                                                                                               \
        assert_non_null((f)->mend.zh);                                                                                 \
        assert_non_null(strstr((f)->mend.zh, part));                                                                   \
        assert_non_null(strstr((f)->mend.en, part));                                                                   \
    } while (0)

/* Seconds of the processor: the machine may have other things to do. */
static inline double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

#endif
