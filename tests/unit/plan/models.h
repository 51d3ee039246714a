/* Guides of the plan's and the explanations' tests, as texts: the light-print model and its best plan written as a tree,
 * the independent repairs of reasoning.md §1. Uses waymark.h and support/. */
#ifndef UNIT_PLAN_MODELS_H
#define UNIT_PLAN_MODELS_H

#include <string.h>

#include "support/alloc.h"
#include "unit/reason/near.h"
#include "waymark.h"

#define LIGHT_PRINT(handover)                                                                                          \
    "guide 'light' { zh = '太淡', en = 'Light' }\n"                                                                  \
    "question 'q1' { zh = '測試頁？', en = 'Test page?', cost = 2,\n"                                              \
    "  given = { c1 = { yes = 1 }, c2 = { yes = 1 }, c3 = { no = 1 }, c4 = { no = 1 } } }\n"                           \
    "fault 'c1' { zh = '一', en = 'one', prior = .4 }\n"                                                              \
    "fault 'c2' { zh = '二', en = 'two', prior = .3 }\n"                                                              \
    "fault 'c3' { zh = '三', en = 'three', prior = .2 }\n"                                                            \
    "fault 'c4' { zh = '四', en = 'four', prior = .1 }\n"                                                             \
    "action 'a1' { zh = '搖', en = 'Shake', fixes = { c1 = .6 }, cost = 5 }\n"                                        \
    "action 'a2' { zh = '換', en = 'Replace', fixes = { c1 = .9, c2 = .9 }, cost = 15 }\n"                            \
    "action 'a3' { zh = '重印', en = 'Resend', fixes = { c3 = .9 }, cost = 1 }\n"                                    \
    "escalation 'up' { to = 'vendor', zh = '原廠', en = 'Vendor', cost = " handover " }\n"

/* The plan that is best for S = 40 and 30, as a manual would write it. */
#define LIGHT_PRINT_TREE                                                                                               \
    "flow { ask 'q1' { yes = { try 'a1', try 'a2' }, no = { try 'a3' } }, otherwise = escalate 'up' }\n"

/* Five faults, each with a certain remedy. */
#define INDEPENDENT                                                                                                    \
    "guide 'five' { zh = '五', en = 'Five' }\n"                                                                       \
    "fault 'f0' { zh = '零', en = '0', prior = .35 }\n"                                                               \
    "fault 'f1' { zh = '一', en = '1', prior = .25 }\n"                                                               \
    "fault 'f2' { zh = '二', en = '2', prior = .20 }\n"                                                               \
    "fault 'f3' { zh = '三', en = '3', prior = .15 }\n"                                                               \
    "fault 'f4' { zh = '四', en = '4', prior = .05 }\n"                                                               \
    "action 'a0' { zh = '零', en = '0', fixes = { f0 = 1 }, cost = 30 }\n"                                            \
    "action 'a1' { zh = '一', en = '1', fixes = { f1 = 1 }, cost = 10 }\n"                                            \
    "action 'a2' { zh = '二', en = '2', fixes = { f2 = 1 }, cost = 40 }\n"                                            \
    "action 'a3' { zh = '三', en = '3', fixes = { f3 = 1 }, cost = 5 }\n"                                             \
    "action 'a4' { zh = '四', en = '4', fixes = { f4 = 1 }, cost = 60 }\n"

static inline wm_rules *load_text(const wm_config *config, const char *text)
{
    wm_rules *rules;
    wm_error error;
    const wm_finding *found;
    if (wm_rules_load_text(&rules, config, "test.lua", text, strlen(text), &error) != WM_OK)
        fail_msg("%s", error.en);
    size_t count = wm_rules_findings(rules, &found);
    for (size_t i = 0; i < count; i++)
        print_error("%s: %s\n", found[i].where, found[i].what.en);
    assert_int_equal(count, 0);
    return rules;
}

static inline wm_plan *plan_for(const wm_rules *rules, const wm_answer *facts, size_t count)
{
    wm_guide_info info;
    wm_error error;
    wm_plan *plan;
    assert_int_equal(wm_rules_guide(rules, 0, &info), WM_OK);
    if (wm_rules_plan(&plan, rules, info.name, NULL, facts, count, &error) != WM_OK)
        fail_msg("%s", error.en);
    return plan;
}

#endif
