/* told.h: all that a case tells, as a text, so that two cases can be compared to the last bit. Uses waymark.h and chance.h. */
#ifndef PROPERTY_TOLD_H
#define PROPERTY_TOLD_H

#include "unit/property/chance.h"
#include "waymark.h"

enum { MOST_TOLD = 1024 };

static inline const char *or_none(const char *s)
{
    return s ? s : "-";
}

/* For people: where two texts begin to differ (cmocka cuts what is long). */
static inline void show_difference(const char *one, const char *other)
{
    size_t at = 0, line = 0;
    for (; one[at] && one[at] == other[at]; at++)
        line = one[at] == '\n' ? at + 1 : line;
    (void)fprintf(stderr, "---- one, from where they differ\n%s\n---- the other\n%s\n", one + line, other + line);
}

static inline void tell_one_step(text *out, const wm_step *s)
{
    static const char *const kinds[] = { "ask", "try", "escalate", "resolved", "diagnosed" };
    text_add(out, "step %s %s of %s%s: %s | %s\n", kinds[s->kind], or_none(s->id), or_none(s->guide),
             s->done ? ", the last" : "", wm_text_in(s->text, WM_ZH), wm_text_in(s->text, WM_EN));
    text_add(out, "  verifies %s, verify %s, cost %a, wait %a, to %s%s\n", or_none(s->verifies), or_none(s->verify),
             s->cost, s->wait, or_none(s->to), s->procedure ? ", procedure" : "");
    text_add(out, "  fault %s, action %s, p %a%s%s%s\n", or_none(s->fault), or_none(s->action), s->p,
             s->presumed ? ", presumed" : "", s->contradiction ? ", contradiction" : "",
             s->not_applicable ? ", not applicable" : "");
    for (size_t i = 0; i < s->option_count; i++)
        text_add(out, "  option %s %s\n", s->options[i].id, wm_text_in(s->options[i].text, WM_EN));
    for (size_t i = 0; i < s->fix_count; i++)
        text_add(out, "  fixes %s %a\n", s->fixes[i].fault, s->fixes[i].p);
    for (size_t i = 0; i < s->evidence_count; i++)
        text_add(out, "  evidence %s %s%s%s\n", or_none(s->evidence[i].id), or_none(s->evidence[i].answer),
                 s->evidence[i].known ? ", known" : "", s->evidence[i].unsure ? ", not sure" : "");
}

static inline void tell_facts(text *out, const char *what, const wm_fact *list, size_t count)
{
    for (size_t i = 0; i < count && i < MOST_TOLD; i++)
        text_add(out, "%s %s of %s: %s %s%s\n", what, or_none(list[i].id), or_none(list[i].guide),
                 or_none(list[i].answer), wm_text_in(list[i].answer_text, WM_EN), list[i].presumed ? ", presumed" : "");
}

typedef size_t list_of_facts(wm_case *c, wm_fact *out, size_t cap);

/* A list; asked a second time where there was no memory to tell it. */
static inline void tell_list(text *out, const char *what, wm_case *c, list_of_facts *list)
{
    static wm_fact told[MOST_TOLD]; /* tests are one thread */
    size_t count = list(c, told, MOST_TOLD);
    if (count == WM_NO_COUNT)
        count = list(c, told, MOST_TOLD);
    if (count == WM_NO_COUNT)
        text_add(out, "%s: no memory\n", what);
    else
        tell_facts(out, what, told, count);
}

/* What is at hand: every answer and outcome in force. */
static inline void tell_at_hand(text *out, wm_case *c)
{
    tell_list(out, "fact", c, wm_case_facts);
    tell_list(out, "tried", c, wm_case_tried);
}

static inline void tell_causes(text *out, wm_case *c)
{
    static wm_belief told[MOST_TOLD];
    size_t count = wm_case_diagnosis(c, told, MOST_TOLD);
    if (count == WM_NO_COUNT)
        count = wm_case_diagnosis(c, told, MOST_TOLD);
    if (count == WM_NO_COUNT)
        text_add(out, "causes: no memory\n");
    for (size_t i = 0; count != WM_NO_COUNT && i < count && i < MOST_TOLD; i++)
        text_add(out, "cause %s %a\n", told[i].fault, told[i].p);
}

/* What follows from it: the step, the way to it, the ranked causes. */
static inline wm_status tell_what_follows(text *out, wm_case *c)
{
    wm_step step;
    wm_error error = { 0 };
    wm_status status = wm_case_step(c, &step, &error);
    if (status == WM_NO_MEMORY)
        status = wm_case_step(c, &step, &error);
    if (status != WM_OK) {
        text_add(out, "no step: %s %s %s\n", wm_status_name(status), error.where, error.en);
        return status;
    }
    tell_one_step(out, &step);
    tell_list(out, "way", c, wm_case_path);
    tell_causes(out, c);
    return WM_OK;
}

static inline wm_status tell_all(text *out, wm_case *c)
{
    text_clear(out);
    tell_at_hand(out, c);
    return tell_what_follows(out, c);
}

#endif
