/* `waymark test`: what came of the walks, and what they came by. Uses waymark.h and cJSON. */
#include <string.h>

#include "cli/test.h"
#include "cli/words.h"

/* ---- Walks ----------------------------------------------------------------------------------------------------------- */

static void print_failed(const testing *t, const wm_walked *w)
{
    say(stdout, t->lang, "%s：失敗%s%s：%s\n", "%s: failed%s%s: %s\n", w->where, w->id[0] != '\0' ? " " : "", w->id,
        wm_text_in(w->why, t->lang));
}

static void add_failed(testing *t, const wm_walked *w)
{
    cJSON *list = cJSON_GetObjectItemCaseSensitive(t->json, "failures");
    cJSON *one = cJSON_CreateObject();
    bool added = cJSON_AddItemToArray(list, one) && cJSON_AddStringToObject(one, "id", w->id) != NULL &&
                 (w->guide == NULL || cJSON_AddStringToObject(one, "guide", w->guide) != NULL) &&
                 cJSON_AddStringToObject(one, "where", w->where) != NULL &&
                 cJSON_AddStringToObject(one, "why", wm_text_in(w->why, t->lang)) != NULL;
    test_added(t, added);
}

void test_tell_walks(testing *t)
{
    wm_walked w;
    for (size_t i = 0; wm_walks_at(t->walks, i, &w) == WM_OK; i++) {
        t->passed += w.passed;
        t->failed += !w.passed;
        if (!w.passed && t->json != NULL)
            add_failed(t, &w);
        else if (!w.passed)
            print_failed(t, &w);
    }
}

/* ---- Coverage -------------------------------------------------------------------------------------------------------- */

static void print_missed(const testing *t, const wm_coverage *c)
{
    for (size_t i = 0; i < c->missed_count; i++)
        say(stdout, t->lang, "  %s：沒走到 %s\n", "  %s: never reached: %s\n", c->missed[i].where,
            wm_text_in(c->missed[i].what, t->lang));
}

static void print_coverage(const testing *t, const wm_coverage *c)
{
    say(stdout, t->lang, "%s：%zu 條走法%s；步驟 %llu/%llu，分支 %llu/%llu，結尾 %llu/%llu\n",
        "%s: %zu walk%s; steps %llu/%llu, branches %llu/%llu, ends %llu/%llu\n", c->guide, c->walks,
        t->lang == WM_EN && c->walks != 1 ? "s" : "", (unsigned long long)c->nodes[0], (unsigned long long)c->nodes[1],
        (unsigned long long)c->edges[0], (unsigned long long)c->edges[1], (unsigned long long)c->ends[0],
        (unsigned long long)c->ends[1]);
    if (t->use->values[OPTION_COVERAGE] != NULL)
        print_missed(t, c);
}

static bool add_pair(cJSON *to, const char *key, const uint64_t pair[2])
{
    cJSON *list = cJSON_AddArrayToObject(to, key);
    return list != NULL && cJSON_AddItemToArray(list, cJSON_CreateNumber((double)pair[0])) &&
           cJSON_AddItemToArray(list, cJSON_CreateNumber((double)pair[1]));
}

static bool add_missed(const testing *t, cJSON *to, const wm_coverage *c)
{
    cJSON *list = cJSON_AddArrayToObject(to, "missed");
    bool added = list != NULL;
    for (size_t i = 0; i < c->missed_count && added; i++) {
        cJSON *one = cJSON_CreateObject();
        added = cJSON_AddItemToArray(list, one) && cJSON_AddStringToObject(one, "where", c->missed[i].where) != NULL &&
                cJSON_AddStringToObject(one, "what", wm_text_in(c->missed[i].what, t->lang)) != NULL;
    }
    return added;
}

static void add_coverage(testing *t, const wm_coverage *c)
{
    cJSON *of = test_json_of(t, c->guide);
    bool added = of != NULL && cJSON_AddNumberToObject(of, "walks", (double)c->walks) != NULL &&
                 add_pair(of, "nodes", c->nodes) && add_pair(of, "edges", c->edges) && add_pair(of, "ends", c->ends) &&
                 (t->use->values[OPTION_COVERAGE] == NULL || add_missed(t, of, c));
    test_added(t, added);
}

void test_tell_coverage(testing *t)
{
    wm_guide_info guide;
    wm_coverage c;
    wm_error error;
    size_t without = 0;
    for (size_t i = 0; wm_rules_guide(t->rules, i, &guide) == WM_OK; i++) {
        if (!test_asks_for(t, &guide))
            continue;
        if (wm_walks_coverage(t->walks, guide.name, &c, &error) != WM_OK) {
            t->no_memory = true;
            return;
        }
        without += c.walks == 0;
        if (t->json != NULL)
            add_coverage(t, &c);
        else if (c.walks > 0 || c.nodes[0] > 0)
            print_coverage(t, &c);
    }
    if (without > 0 && t->json == NULL)
        say(stdout, t->lang, "%zu 份判斷樹沒有自己的走法%s。\n", "%zu guide%s without walks of their own.\n", without,
            t->lang == WM_EN && without != 1 ? "s" : "");
}
