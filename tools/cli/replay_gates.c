/* Gates of `waymark replay`: what must hold before rules ship. Uses waymark.h. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/replay_parts.h"
#include "cli/words.h"

/* ---- What can be measured ------------------------------------------------------------------------------------------------- */

typedef struct measured {
    const wm_replay_sum *sum;
    const wm_comparison_sum *compared;
} measured;

/* NAN: it was not measured. */
typedef double measure_value(const measured *m);

static double share(uint64_t part, const measured *m)
{
    return m->sum->tickets > 0 ? (double)part / (double)m->sum->tickets : NAN;
}

static double agree(const measured *m)
{
    return share(m->sum->agree, m);
}

static double disagree(const measured *m)
{
    return share(m->sum->disagree, m);
}

static double incomplete(const measured *m)
{
    return share(m->sum->incomplete, m);
}

static double unrecorded(const measured *m)
{
    return share(m->sum->unrecorded, m);
}

static double no_guide(const measured *m)
{
    return share(m->sum->no_guide, m);
}

static double error(const measured *m)
{
    return share(m->sum->error, m);
}

static double invalid(const measured *m)
{
    return share(m->sum->invalid, m);
}

static double fitness(const measured *m)
{
    return m->sum->aligned > 0 ? m->sum->fitness : NAN;
}

static double top3(const measured *m)
{
    return m->sum->believed > 0 ? m->sum->top3 : NAN;
}

static double brier(const measured *m)
{
    return m->sum->believed > 0 ? m->sum->brier : NAN;
}

static uint64_t walked(const measured *m)
{
    return m->sum->agree + m->sum->disagree + m->sum->incomplete + m->sum->unrecorded;
}

static double questions_mean(const measured *m)
{
    return walked(m) > 0 ? m->sum->questions_mean : NAN;
}

static double questions_max(const measured *m)
{
    return walked(m) > 0 ? (double)m->sum->questions_max : NAN;
}

/* Of no ticket at all, none is worse: that is not measured, either. */
static double tickets(uint64_t count, const measured *m)
{
    return m->sum->tickets > 0 ? (double)count : NAN;
}

static double better(const measured *m)
{
    return tickets(m->compared->better, m);
}

static double worse(const measured *m)
{
    return tickets(m->compared->worse, m);
}

static double different(const measured *m)
{
    return tickets(m->compared->different, m);
}

static double changed(const measured *m)
{
    return tickets(m->compared->changed, m);
}

typedef struct measure {
    const char *name;
    measure_value *value;
    bool compares; /* needs --against */
} measure;

static const measure measures[] = {
    { "agree", agree, false },
    { "disagree", disagree, false },
    { "incomplete", incomplete, false },
    { "unrecorded", unrecorded, false },
    { "no_guide", no_guide, false },
    { "error", error, false },
    { "invalid", invalid, false },
    { "fitness", fitness, false },
    { "top3", top3, false },
    { "brier", brier, false },
    { "questions.mean", questions_mean, false },
    { "questions.max", questions_max, false },
    { "better", better, true },
    { "worse", worse, true },
    { "different", different, true },
    { "changed", changed, true },
};
#define MEASURES (sizeof measures / sizeof measures[0])

/* ---- Reading ----------------------------------------------------------------------------------------------------------------- */

static unsigned measure_named(const char *name, size_t length)
{
    unsigned i = 0;
    while (i < MEASURES && (strlen(measures[i].name) != length || memcmp(measures[i].name, name, length) != 0))
        i++;
    return i;
}

/* A number in digits and a point, not below 0; false for anything else. */
static bool read_bound(const char *text, double *out)
{
    char *end;
    size_t shape = strspn(text, "0123456789.");
    if (shape == 0 || text[shape] != '\0' || text[0] == '.')
        return false;
    *out = strtod(text, &end);
    return *end == '\0' && isfinite(*out);
}

static bool read_gate(const char *text, gate *out)
{
    size_t length = strcspn(text, "<>");
    *out = (gate){ .text = text };
    if (strcmp(text, "no-worse") == 0) {
        out->measure = measure_named("worse", 5);
        return true;
    }
    out->measure = measure_named(text, length);
    out->at_least = text[length] == '>';
    return out->measure < MEASURES && text[length] != '\0' && text[length + 1] == '=' &&
           read_bound(text + length + 2, &out->bound);
}

static int wrong_gate(const invocation *use, const char *text)
{
    say(stderr, use->lang, "waymark：看不懂門檻「%s」。門檻寫成 名稱>=數字、名稱<=數字，或 no-worse；名稱有：\n ",
        "waymark: no gate: %s. A gate is NAME>=NUMBER, NAME<=NUMBER or no-worse; the names are:\n ", text);
    for (size_t i = 0; i < MEASURES; i++)
        fprintf(stderr, " %s", measures[i].name);
    fputc('\n', stderr);
    return EXIT_WRONG_USE;
}

int gates_read(const invocation *use, gates *out)
{
    *out = (gates){ .count = use->gate_count };
    for (size_t i = 0; i < out->count; i++) {
        if (!read_gate(use->gates[i], &out->list[i]))
            return wrong_gate(use, use->gates[i]);
        if (!measures[out->list[i].measure].compares || use->values[OPTION_AGAINST] != NULL)
            continue;
        say(stderr, use->lang, "waymark：門檻 %s 要有 --against 才能比。\n", "waymark: the gate %s needs --against.\n",
            use->gates[i]);
        return EXIT_WRONG_USE;
    }
    return EXIT_DONE;
}

/* ---- Judging ----------------------------------------------------------------------------------------------------------------- */

static void tell_broken(const invocation *use, const gate *g, double value)
{
    if (isnan(value)) {
        say(stderr, use->lang, "waymark：門檻 %s 沒過：這一項沒有量到（沒有案件，或沒有加上要的選項）。\n",
            "waymark: gate broken: %s: it was not measured (no tickets, or an option is missing).\n", g->text);
        return;
    }
    double off = fabs(value - g->bound);
    if (g->at_least)
        say(stderr, use->lang, "waymark：門檻 %s 沒過：是 %.6g，少了 %.6g。\n",
            "waymark: gate broken: %s: it is %.6g, %.6g too low.\n", g->text, value, off);
    else
        say(stderr, use->lang, "waymark：門檻 %s 沒過：是 %.6g，多了 %.6g。\n",
            "waymark: gate broken: %s: it is %.6g, %.6g too high.\n", g->text, value, off);
}

int gates_judge(const invocation *use, gates *g, const wm_replay_sum *sum, const wm_comparison_sum *compared)
{
    measured m = { sum, compared };
    g->judged = true;
    for (size_t i = 0; i < g->count; i++) {
        double value = measures[g->list[i].measure].value(&m);
        bool holds = g->list[i].at_least ? value >= g->list[i].bound : value <= g->list[i].bound;
        g->broken[i] = !holds;
        g->broken_count += !holds;
        if (!holds)
            tell_broken(use, &g->list[i], value);
    }
    return g->broken_count > 0 ? EXIT_NO : EXIT_DONE;
}
