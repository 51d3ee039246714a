/* `waymark test --mutate`: changed rules that no walk notices. Uses waymark.h and cJSON. */
#include <string.h>

#include "cli/test.h"
#include "cli/words.h"

typedef struct score {
    size_t all, noticed, survived, equivalent, undecided;
} score;

/* ---- Progress -------------------------------------------------------------------------------------------------------- */

typedef struct progress {
    const testing *t;
    const char *guide;
} progress;

static void show_progress(void *context, size_t done, size_t all)
{
    const progress *p = context;
    say(stderr, p->t->lang, "\r%s：%zu/%zu 個變異", "\r%s: %zu of %zu mutants", p->guide, done, all);
    fflush(stderr);
}

/* ---- Telling --------------------------------------------------------------------------------------------------------- */

static void print_survivor(const testing *t, const wm_mutant *m)
{
    say(stdout, t->lang, "%s：沒有走法發現：%s\n", "%s: no walk notices: %s\n", m->where, wm_text_in(m->what, t->lang));
    if (m->end == WM_MUTANT_SURVIVED)
        say(stdout, t->lang, "    可以加這樣的走法：%s；原本 %s，改了之後 %s\n",
            "    a walk that would: %s; it is %s, and after the change %s\n",
            m->way[0] != '\0'  ? m->way
            : t->lang == WM_EN ? "nothing answered"
                               : "什麼都還沒答",
            m->was, m->is);
    else
        say(stdout, t->lang, "    看過的路上都一樣；路太多，沒有看完\n",
            "    the same on every way that was looked at; there are more\n");
}

static const char *end_word(wm_mutant_end end)
{
    static const char *const words[] = { "noticed", "survived", "equivalent", "undecided" };
    return words[end];
}

static bool add_mutant(const testing *t, cJSON *list, const wm_mutant *m)
{
    cJSON *one = cJSON_CreateObject();
    bool added = cJSON_AddItemToArray(list, one) && cJSON_AddStringToObject(one, "where", m->where) != NULL &&
                 cJSON_AddStringToObject(one, "what", wm_text_in(m->what, t->lang)) != NULL &&
                 cJSON_AddStringToObject(one, "end", end_word(m->end)) != NULL;
    if (m->end == WM_MUTANT_SURVIVED)
        added = added && cJSON_AddStringToObject(one, "way", m->way) != NULL &&
                cJSON_AddStringToObject(one, "was", m->was) != NULL &&
                cJSON_AddStringToObject(one, "is", m->is) != NULL;
    return added;
}

static void count(score *s, const wm_mutant *m)
{
    s->all++;
    s->noticed += m->end == WM_MUTANT_NOTICED;
    s->survived += m->end == WM_MUTANT_SURVIVED;
    s->equivalent += m->end == WM_MUTANT_EQUIVALENT;
    s->undecided += m->end == WM_MUTANT_UNDECIDED;
}

static void print_score(const testing *t, const char *guide, const score *s)
{
    char share[PERCENT_SIZE];
    size_t told = s->noticed + s->survived;
    say(stdout, t->lang, "%s：%zu 個變異，走法發現 %zu 個（%s）；漏掉 %zu 個，%zu 個和原本一樣，%zu 個沒看完\n",
        "%s: %zu mutants, %zu noticed by walks (%s); %zu missed, %zu the same as before, %zu undecided\n", guide,
        s->all, s->noticed, percent(told > 0 ? (double)s->noticed / (double)told : 1, share), s->survived,
        s->equivalent, s->undecided);
}

static void add_score(testing *t, cJSON *of, const score *s)
{
    test_added(t, cJSON_AddNumberToObject(of, "mutants", (double)s->all) != NULL &&
                      cJSON_AddNumberToObject(of, "noticed", (double)s->noticed) != NULL &&
                      cJSON_AddNumberToObject(of, "survived", (double)s->survived) != NULL &&
                      cJSON_AddNumberToObject(of, "equivalent", (double)s->equivalent) != NULL &&
                      cJSON_AddNumberToObject(of, "undecided", (double)s->undecided) != NULL);
}

static void tell(testing *t, const char *guide, const wm_mutant *list, size_t size)
{
    score s = { 0 };
    cJSON *of = t->json != NULL ? test_json_of(t, guide) : NULL;
    cJSON *mutants = of != NULL ? cJSON_AddArrayToObject(of, "unnoticed") : NULL;
    for (size_t i = 0; i < size; i++) {
        count(&s, &list[i]);
        if (list[i].end != WM_MUTANT_SURVIVED && list[i].end != WM_MUTANT_UNDECIDED)
            continue;
        if (t->json != NULL)
            test_added(t, mutants != NULL && add_mutant(t, mutants, &list[i]));
        else
            print_survivor(t, &list[i]);
    }
    t->survived += s.survived;
    if (of != NULL)
        add_score(t, of, &s);
    else if (t->json == NULL)
        print_score(t, guide, &s);
}

static int mutate(testing *t, const char *guide)
{
    progress p = { t, guide };
    wm_mutation_config config = { .ways = t->budget, .context = &p, .progress = t->progress ? show_progress : NULL };
    const wm_mutant *list;
    size_t size;
    wm_error error;
    wm_status status = wm_walks_mutate(t->walks, guide, &config, &list, &size, &error);
    if (t->progress)
        fputs("\r\033[K", stderr);
    if (status != WM_OK)
        return test_fault(t, &error);
    tell(t, guide, list, size);
    return EXIT_DONE;
}

int test_mutate(testing *t)
{
    wm_guide_info guide;
    int result = EXIT_DONE;
    for (size_t i = 0; result == EXIT_DONE && wm_rules_guide(t->rules, i, &guide) == WM_OK; i++) {
        wm_coverage c;
        wm_error error;
        if (!test_asks_for(t, &guide))
            continue;
        if (wm_walks_coverage(t->walks, guide.name, &c, &error) != WM_OK)
            return test_fault(t, &error);
        if (c.walks > 0 || c.nodes[0] > 0 || t->asked_count > 0)
            result = mutate(t, guide.name);
    }
    return result;
}
