/* charts.h: the six flowcharts of laptops (FloDial) as guides, for the tests that want real ones. They lie outside of the tree, in
 * ../shared/data/flowcharts-laptop (WAYMARK_SHARED says where else). A question becomes a flow of its own, so that a chart with shared nodes
 * or a cycle would become a guide just as well. A leaf is advice: a fault that the guide concludes, with no remedy of its own, so that the
 * case is handed over with that fault. Uses cJSON and cmocka. */
#ifndef REAL_LAPTOP_CHARTS_H
#define REAL_LAPTOP_CHARTS_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "support/tap.h"

static const char *const charts[] = { "laptop_battery", "laptop_drive", "laptop_overheating",
                                      "lcd_problem",    "power",        "wireless" };
#define CHARTS (sizeof charts / sizeof *charts)

/* ---- Files --------------------------------------------------------------------------------------------------------------------------- */

static inline void path_of_data(char *path, size_t size, const char *name)
{
    const char *shared = getenv("WAYMARK_SHARED");
    snprintf(path, size, "%s/data/flowcharts-laptop/%s", shared && *shared ? shared : "../shared", name);
}

static inline FILE *open_or_fail(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (!file)
        fail_msg("cannot open %s", path);
    return file;
}

static inline char *read_all(const char *path)
{
    FILE *in = open_or_fail(path, "rb");
    size_t size = 0, room = 1 << 16;
    char *text = malloc(room);
    assert_non_null(text);
    for (size_t got; (got = fread(text + size, 1, room - 1 - size, in)) > 0;) {
        size += got;
        if (size < room - 1)
            continue;
        text = realloc(text, room *= 2);
        assert_non_null(text);
    }
    assert_int_equal(fclose(in), 0);
    text[size] = '\0';
    return text;
}

static inline cJSON *read_chart(const char *name)
{
    char file[64], path[512];
    snprintf(file, sizeof file, "%s.json", name);
    path_of_data(path, sizeof path, file);
    char *text = read_all(path);
    cJSON *chart = cJSON_Parse(text);
    free(text);
    assert_non_null(chart);
    return chart;
}

static inline const char *string_in(const cJSON *object, const char *key)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* ---- A chart becomes a guide ---------------------------------------------------------------------------------------------------------- */

/* A Lua string. A rule's text is one line of words: control characters become blanks. */
static inline void put_string(FILE *out, const char *text)
{
    putc('"', out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            putc('\\', out);
        putc(c < 0x20 || c == 0x7f ? ' ' : c, out);
    }
    putc('"', out);
}

/* What the agent says at this node, or the chart's own short label. Only English was recorded. */
static inline void put_texts(FILE *out, const cJSON *node)
{
    const char *said = string_in(node, "utterance");
    const char *text = said && *said ? said : string_in(node, "label");
    assert_non_null(text);
    fputs("zh = ", out);
    put_string(out, text);
    fputs(", en = ", out);
    put_string(out, text);
}

static inline bool is_leaf(const cJSON *chart, const char *id)
{
    const cJSON *node = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(chart, "nodes"), id);
    if (!node)
        fail_msg("an arrow leads to node %s, which is not there", id);
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(node, "terminal"));
}

static inline void put_declarations(FILE *out, const cJSON *chart)
{
    const cJSON *node;
    cJSON_ArrayForEach(node, cJSON_GetObjectItemCaseSensitive(chart, "nodes"))
    {
        fprintf(out, "%s \"n%s\" { ", is_leaf(chart, node->string) ? "fault" : "question", node->string);
        put_texts(out, node);
        fputs(" }\n", out);
    }
}

static inline void put_flows(FILE *out, const cJSON *chart)
{
    const cJSON *arrows, *arrow;
    cJSON_ArrayForEach(arrows, cJSON_GetObjectItemCaseSensitive(chart, "edges"))
    {
        fprintf(out, "flow \"n%s\" { ask \"n%s\" {", arrows->string, arrows->string);
        cJSON_ArrayForEach(arrow, arrows)
        {
            const char *to = cJSON_GetStringValue(arrow);
            assert_non_null(to);
            fprintf(out, " %s = %s \"n%s\",", arrow->string, is_leaf(chart, to) ? "conclude" : "go", to);
        }
        fputs(" } }\n", out);
    }
}

static inline void write_guide(const char *folder, const char *name)
{
    char path[512];
    cJSON *chart = read_chart(name);
    const char *problem = string_in(chart, "problem_description");
    assert_non_null(problem);
    snprintf(path, sizeof path, "%s/%s.lua", folder, name);
    FILE *out = open_or_fail(path, "w");
    fprintf(out, "guide \"laptop/%s\" { zh = ", name);
    put_string(out, problem);
    fputs(", en = ", out);
    put_string(out, problem);
    fputs(" }\n", out);
    put_declarations(out, chart);
    fputs("escalation \"bench\" { to = \"repair_bench\", zh = \"送修\", en = \"The repair bench\" }\n", out);
    put_flows(out, chart);
    fputs("flow { go \"n1\", otherwise = escalate \"bench\" }\n", out);
    assert_int_equal(fclose(out), 0);
    cJSON_Delete(chart);
}

#endif
