/* Reading tallies, cases and tickets for a picture. Uses cli/draw_overlay.h and cJSON. */
#include "cli/draw_overlay.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/words.h"

#define MOST_BYTES ((size_t)64 << 20)
#define MOST_TRIES 1000u /* remedies that a ticket's end settles */

bool read_whole(const invocation *use, const char *path, size_t most, bytes *out)
{
    char part[1 << 14];
    size_t got = 0;
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    errno = 0;
    while (in != NULL && out->size <= most && (got = fread(part, 1, sizeof part, in)) > 0)
        bytes_put(out, part, got);
    bool read = in != NULL && ferror(in) == 0 && out->size <= most && !out->failed;
    if (!read && in != NULL && out->size > most)
        say(stderr, use->lang, "waymark：%s 太大，最多 %zu MiB。\n", "waymark: %s is too large; at most %zu MiB.\n",
            path, most >> 20);
    else if (!read)
        say(stderr, use->lang, "waymark：讀不到 %s：%s\n", "waymark: can't read %s: %s\n", path,
            wm_text_in(wm_errno_words(errno), use->lang));
    if (in != NULL && in != stdin)
        fclose(in);
    bytes_text(out, "");
    return read && !out->failed;
}

static int no_memory(const invocation *use)
{
    say(stderr, use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
    return EXIT_FAULT;
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *string_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(member(object, name));
}

/* ---- Traffic -------------------------------------------------------------------------------------------------- */

/* A list of counts of a given length; NULL where it is not one, or there is no memory. */
static double *counts_of(const cJSON *list, size_t count)
{
    const cJSON *item;
    size_t i = 0;
    if (!cJSON_IsArray(list) || (size_t)cJSON_GetArraySize(list) != count)
        return NULL;
    double *out = calloc(count + 1, sizeof *out);
    cJSON_ArrayForEach(item, list)
    {
        if (out != NULL)
            out[i++] = cJSON_IsNumber(item) && item->valuedouble > 0 ? item->valuedouble : 0;
    }
    return out;
}

static int take_traffic(overlay *o, const invocation *use, const wm_rules *rules, const wm_graph *graph,
                        const cJSON *tally)
{
    const cJSON *hits = member(member(member(tally, "guides"), graph->guide), "hits");
    const char *hash = string_of(tally, "rules");
    o->nodes = counts_of(member(hits, "nodes"), graph->node_count);
    o->edges = counts_of(member(hits, "edges"), graph->edge_places);
    if (o->nodes == NULL || o->edges == NULL) {
        say(stderr, use->lang, "waymark：%s 裡沒有「%s」這一版的統計；用同一版規則執行 waymark replay --json。\n",
            "waymark: %s has no counts of this version of \"%s\"; run waymark replay --json with the same rules.\n",
            use->values[OPTION_TRAFFIC], graph->guide);
        return EXIT_WRONG_USE;
    }
    if (hash == NULL || strcmp(hash, wm_rules_hash(rules)) != 0)
        say(stderr, use->lang, "waymark：%s 是另一版規則的統計，圖上的數字可能對不上。\n",
            "waymark: %s was counted with other rules; its figures may not fit the picture.\n",
            use->values[OPTION_TRAFFIC]);
    o->has_traffic = true;
    o->traffic = (draw_traffic){ o->nodes, o->edges, graph->node_count, graph->edge_places };
    return EXIT_DONE;
}

static int read_traffic(overlay *o, const invocation *use, const wm_rules *rules, const wm_graph *graph)
{
    bytes text = { 0 };
    int result = EXIT_FAULT;
    if (read_whole(use, use->values[OPTION_TRAFFIC], MOST_BYTES, &text)) {
        cJSON *tally = cJSON_ParseWithLength(text.data, text.size);
        result = take_traffic(o, use, rules, graph, tally);
        cJSON_Delete(tally);
    }
    bytes_free(&text);
    return result;
}

/* ---- The way of a case ------------------------------------------------------------------------------------------- */

/* What a file tells of a case: its objects, one a line. */
typedef struct telling {
    cJSON *lines;
    const char *guide;
} telling;

static bool take_line(telling *t, const char *line, size_t size)
{
    cJSON *object = cJSON_ParseWithLength(line, size);
    return object != NULL && cJSON_AddItemToArray(t->lines, object);
}

/* A file is one object, or an object a line. */
static bool read_lines(telling *t, const bytes *text)
{
    const char *at = text->data, *end = text->data + text->size;
    cJSON *whole = cJSON_ParseWithLength(text->data, text->size);
    const char *rest = memchr(at, '\n', text->size);
    if (cJSON_IsObject(whole) &&
        (rest == NULL || strspn(rest, " \r\n\t") == (size_t)(end - rest) || at[0] != '{' || at[1] == '\n'))
        return cJSON_AddItemToArray(t->lines, whole);
    cJSON_Delete(whole);
    bool read = true;
    while (read && at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop != NULL ? stop : end) - at);
        read = strspn(at, " \r\t\n") >= size || take_line(t, at, size);
        at += size + (stop != NULL);
    }
    return read && cJSON_GetArraySize(t->lines) > 0;
}

