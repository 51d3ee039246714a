/* fuzz_rules.c: any bytes as a rule file, within small limits. Where a guide comes of it: check it, and walk it with answers drawn from
 * the bytes. The walk is the same when it is taken again, and undo brings back the step. */
#include <stdlib.h>
#include <string.h>

#include "waymark.h"

enum { MOST_STEPS = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every finding has its words, and an error has its place. */
static void read_findings(const wm_finding *found, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!found[i].code || !found[i].where || !found[i].what.zh || !found[i].what.en)
            abort();
        for (size_t k = 0; k < found[i].witness_count; k++)
            if (!found[i].witness[k].question)
                abort();
    }
}

static void check(wm_rules *rules)
{
    const wm_finding *found;
    size_t count = wm_rules_findings(rules, &found);
    read_findings(found, count);
    if (wm_rules_check(rules, NULL, &found, &count, NULL) != WM_OK)
        abort();
    read_findings(found, count);
}

/* FNV-1a: choices that depend on the file alone. */
static uint64_t hash_of(const uint8_t *data, size_t size)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        h = (h ^ data[i]) * 0x100000001b3u;
    return h;
}

static wm_value value_for(const wm_step *s, uint64_t bits)
{
    static const char *const words[] = { "kernel panic", "卡紙", "", "No space left on device", "x" };
    if (bits % 7 == 0)
        return (wm_value){ WM_VALUE_UNSURE, NULL, 0 };
    if (s->input == WM_NUMBER) {
        double low = s->min > -1e9 ? s->min : -100, high = s->max < 1e9 ? s->max : 100;
        return (wm_value){ WM_VALUE_NUMBER, NULL,
                           low < high ? low + (high - low) * (double)(bits % 1024) / 1024 : high };
    }
    if (s->option_count && (s->input == WM_CHOICE || bits % 2))
        return (wm_value){ WM_VALUE_TEXT, s->options[bits / 2 % s->option_count].id, 0 };
    return (wm_value){ WM_VALUE_TEXT, words[bits % 5], 0 };
}

static wm_status act(wm_case *c, const wm_step *s, const char *id, uint64_t bits)
{
    wm_value value = value_for(s, bits);
    wm_answer a = { .question = id, .value = value };
    wm_step imagined;
    if (s->kind == WM_TRY)
        return wm_case_outcome(c, id, (wm_outcome)(bits % 4), NULL);
    /* told texts live until the next call, and the value may be one */
    char *text = value.text ? strdup(value.text) : NULL;
    a.value.text = text;
    wm_status status = wm_case_what_if(c, &a, 1, &imagined, NULL);
    if (status == WM_OK)
        status = wm_case_answers(c, &a, 1, NULL);
    free(text);
    return status;
}

/* Undo: the last event is taken back, and the step is what it was. */
static void take_back(wm_case *c, const char *id, wm_step_kind kind)
{
    wm_step again;
    if (wm_case_retract(c, id, NULL) != WM_OK || wm_case_step(c, &again, NULL) != WM_OK)
        abort();
    if (again.kind != kind || !again.id || strcmp(again.id, id) != 0)
        abort();
}

static void walk(const wm_rules *rules, const char *guide, uint64_t bits)
{
    wm_case *c = NULL;
    wm_step step;
    wm_why why;
    if (wm_case_new(&c, rules, guide, NULL) != WM_OK)
        abort();
    for (int i = 0; i < MOST_STEPS && wm_case_step(c, &step, NULL) == WM_OK && !step.done; i++) {
        char *id = strdup(step.id);
        if (!id)
            exit(3);
        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        wm_step_kind kind = step.kind;
        wm_status status = act(c, &step, id, bits >> 33);
        if (status == WM_OK && bits >> 61 == 0)
            take_back(c, id, kind);
        free(id);
        if (status != WM_OK)
            break; /* a Lua condition overran, or failed */
        if (wm_case_why(c, &why, NULL) != WM_OK)
            break;
    }
    (void)wm_case_diagnosis(c, NULL, 0);
    wm_case_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    wm_config config = { .load_instructions = 200000,
                         .condition_instructions = 10000,
                         .memory_bytes = (size_t)8 << 20,
                         .file_bytes = (size_t)64 << 10,
                         .walk_steps = 20000,
                         .load_seconds = 5 };
    wm_rules *rules = NULL;
    wm_guide_info info;
    if (wm_rules_load_text(&rules, &config, "fuzz.lua", (const char *)data, size, NULL) != WM_OK)
        return 0;
    check(rules);
    if (wm_rules_guide(rules, 0, &info) == WM_OK)
        walk(rules, info.name, hash_of(data, size));
    wm_rules_free(rules);
    return 0;
}
