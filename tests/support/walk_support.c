/* Examples of the walk: one case on one or a few small guides. Uses waymark.h, cmocka and POSIX (a temporary folder). */
#include "support/walk_support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FAULTS 16

struct example {
    wm_rules *rules;
    wm_case *opened;
    char step[256];
};

static void stop(const char *file, int line, const char *what, const wm_error *error)
{
    print_error("%s: %s %s\n", what, error->where, wm_error_what(error, WM_EN));
    _fail(file, line);
}

/* ---- Opening ------------------------------------------------------------------------------------------------------------------------ */

/* The name in "guide 'NAME' …", with which every text here begins; "" where it does not. */
static void name_of(const char *text, char *name, size_t size)
{
    const char *from = strchr(text, '\'');
    const char *to = from ? strchr(from + 1, '\'') : NULL;
    name[0] = '\0';
    if (!from || !to || (size_t)(to - from) > size)
        return;
    memcpy(name, from + 1, (size_t)(to - from) - 1);
    name[to - from - 1] = '\0';
}

static void write_file(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

static wm_status load_folder(wm_rules **out, const char *const *texts, wm_error *error)
{
    char folder[256], path[300];
    const char *base = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/guides-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
    size_t count = 0;
    for (; texts[count]; count++) {
        snprintf(path, sizeof path, "%s/%zu.lua", folder, count);
        write_file(path, texts[count]);
    }
    wm_status status = wm_rules_load(out, &(wm_config){ 0 }, folder, error);
    while (count-- > 0) {
        snprintf(path, sizeof path, "%s/%zu.lua", folder, count);
        unlink(path);
    }
    rmdir(folder);
    return status;
}

static wm_status load(wm_rules **out, const char *const *texts, wm_error *error)
{
    if (texts[1])
        return load_folder(out, texts, error);
    return wm_rules_load_text(out, &(wm_config){ 0 }, "example.lua", texts[0], strlen(texts[0]), error);
}

static bool print_errors(const wm_rules *rules)
{
    bool any = false;
    const wm_finding *found;
    size_t count = wm_rules_findings(rules, &found);
    for (size_t i = 0; i < count; i++) {
        if (found[i].severity != WM_ERROR)
            continue;
        print_error("%s %s: %s\n", found[i].code, found[i].where, wm_text_in(found[i].what, WM_EN));
        any = true;
    }
    return any;
}

example *example_new(const char *file, int line, const char *const *texts)
{
    char name[128];
    wm_error error = { 0 };
    example *e = calloc(1, sizeof *e);
    assert_non_null(e);
    if (load(&e->rules, texts, &error) != WM_OK)
        stop(file, line, "not loaded", &error);
    if (print_errors(e->rules))
        _fail(file, line);
    name_of(texts[0], name, sizeof name);
    if (wm_case_new(&e->opened, e->rules, name, &error) != WM_OK)
        stop(file, line, "not opened", &error);
    return e;
}

void over(example *e)
{
    wm_case_free(e->opened);
    wm_rules_free(e->rules);
    free(e);
}

wm_case *case_of(example *e)
{
    return e->opened;
}

void example_refused(const char *file, int line, const char *text, const char *code)
{
    wm_rules *rules;
    wm_error error = { 0 };
    char name[128];
    if (wm_rules_load_text(&rules, &(wm_config){ 0 }, "example.lua", text, strlen(text), &error) != WM_OK)
        stop(file, line, "nothing could be loaded at all", &error);
    const wm_finding *found;
    size_t count = wm_rules_findings(rules, &found), with_code = 0;
    for (size_t i = 0; i < count; i++)
        with_code += found[i].severity == WM_ERROR && (!code || strcmp(found[i].code, code) == 0);
    name_of(text, name, sizeof name);
    bool usable = wm_rules_find_guide(rules, name, NULL);
    wm_rules_free(rules);
    if (!with_code || usable) {
        print_error("the guide is %s, with %zu such errors\n", usable ? "usable" : "refused", with_code);
        _fail(file, line);
    }
}

/* ---- Saying and doing --------------------------------------------------------------------------------------------------------------- */

void example_says(const char *file, int line, example *e, const char *question, const char *answer)
{
    wm_error error = { 0 };
    if (wm_case_answer(e->opened, question, answer, &error) != WM_OK)
        stop(file, line, question, &error);
}

void example_number(const char *file, int line, example *e, const char *question, double number)
{
    wm_error error = { 0 };
    wm_value value = { .kind = WM_VALUE_NUMBER, .number = number };
    if (wm_case_answer_value(e->opened, question, &value, NULL, &error) != WM_OK)
        stop(file, line, question, &error);
}

void example_outcome(const char *file, int line, example *e, const char *action, wm_outcome outcome)
{
    wm_error error = { 0 };
    if (wm_case_outcome(e->opened, action, outcome, &error) != WM_OK)
        stop(file, line, action, &error);
}

void example_retract(const char *file, int line, example *e, const char *name)
{
    wm_error error = { 0 };
    if (wm_case_retract(e->opened, name, &error) != WM_OK)
        stop(file, line, name, &error);
}

/* ---- What follows ------------------------------------------------------------------------------------------------------------------- */

static const char *word_of(const wm_step *step)
{
    switch (step->kind) {
    case WM_ASK:
        return "ask";
    case WM_TRY:
        return "try";
    case WM_ESCALATE:
        return "escalate";
    case WM_RESOLVED:
        return "resolved";
    case WM_DIAGNOSED:
        return "diagnosed";
    }
    return "no step";
}

/* Every step's own promises: its name, its guide, and whether it is the last. */
static void check_form(const char *file, int line, const wm_step *step)
{
    bool named = step->kind == WM_ASK || step->kind == WM_TRY || step->kind == WM_ESCALATE;
    bool last = step->kind == WM_ESCALATE || step->kind == WM_RESOLVED || step->kind == WM_DIAGNOSED;
    if (named == (step->id != NULL) && last == step->done)
        return;
    print_error("%s: id %s, done %d\n", word_of(step), step->id ? step->id : "NULL", step->done);
    _fail(file, line);
}

const char *step_of(const char *file, int line, example *e)
{
    wm_step step;
    wm_error error = { 0 };
    if (wm_case_step(e->opened, &step, &error) != WM_OK)
        stop(file, line, "no step", &error);
    check_form(file, line, &step);
    bool by = step.kind == WM_RESOLVED && step.action, verifies = step.kind == WM_ASK && step.verifies;
    bool concluded = step.kind != WM_ASK && step.fault;
    snprintf(e->step, sizeof e->step, "%s%s%s%s%s%s%s%s%s%s%s%s", word_of(&step), step.id ? " " : "",
             step.id ? step.id : "", by ? " by " : "", by ? step.action : "", verifies ? " to verify " : "",
             verifies ? step.verifies : "", concluded ? " for " : "", concluded ? step.fault : "",
             concluded && step.presumed ? " presumed" : "", step.not_applicable ? " not applicable" : "",
             step.contradiction ? " contradiction" : "");
    return e->step;
}

void example_expect(const char *file, int line, example *e, const char *step)
{
    _assert_string_equal(step_of(file, line, e), step, file, line);
}

void example_begins(const char *file, int line, example *e, const char *words)
{
    const char *step = step_of(file, line, e);
    if (strncmp(step, words, strlen(words)) == 0)
        return;
    print_error("\"%s\" does not begin with \"%s\"\n", step, words);
    _fail(file, line);
}

/* ---- Beliefs ------------------------------------------------------------------------------------------------------------------------ */

static size_t diagnosis(const char *file, int line, example *e, wm_belief *out)
{
    (void)step_of(file, line, e);
    size_t count = wm_case_diagnosis(e->opened, out, MAX_FAULTS);
    assert_in_range(count, 0, MAX_FAULTS);
    return count;
}

void example_belief(const char *file, int line, example *e, const char *fault, double p)
{
    wm_belief beliefs[MAX_FAULTS];
    size_t count = diagnosis(file, line, e, beliefs);
    double is = NAN;
    for (size_t i = 0; i < count; i++)
        if (strcmp(beliefs[i].fault, fault) == 0)
            is = beliefs[i].p;
    if (fabs(is - p) <= 1e-9)
        return;
    print_error("%s has %.12g, not %.12g\n", fault, is, p);
    _fail(file, line);
}

void example_ranking(const char *file, int line, example *e, const char *faults)
{
    wm_belief beliefs[MAX_FAULTS];
    size_t count = diagnosis(file, line, e, beliefs);
    char order[512] = "";
    for (size_t i = 0, used = 0; i < count && used < sizeof order; i++)
        used += (size_t)snprintf(order + used, sizeof order - used, "%s%s", i ? " " : "", beliefs[i].fault);
    _assert_string_equal(order, faults, file, line);
}

bool passed_over(example *e, wm_pass reason, const char *id)
{
    wm_why why;
    wm_error error = { 0 };
    assert_int_equal(wm_case_why(e->opened, &why, &error), WM_OK);
    for (size_t i = 0; i < why.pass_count; i++)
        if (why.passes[i].kind == reason && (!id || (why.passes[i].id && strcmp(why.passes[i].id, id) == 0)))
            return true;
    return false;
}