/* What names no question of these guides, or no answer of it, is no part of the way. */
static void answer(wm_case *c, const char *question, const cJSON *given)
{
    const cJSON *inner = cJSON_IsObject(given) ? member(given, "value") : given;
    wm_value value = { .kind = WM_VALUE_UNSURE };
    if (cJSON_IsString(inner) && strcmp(inner->valuestring, "unsure") != 0) {
        value.kind = WM_VALUE_TEXT;
        value.text = inner->valuestring;
    } else if (cJSON_IsNumber(inner)) {
        value.kind = WM_VALUE_NUMBER;
        value.number = inner->valuedouble;
    }
    if (question != NULL)
        (void)wm_case_answer_value(c, question, &value, NULL, NULL);
}

static void outcome(wm_case *c, const char *action, const char *what)
{
    static const char *const names[] = { "done", "fixed", "failed", "skipped" };
    for (unsigned i = 0; i < 4 && what != NULL && action != NULL; i++)
        if (strcmp(names[i], what) == 0)
            (void)wm_case_outcome(c, action, (wm_outcome)i, NULL);
}

/* A remedy that the ticket does not mention was carried out if it is the one that resolved it, else skipped. */
static void settle(wm_case *c, const char *action)
{
    wm_step step;
    for (unsigned i = 0;
         i < MOST_TRIES && action != NULL && wm_case_step(c, &step, NULL) == WM_OK && step.kind == WM_TRY; i++) {
        bool is_it = strcmp(step.id, action) == 0;
        if (wm_case_outcome(c, step.id, is_it ? WM_FIXED : WM_SKIPPED, NULL) != WM_OK || is_it)
            return;
    }
}

static void tell_ticket(wm_case *c, const cJSON *ticket)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, member(ticket, "facts")) answer(c, item->string, item);
    cJSON_ArrayForEach(item, member(ticket, "steps"))
    {
        answer(c, string_of(item, "ask"), member(item, "answer"));
        outcome(c, string_of(item, "try"), string_of(item, "outcome"));
    }
    settle(c, string_of(member(ticket, "resolved"), "action"));
}

static void tell_line(wm_case *c, const cJSON *line)
{
    const char *taken_back = string_of(line, "retract");
    if (member(line, "facts") != NULL || member(line, "steps") != NULL)
        tell_ticket(c, line);
    answer(c, string_of(line, "answer"), member(line, "value"));
    outcome(c, string_of(line, "outcome"), string_of(line, "value"));
    if (taken_back != NULL)
        (void)wm_case_retract(c, taken_back, NULL);
}

/* The guide to walk: the one that is drawn where the case was in it, else the one that it was last in. */
static const char *guide_of(const telling *t, const char *drawn)
{
    const char *found = NULL;
    const cJSON *line;
    cJSON_ArrayForEach(line, t->lines)
    {
        const char *named = string_of(line, "guide");
        if (named != NULL && (found == NULL || strcmp(found, drawn) != 0))
            found = named;
    }
    return found != NULL ? found : drawn;
}

static int walk_case(overlay *o, const invocation *use, const wm_rules *rules, const wm_graph *graph, const telling *t)
{
    wm_case *c = NULL;
    wm_error error;
    const cJSON *line;
    if (wm_case_new(&c, rules, guide_of(t, graph->guide), &error) != WM_OK) {
        say(stderr, use->lang, "waymark：%s\n", "waymark: %s\n", wm_error_what(&error, use->lang));
        return EXIT_WRONG_USE;
    }
    cJSON_ArrayForEach(line, t->lines) tell_line(c, line);
    size_t count = wm_case_passed(c, graph->guide, NULL, 0);
    if (count != WM_NO_COUNT)
        o->walk = calloc(count + 1, sizeof *o->walk);
    if (o->walk != NULL)
        o->walk_count = wm_case_passed(c, graph->guide, o->walk, count);
    wm_case_free(c);
    if (o->walk == NULL || o->walk_count == WM_NO_COUNT)
        return no_memory(use);
    if (o->walk_count == 0)
        say(stderr, use->lang, "waymark：這個案件沒有走到「%s」。\n", "waymark: this case never came to \"%s\".\n",
            graph->guide);
    return EXIT_DONE;
}

static int read_walk(overlay *o, const invocation *use, const wm_rules *rules, const wm_graph *graph)
{
    bytes text = { 0 };
    telling t = { .lines = cJSON_CreateArray() };
    int result = EXIT_FAULT;
    if (t.lines == NULL) {
        result = no_memory(use);
    } else if (read_whole(use, use->values[OPTION_WALK], MOST_BYTES, &text)) {
        if (read_lines(&t, &text)) {
            result = walk_case(o, use, rules, graph, &t);
        } else {
            say(stderr, use->lang, "waymark：%s 不是案件檔，也不是一張工單。\n",
                "waymark: %s is neither a case's file nor a ticket.\n", use->values[OPTION_WALK]);
            result = EXIT_WRONG_USE;
        }
    }
    cJSON_Delete(t.lines);
    bytes_free(&text);
    return result;
}

int overlay_read(overlay *o, const invocation *use, const wm_rules *rules, const wm_graph *graph)
{
    int result = use->values[OPTION_TRAFFIC] != NULL ? read_traffic(o, use, rules, graph) : EXIT_DONE;
    return result == EXIT_DONE && use->values[OPTION_WALK] != NULL ? read_walk(o, use, rules, graph) : result;
}

void overlay_free(overlay *o)
{
    free(o->nodes);
    free(o->edges);
    free(o->walk);
    *o = (overlay){ 0 };
}
