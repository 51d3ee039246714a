/* How the model says what is wrong. Uses base/ alone. */
#include "model/voice.h"

#include <string.h>

#include "base/text.h"

#define GUESSES_MAX 200000u

finding_place voice_at(const voice *v, uint32_t line, const char *node)
{
    return (finding_place){ .file = v->file, .line = line, .guide = v->guide, .node = node };
}

guess guess_of(voice *v, const char *wanted)
{
    size_t third = strlen(wanted) / 3;
    return (guess){ .voice = v, .wanted = wanted, .distance = (third > 2 ? third : 2) + 1 };
}

void guess_offer(guess *g, const char *name)
{
    if (name == NULL || g->distance == 0 || g->voice->guesses >= GUESSES_MAX)
        return;
    g->voice->guesses++;
    size_t distance = name_distance(g->wanted, name, g->distance - 1);
    if (distance >= g->distance || distance >= strlen(name)) /* another name altogether */
        return;
    g->best = name;
    g->distance = distance;
}

void guess_mend(const guess *g, wm_finding *finding, const char *zh, const char *en)
{
    if (g->best != NULL)
        findings_mend(g->voice->found, finding, "是不是要寫「%s」？", "Did you mean '%s'?", g->best);
    else if (finding != NULL)
        finding->mend = (wm_text){ zh, en };
}

void voice_name_twice(voice *v, uint32_t line, const char *name, uint32_t first_line)
{
    wm_finding *f = findings_add(v->found, "WM107", WM_ERROR, voice_at(v, line, name), "「%s」在第 %lu 行已經寫過",
                                 "'%s' is already there, on line %lu", name, (unsigned long)first_line);
    findings_mend(v->found, f, "刪掉其中一個，或換個名字。", "Delete one of the two, or give it another name.");
}

void voice_out_of_range(voice *v, uint32_t line, const char *node, const char *field, const char *range)
{
    wm_finding *f = findings_add(v->found, "WM108", WM_ERROR, voice_at(v, line, node), "「%s」的 %s 超出範圍",
                                 "'%s': %s is out of range", node != NULL ? node : "", field);
    findings_mend(v->found, f, "%s 要在 %s 之內。", "%s must lie in %s.", field, range);
}

wm_finding *voice_say(voice *v, const char *code, uint32_t line, const char *node, const char *zh, const char *en)
{
    wm_finding *f = findings_add(v->found, code, WM_ERROR, voice_at(v, line, node), "%s", "%s", zh);
    if (f != NULL)
        f->what.en = en;
    return f;
}
