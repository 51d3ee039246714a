/* Anomalies of every kind of the verifier's table (reasoning.md, section 5), planted at random into the text of the project's own
 * guides and of the six charts of laptops: how many of them `check` finds, and whether the answers that it gives lead there. Prints
 * its seed (ANOMALY_SEED sets it) and a table. How an anomaly is planted is in planting.h. Uses waymark.h, the insides of a case for
 * its trace, tests/real/laptop/charts.h and cmocka. */
#include <dirent.h>
#include <time.h>
#include <unistd.h>

#include "real/laptop/charts.h"
#include "rules/planting.h"

#define PICKS 3 /* places a guide and a way of planting */
#define GOAL  .95

typedef struct tally {
    size_t planted, found, replayed;
} tally;

static tally tallies[KINDS]; /* of both corpora */

/* ---- A folder of guides ------------------------------------------------------------------------------------------------------------ */

typedef struct corpus {
    char folder[300];
    char files[64][64];
    size_t count;
    const char *kb;
} corpus;

static void path_in(const corpus *c, const char *file, char path[512])
{
    snprintf(path, 512, "%s/%s", c->folder, file);
}

static void write_text(const corpus *c, const char *file, const char *text)
{
    char path[512];
    path_in(c, file, path);
    FILE *out = open_or_fail(path, "w");
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void make_folder(corpus *c)
{
    const char *base = getenv("TMPDIR");
    snprintf(c->folder, sizeof c->folder, "%s/anomalies-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(c->folder));
}

static void drop_folder(const corpus *c)
{
    char path[512];
    for (size_t i = 0; i < c->count; i++)
        path_in(c, c->files[i], path), unlink(path);
    rmdir(c->folder);
}

/* The guides of rules/, side by side. */
static void take_own_guides(corpus *c)
{
    wm_rules *rules = NULL;
    wm_guide_info info;
    make_folder(c);
    c->kb = "kb";
    assert_int_equal(wm_rules_load(&rules, NULL, "rules", NULL), WM_OK);
    for (size_t i = 0; wm_rules_guide(rules, i, &info) == WM_OK; i++) {
        char *text = read_all(info.file);
        snprintf(c->files[c->count], sizeof c->files[0], "g%zu.lua", i);
        write_text(c, c->files[c->count++], text);
        free(text);
    }
    wm_rules_free(rules);
}

static bool take_charts(corpus *c)
{
    char path[512];
    path_of_data(path, sizeof path, "power.json");
    if (access(path, R_OK) != 0)
        return false;
    make_folder(c);
    for (size_t i = 0; i < CHARTS; i++) {
        write_guide(c->folder, charts[i]);
        snprintf(c->files[c->count++], sizeof c->files[0], "%s.lua", charts[i]);
    }
    return true;
}

static wm_rules *load(const corpus *c)
{
    const wm_config config = { .kb_dir = c->kb };
    wm_rules *rules = NULL;
    assert_int_equal(wm_rules_load(&rules, &config, c->folder, NULL), WM_OK);
    return rules;
}

static const guide *guide_in(const wm_rules *rules, const char *file)
{
    for (uint32_t i = 0; i < rules->set->guide_count; i++)
        if (strcmp(strrchr(rules->set->guides[i]->file, '/') + 1, file) == 0)
            return rules->set->guides[i];
    return NULL;
}

/* ---- Replaying a witness, as anybody would ------------------------------------------------------------------------------------------- */

static bool passes(const wm_case *c, const guide *g, uint32_t line)
{
    if (c->step.guide == g->index && c->step.node != NONE && g->nodes[c->step.node].line == line)
        return true;
    for (size_t i = 0; i < c->way.count && i < c->way.capacity; i++)
        if (c->way.entries[i].guide == g->index && c->way.entries[i].node != NONE &&
            g->nodes[c->way.entries[i].node].line == line)
            return true;
    return false;
}

static void give(wm_case *c, const wm_witness *w)
{
    char *end = NULL;
    wm_value value = { .kind = WM_VALUE_TEXT, .text = w->answer };
    wm_error error = { 0 };
    if (strcmp(w->answer, "unsure") == 0)
        value.kind = WM_VALUE_UNSURE;
    if (wm_case_answer_value(c, w->question, &value, NULL, NULL) == WM_OK)
        return;
    value = (wm_value){ .kind = WM_VALUE_NUMBER, .number = strtod(w->answer, &end) };
    if (wm_case_answer_value(c, w->question, &value, NULL, &error) != WM_OK)
        fail_msg("a witness that can't be given: %s = %s: %s", w->question, w->answer, error.en);
}

/* All its answers are given, and every remedy on the way ends in `outcome`. */
static bool leads_there(const wm_rules *rules, const guide *g, const wm_finding *f, const plant *p, wm_outcome outcome)
{
    wm_case *c = NULL;
    wm_step step;
    bool there = false;
    assert_int_equal(wm_case_new(&c, rules, g->name, NULL), WM_OK);
    for (size_t i = 0; i < f->witness_count; i++)
        give(c, &f->witness[i]);
    for (int i = 0; i < 100 && !there; i++) {
        if (wm_case_step(c, &step, NULL) != WM_OK)
            break;
        there = p->ends_in_nothing ? step.kind == WM_DIAGNOSED : passes(c, g, p->lead);
        if (there || step.kind != WM_TRY || wm_case_outcome(c, step.id, outcome, NULL) != WM_OK)
            break;
    }
    wm_case_free(c);
    return there;
}

static bool replays(const wm_rules *rules, const guide *g, const wm_finding *f, const plant *p)
{
    return f->witness != NULL && (leads_there(rules, g, f, p, WM_FAILED) || leads_there(rules, g, f, p, WM_SKIPPED));
}

/* ---- One anomaly ------------------------------------------------------------------------------------------------------------------------ */

static uint32_t line_of(const wm_finding *f)
{
    return (uint32_t)strtoul(strrchr(f->where, ':') + 1, NULL, 10);
}

/* 0: not found; 1: found; 2: and its witness leads there. */
static int look_for(wm_rules *rules, const guide *g, const plant *p)
{
    const wm_finding *found;
    size_t count;
    int best = 0;
    assert_int_equal(wm_rules_check(rules, g->name, &found, &count, NULL), WM_OK);
    for (size_t i = 0; i < count && best < 2; i++)
        if (strcmp(found[i].code, p->code) == 0 && line_of(&found[i]) == p->here)
            best = replays(rules, g, &found[i], p) ? 2 : 1;
    for (size_t i = 0; best < 2 && i < count; i++) {
        print_message("#   %s %s %s;", found[i].code, found[i].where, found[i].what.en);
        for (size_t k = 0; k < found[i].witness_count; k++)
            print_message(" %s=%s", found[i].witness[k].question, found[i].witness[k].answer);
        print_message("\n");
    }
    return best;
}

static void try_one(const corpus *c, const char *file, const way *w, const plant *p)
{
    static const char *const words[] = { "not found", "found, and its witness does not lead there" };
    write_text(c, file, p->text);
    wm_rules *rules = load(c);
    const guide *g = guide_in(rules, file);
    if (g == NULL) {
        const wm_finding *found;
        size_t count = wm_rules_findings(rules, &found);
        for (size_t i = 0; i < count; i++)
            print_message("# %s %s %s\n", found[i].code, found[i].where, found[i].what.en);
        fail_msg("%s with '%s' does not load", file, w->name);
    }
    int result = look_for(rules, g, p);
    if (result < 2)
        print_message("# %s:%lu '%s': %s (%s)\n", file, (unsigned long)p->here, w->name, words[result], p->code);
    tallies[w->kind].planted++;
    tallies[w->kind].found += result > 0;
    tallies[w->kind].replayed += result > 1;
    wm_rules_free(rules);
}

/* ---- All of them -------------------------------------------------------------------------------------------------------------------------- */

static uint64_t seed_of_run(void)
{
    const char *given = getenv("ANOMALY_SEED");
    return given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
}

static void plant_into(const corpus *c, const char *file, uint64_t *random)
{
    char path[512];
    path_in(c, file, path);
    char *text = read_all(path);
    rule_text read = rule_text_of(text);
    wm_rules *rules = load(c);
    const guide *g = guide_in(rules, file);
    assert_non_null(g);
    plant *p = calloc(1, sizeof *p);
    assert_non_null(p);
    for (size_t i = 0; i < WAYS; i++)
        for (int pick = 0; pick < PICKS; pick++)
            if (plant_one(p, &ways[i], &(target){ rules->set, g, &read }, random))
                try_one(c, file, &ways[i], p);
    write_text(c, file, text);
    free(p);
    wm_rules_free(rules);
    rule_text_free(&read);
    free(text);
}

static size_t planted(void)
{
    size_t sum = 0;
    for (size_t i = 0; i < KINDS; i++)
        sum += tallies[i].planted;
    return sum;
}

static void plant_into_all(const corpus *c, const char *what)
{
    uint64_t seed = seed_of_run(), random = seed;
    size_t before = planted();
    for (size_t i = 0; i < c->count; i++)
        plant_into(c, c->files[i], &random);
    print_message("# %s: %zu anomalies in %zu guides, seed %llu\n", what, planted() - before, c->count,
                  (unsigned long long)seed);
    assert_true(planted() - before >= 20 * c->count);
}

static void planted_into_the_projects_own_guides(void **state)
{
    (void)state;
    corpus c = { .count = 0 };
    take_own_guides(&c);
    plant_into_all(&c, "the project's guides");
    drop_folder(&c);
}

static void planted_into_the_charts_of_laptops(void **state)
{
    (void)state;
    corpus c = { .count = 0 };
    if (!take_charts(&c))
        skip_because("../shared/data/flowcharts-laptop is not here");
    plant_into_all(&c, "the charts");
    drop_folder(&c);
}

static void nearly_all_are_found_and_their_witnesses_lead_there(void **state)
{
    (void)state;
    tally sum = { 0 };
    print_message("# %-18s %8s %8s %8s\n", "kind", "planted", "found", "replayed");
    for (size_t i = 0; i < KINDS; i++) {
        const tally *t = &tallies[i];
        print_message("# %-18s %8zu %8zu %8zu\n", kind_names[i], t->planted, t->found, t->replayed);
        sum.planted += t->planted;
        sum.found += t->found;
        sum.replayed += t->replayed;
    }
    print_message("# %-18s %8zu %8zu %8zu   goal: %g %% of them\n", "all", sum.planted, sum.found, sum.replayed,
                  GOAL * 100);
    for (size_t i = 0; i < KINDS; i++)
        assert_true(tallies[i].planted >= 10 && (double)tallies[i].replayed >= GOAL * (double)tallies[i].planted);
}

/* ---- Before anything is planted ------------------------------------------------------------------------------------------------------------- */

/* Codes and how often, in order: "WM208 x2 WM216 x40". */
static void codes_of(wm_rules *rules, const char *only, char *out, size_t size)
{
    const wm_finding *found;
    const wm_code *codes;
    size_t count, code_count = wm_codes(&codes);
    out[0] = '\0';
    assert_int_equal(wm_rules_check(rules, only, &found, &count, NULL), WM_OK);
    for (size_t i = 0; i < code_count; i++) {
        size_t times = 0;
        for (size_t k = 0; k < count; k++)
            times += strcmp(found[k].code, codes[i].code) == 0;
        if (times > 0)
            snprintf(out + strlen(out), size - strlen(out), "%s%s x%zu", out[0] ? " " : "", codes[i].code, times);
    }
}

/* What is really so of the charts as they are; tests/rules/README.md says what each is. */
static void the_charts_have_what_they_have(void **state)
{
    (void)state;
    static const char *const expected[CHARTS] = {
        "WM208 x1 WM213 x1 WM216 x12 WM221 x1", "WM208 x1 WM213 x1 WM216 x15 WM221 x1", "WM213 x1 WM216 x12 WM221 x1",
        "WM213 x1 WM216 x14 WM221 x1",          "WM213 x1 WM216 x14 WM221 x1",          "WM213 x1 WM216 x14 WM221 x1",
    };
    corpus c = { .count = 0 };
    size_t wrong = 0;
    if (!take_charts(&c))
        skip_because("../shared/data/flowcharts-laptop is not here");
    wm_rules *rules = load(&c);
    for (size_t i = 0; i < CHARTS; i++) {
        char name[64], codes[256];
        snprintf(name, sizeof name, "laptop/%s", charts[i]);
        codes_of(rules, name, codes, sizeof codes);
        if (strcmp(codes, expected[i]) != 0)
            print_message("# %s: %s\n", name, codes);
        wrong += strcmp(codes, expected[i]) != 0;
    }
    wm_rules_free(rules);
    drop_folder(&c);
    assert_int_equal(wrong, 0);
}

static void nothing_is_wrong_with_the_projects_own_guides(void **state)
{
    (void)state;
    const wm_config config = { .kb_dir = "kb" };
    wm_rules *rules = NULL;
    const wm_finding *found;
    size_t count, wrong = 0;
    assert_int_equal(wm_rules_load(&rules, &config, "rules", NULL), WM_OK);
    assert_int_equal(wm_rules_check(rules, NULL, &found, &count, NULL), WM_OK);
    for (size_t i = 0; i < count; i++) {
        bool of_its_time = strcmp(found[i].code, "WM219") == 0; /* a review falls due by itself */
        if (!of_its_time)
            print_message("# %s %s %s\n", found[i].code, found[i].where, found[i].what.en);
        wrong += !of_its_time;
    }
    wm_rules_free(rules);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_wrong_with_the_projects_own_guides),
        cmocka_unit_test(the_charts_have_what_they_have),
        cmocka_unit_test(planted_into_the_projects_own_guides),
        cmocka_unit_test(planted_into_the_charts_of_laptops),
        cmocka_unit_test(nearly_all_are_found_and_their_witnesses_lead_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
