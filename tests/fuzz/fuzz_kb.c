/* fuzz_kb.c: a file of the knowledge base, as any bytes, beside rules that are sound. The first byte chooses: teams.json, costs.json,
 * weights/fuzz.json; the rest is the file. What is refused is refused by its file's name, in both languages. With what is taken the guide loads,
 * beliefs are probabilities, plans have a price, a walk comes to an end; read again it is the same rule set. Uses waymark.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "waymark.h"

enum { MOST_BYTES = 1 << 14, MOST_STEPS = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A choice, a number of three cells and a text whose answers tell the causes apart; work, waiting and a message to the user; two teams. */
static const char rules_text[] =
    "guide \"fuzz\" { zh = \"g\", en = \"g\" }\n"
    "question \"a\" { zh = \"a\", en = \"a\", answers = { \"x\", \"y\", \"z\" }, cost = 2, given = { f1 = { x = .8 } } "
    "}\n"
    "question \"n\" { zh = \"n\", en = \"n\", kind = \"number\", cost = 1, wait = 3, say = { zh = \"s\", en = \"s\" } "
    "}\n"
    "question \"t\" { zh = \"t\", en = \"t\", kind = \"text\", match = { hot = \"過熱\" }, answers = { \"hot\" } }\n"
    "fault \"f1\" { zh = \"f1\", en = \"f1\", prior = .1 } fault \"f2\" { zh = \"f2\", en = \"f2\" }\n"
    "fault \"f3\" { zh = \"f3\", en = \"f3\", prior = .3 }\n"
    "action \"r1\" { zh = \"r1\", en = \"r1\", fixes = { f1 = .5, f2 = .9 }, cost = 5, wait = 10 }\n"
    "action \"r2\" { zh = \"r2\", en = \"r2\", fixes = { f1 = .9 }, cost = 20 }\n"
    "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n"
    "escalation \"dear\" { to = \"vendor\", zh = \"e\", en = \"e\", cost = 90 }\n"
    "flow {\n"
    "  ask \"a\" { x = conclude \"f1\", y = ask \"n\" { on(below(3)) { conclude \"f2\" }, on(below(7)) { suspect "
    "\"f3\" } } },\n"
    "  ask \"t\" { hot = conclude \"f3\" },\n"
    "  otherwise = escalate \"e\",\n"
    "}\n";

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* ---- The folder ------------------------------------------------------------------------------------------------------ */

typedef struct place {
    char folder[256], weights[300], file[320];
} place;

static void open_place(place *p, uint8_t which)
{
    const char *base = getenv("TMPDIR");
    snprintf(p->folder, sizeof p->folder, "%s/fuzz_kb_XXXXXX", base ? base : "/tmp");
    require(mkdtemp(p->folder) != NULL);
    snprintf(p->weights, sizeof p->weights, "%s/weights", p->folder);
    require(mkdir(p->weights, 0700) == 0);
    snprintf(p->file, sizeof p->file, "%s/%s.json", which == 'w' ? p->weights : p->folder,
             which == 'w'   ? "fuzz"
             : which == 'c' ? "costs"
                            : "teams");
}

static void write_place(const place *p, const uint8_t *bytes, size_t size)
{
    FILE *f = fopen(p->file, "wb");
    require(f && fwrite(bytes, 1, size, f) == size);
    require(f && fclose(f) == 0);
}

static void close_place(const place *p)
{
    require(unlink(p->file) == 0 && rmdir(p->weights) == 0 && rmdir(p->folder) == 0);
}

/* ---- What is read ---------------------------------------------------------------------------------------------------- */

static wm_rules *load(const place *p)
{
    wm_config config = { .kb_dir = p->folder, .load_seconds = 5 };
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    wm_status status = wm_rules_load_text(&rules, &config, "fuzz.lua", rules_text, sizeof rules_text - 1, &error);
    if (status == WM_OK)
        return rules;
    require(status == WM_BAD_INPUT && !rules && strcmp(error.where, p->file) == 0);
    require(strstr(error.zh, p->file) && strstr(error.en, p->file));
    return NULL;
}

/* Whatever was said of the file has its words; the guide is sound itself, unless a list of teams lacks its own. */
static void look_at_findings(const wm_rules *rules, bool are_teams)
{
    const wm_finding *found;
    size_t count = wm_rules_findings(rules, &found);
    for (size_t i = 0; i < count; i++) {
        require(found[i].where && found[i].what.zh && found[i].what.en);
        require(found[i].severity == WM_WARNING || (are_teams && strcmp(found[i].code, "WM104") == 0));
    }
}

static void look_at_beliefs(wm_case *c)
{
    wm_belief beliefs[8];
    double sum = 0;
    size_t count = wm_case_diagnosis(c, beliefs, 8);
    require(count <= 8);
    for (size_t i = 0; i < count; i++) {
        require(beliefs[i].p >= 0 && beliefs[i].p <= 1 && beliefs[i].cases <= beliefs[i].of);
        sum += beliefs[i].p;
    }
    require(sum <= 1 + 1e-9);
}

static void look_at_plan(wm_case *c)
{
    wm_plan plan;
    require(wm_case_plan(c, &plan, NULL) == WM_OK);
    require(isfinite(plan.written) && isfinite(plan.reranked) && isfinite(plan.best) && isfinite(plan.handover));
    require(plan.written >= 0 && plan.reranked >= 0 && plan.lower >= 0 && plan.lower <= plan.best * (1 + 1e-9));
}

/* Answers drawn from the file's bytes; the walk is over within a few steps. */
static void walk(const wm_rules *rules, const uint8_t *bytes, size_t size)
{
    static const char *const words[] = { "過熱", "cold" };
    wm_case *c = NULL;
    wm_step step;
    require(wm_case_new(&c, rules, "fuzz", NULL) == WM_OK);
    look_at_plan(c);
    for (size_t i = 0; i < MOST_STEPS; i++) {
        uint8_t byte = size ? bytes[i % size] : 0;
        wm_value value = { WM_VALUE_UNSURE, NULL, 0 };
        look_at_beliefs(c);
        require(wm_case_step(c, &step, NULL) == WM_OK);
        if (step.done)
            break;
        if (step.kind == WM_TRY) {
            require(wm_case_outcome(c, step.id, byte % 2 ? WM_FAILED : WM_SKIPPED, NULL) == WM_OK);
            continue;
        }
        if (step.input == WM_NUMBER)
            value = (wm_value){ WM_VALUE_NUMBER, NULL, byte % 11 };
        else if (byte % 5)
            value =
                (wm_value){ WM_VALUE_TEXT,
                            step.input == WM_TEXT ? words[byte % 2] : step.options[byte % step.option_count].id, 0 };
        require(wm_case_answer_value(c, step.id, &value, NULL, NULL) == WM_OK);
    }
    require(step.done);
    wm_case_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    place p;
    if (size < 1 || size > MOST_BYTES || !strchr("tcw", data[0]) || !data[0])
        return -1; /* not to be kept */
    open_place(&p, data[0]);
    write_place(&p, data + 1, size - 1);
    wm_rules *rules = load(&p), *again = load(&p);
    require(!rules == !again);
    if (rules) {
        require(strcmp(wm_rules_hash(rules), wm_rules_hash(again)) == 0);
        look_at_findings(rules, data[0] == 't');
        if (wm_rules_guide_count(rules) > 0)
            walk(rules, data + 1, size - 1);
        else
            require(data[0] == 't');
    }
    wm_rules_free(rules);
    wm_rules_free(again);
    close_place(&p);
    return 0;
}
