/* A rule set whose tickets are aligned, and what their lines say of it. */
#ifndef TEST_REPLAY_ALIGNING_H
#define TEST_REPLAY_ALIGNING_H

#include <cjson/cJSON.h>

#include "replay/align_ticket.h"
#include "unit/replay/bench.h"

typedef struct aligning {
    bench b;
    align_forest forest;
} aligning;

static inline void aligning_open(aligning *a, const char *rules_text, bool any_order)
{
    bench_open(&a->b, rules_text);
    replayer_free(a->b.y);
    assert_true(align_forest_init(&a->forest, a->b.index, allocator_default()));
    replay_wishes wishes = { .per_ticket = true, .align = &a->forest, .any_order = any_order, .lang = WM_EN };
    a->b.y = replayer_new(a->b.index, &a->b.host, &wishes, "x", allocator_default());
    assert_non_null(a->b.y);
}

static inline void aligning_close(aligning *a)
{
    replayer_free(a->b.y);
    a->b.y = NULL;
    align_forest_free(&a->forest);
    bench_close(&a->b);
}

/* The line's alignment, to be deleted. */
static inline cJSON *alignment_of(aligning *a, const char *line)
{
    cJSON *told = cJSON_Parse(bench_replay(&a->b, line));
    assert_non_null(told);
    cJSON *found = cJSON_DetachItemFromObjectCaseSensitive(told, "alignment");
    cJSON_Delete(told);
    assert_non_null(found);
    return found;
}

static inline double number_in(const cJSON *object, const char *key)
{
    const cJSON *n = cJSON_GetObjectItemCaseSensitive(object, key);
    if (!cJSON_IsNumber(n))
        fail_msg("no number %s", key);
    return n->valuedouble;
}

/* What the steps cost, the worst, and the fault of the way (NULL: null). `steps` is a JSON list. */
static inline void expect_in(aligning *a, const char *guide_name, const char *steps, const char *more, double cost,
                             double worst, const char *concluded)
{
    char line[4096];
    snprintf(line, sizeof line, "{\"id\":\"T\",\"guide\":\"%s\",\"steps\":%s%s}", guide_name, steps, more);
    cJSON *got = alignment_of(a, line);
    const char *told = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(got, "fault"));
    if (number_in(got, "cost") != cost || number_in(got, "worst") != worst || !told != !concluded ||
        (concluded && strcmp(told, concluded) != 0))
        fail_msg("%s\n%s\nexpected cost %g, worst %g, fault %s", line, a->b.lines.data, cost, worst,
                 concluded ? concluded : "null");
    cJSON_Delete(got);
}

#define ASKED(q, a) "{\"ask\":\"" q "\",\"answer\":\"" a "\"}"
#define UNSURE(q)   "{\"ask\":\"" q "\",\"answer\":null}"
#define TRIED(a, o) "{\"try\":\"" a "\",\"outcome\":\"" o "\"}"

#endif
