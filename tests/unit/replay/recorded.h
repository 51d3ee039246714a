/* Cases recorded as tickets, and what aligning them costs. Uses waymark.h and unit/property/world.h. */
#ifndef TEST_REPLAY_RECORDED_H
#define TEST_REPLAY_RECORDED_H

#include <cjson/cJSON.h>

#include "unit/property/world.h"

enum { LONGEST = 60, RECORD_NAME = 128 };

typedef struct record {
    text steps[LONGEST]; /* as JSON */
    bool asked[LONGEST]; /* … and no answer that verifies an action */
    size_t count;
    char resolved_by[64]; /* "": nothing did */
    bool ended;
} record;

/* `asked`: the answer verifies no action. */
static inline void record_answer(record *r, const char *asked_of, const wm_value *value, bool asked)
{
    text *t = &r->steps[r->count];
    r->asked[r->count++] = asked;
    if (value->kind == WM_VALUE_UNSURE)
        text_add(t, "{\"ask\":\"%s\",\"answer\":null}", asked_of);
    else if (value->kind == WM_VALUE_NUMBER)
        text_add(t, "{\"ask\":\"%s\",\"answer\":%g}", asked_of, value->number);
    else
        text_add(t, "{\"ask\":\"%s\",\"answer\":\"%s\"}", asked_of, value->text);
}

static inline void record_outcome(record *r, const char *tried, wm_outcome outcome)
{
    static const char *const outcomes[] = { "done", "fixed", "failed", "skipped" };
    r->asked[r->count] = false;
    text_add(&r->steps[r->count++], "{\"try\":\"%s\",\"outcome\":\"%s\"}", tried, outcomes[outcome]);
}

/* A line; without the steps that are left out (NULL: none is). */
static inline void write_record(const char *guide_name, const record *r, const bool *left_out, text *out)
{
    text_add(out, "{\"id\":\"T\",\"guide\":\"%s\"", guide_name);
    if (r->resolved_by[0])
        text_add(out, ",\"resolved\":{\"action\":\"%s\"}", r->resolved_by);
    text_add(out, ",\"steps\":[");
    for (size_t i = 0, put = 0; i < r->count; i++)
        if (!left_out || !left_out[i])
            text_add(out, "%s%s", put++ ? "," : "", text_of(&r->steps[i]));
    text_add(out, "]}\n");
}

static inline void record_free(record *r)
{
    for (size_t i = 0; i < r->count; i++)
        text_free(&r->steps[i]);
}

static inline bool keep_lines(void *context, const char *bytes, size_t size)
{
    text_add(context, "%.*s", (int)size, bytes);
    return true;
}

/* What replaying the tickets with --align tells of each, a line each. */
static inline void align_log(const wm_rules *rules, const text *tickets, text *out)
{
    char path[512];
    const char *base = getenv("TMPDIR"), *const files[] = { path };
    snprintf(path, sizeof path, "%s/align-XXXXXX", base ? base : "/tmp");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text_of(tickets), tickets->size), tickets->size);
    close(fd);
    wm_replay *replay;
    wm_replay_config config = {
        .tickets = files, .ticket_count = 1, .align = true, .context = out, .lines = keep_lines
    };
    assert_int_equal(wm_replay_run(&replay, rules, &config, NULL), WM_OK);
    wm_replay_free(replay);
    assert_int_equal(unlink(path), 0);
}

/* The cost that a line tells; negative where the guide has too many ways. */
static inline double cost_in(const char *line)
{
    cJSON *all = cJSON_Parse(line);
    const cJSON *cost = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(all, "alignment"), "cost");
    double number = cJSON_IsNumber(cost) ? cost->valuedouble : -1;
    cJSON_Delete(all);
    return number;
}

#endif
