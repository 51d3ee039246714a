/* fuzz_session.c: any bytes, line by line, to a session on the guides of tests/fault/everything/ (loaded once; run in the root of the
 * tree). Every reply is one JSON object in one line, valid UTF-8; a request that got an error changed nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { MOST_LINES = 48 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int64_t some_day(void *context)
{
    (void)context;
    return 1772327520; /* 2026-03-01T09:12:00+08:00 */
}

static const wm_rules *the_rules(void)
{
    static wm_rules *rules; /* kept until the end: reachable, so no leak */
    if (!rules &&
        (wm_rules_load(&rules, NULL, "tests/fault/everything", NULL) != WM_OK || wm_rules_guide_count(rules) < 6)) {
        (void)fprintf(stderr, "the guides of tests/fault/everything do not load: run in the root of the tree\n");
        exit(3);
    }
    return rules;
}

/* A reply is one JSON object in one line; the value is the caller's to free. */
static cJSON *reply_to(wm_session *s, const char *request, size_t size, char **text)
{
    const char *reply = NULL;
    if (wm_session_request(s, request, size, &reply) != WM_OK || !reply || strpbrk(reply, "\r\n"))
        abort();
    cJSON *value = json_parse(reply, strlen(reply), NULL);
    if (!cJSON_IsObject(value))
        abort();
    if (text && !(*text = strdup(reply)))
        exit(3);
    return value;
}

/* All that can be told of the current case: its log, and, by resuming it, its step, causes and path. NULL: there is none. */
static char *standing(wm_session *s)
{
    char *log = NULL, *now = NULL, request[128];
    cJSON *value = reply_to(s, "{\"log\":{}}", strlen("{\"log\":{}}"), &log);
    const char *id = json_string(value, "case");
    if (id) {
        snprintf(request, sizeof request, "{\"resume\":{\"case\":\"%s\"}}", id);
        json_free(reply_to(s, request, strlen(request), &now));
    }
    json_free(value);
    char *all = malloc(strlen(log) + (now ? strlen(now) : 0) + 1);
    if (!all)
        exit(3);
    strcpy(all, log);
    strcat(all, now ? now : "");
    free(log);
    free(now);
    return all;
}

static void one_line(wm_session *s, const char *line, size_t size)
{
    char *before = standing(s);
    cJSON *value = reply_to(s, line, size, NULL);
    if (json_get(value, "error")) {
        char *after = standing(s);
        if (strcmp(before, after) != 0)
            abort();
        free(after);
    }
    json_free(value);
    free(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wm_session *s = NULL;
    if (wm_session_new(&s, the_rules(), size % 2 ? WM_ZH : WM_EN, some_day, NULL, NULL) != WM_OK)
        abort();
    const char *at = (const char *)data, *end = at + size;
    for (int i = 0; at < end && i < MOST_LINES; i++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop)
            stop = end;
        one_line(s, at, (size_t)(stop - at));
        at = stop + 1;
    }
    wm_session_free(s);
    return 0;
}
