/* `waymark plan`: what a guide costs, as written, re-ranked and at best. Uses waymark.h and cJSON. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/places.h"
#include "cli/words.h"

/* ---- The facts of the command line --------------------------------------------------------------------------------- */

static int bad_facts(const invocation *use, const char *zh, const char *en, const char *what)
{
    say(stderr, use->lang, "waymark：--facts %s%s\n", "waymark: --facts %s%s\n", use->lang == WM_EN ? en : zh, what);
    return EXIT_WRONG_USE;
}

/* One member: an answer's id or a text, a number, null for not sure; yes and no may be written true and false. */
static bool read_fact(const cJSON *item, wm_answer *out)
{
    *out = (wm_answer){ .question = item->string };
    if (cJSON_IsNumber(item))
        out->value = (wm_value){ .kind = WM_VALUE_NUMBER, .number = item->valuedouble };
    else if (cJSON_IsString(item) && strcmp(item->valuestring, "unsure") != 0)
        out->value = (wm_value){ .kind = WM_VALUE_TEXT, .text = item->valuestring };
    else if (cJSON_IsBool(item))
        out->value = (wm_value){ .kind = WM_VALUE_TEXT, .text = cJSON_IsTrue(item) ? "yes" : "no" };
    else
        return cJSON_IsNull(item) || cJSON_IsString(item);
    return true;
}

static int read_facts(const invocation *use, const cJSON *all, wm_answer *out, size_t *count)
{
    if (!cJSON_IsObject(all))
        return bad_facts(use, "要接一個 JSON 物件，像 {\"題\":\"答\"}",
                         "takes a JSON object, like {\"question\":\"answer\"}", "");
    for (const cJSON *item = all->child; item != NULL; item = item->next) {
        if (cJSON_GetObjectItemCaseSensitive(all, item->string) != item)
            return bad_facts(use, "裡重複寫了：", "says twice: ", item->string);
        if (!read_fact(item, &out[(*count)++]))
            return bad_facts(use, "裡這一題的答案要是文字、數字或 null：",
                             "needs a text, a number or null for: ", item->string);
    }
    return EXIT_DONE;
}

/* ---- For people ------------------------------------------------------------------------------------------------------ */

static const char *verb_of(const wm_plan_move *move, wm_lang lang)
{
    switch (move->kind) {
    case WM_ASK:
        return lang == WM_EN ? "ask " : "問 ";
    case WM_TRY:
        return lang == WM_EN ? "try " : "試 ";
    case WM_ESCALATE:
        return lang == WM_EN ? "hand over: " : "交接：";
    default:
        return lang == WM_EN ? "nothing left to do" : "沒有可以做的了";
    }
}

static void print_move(const wm_plan_move *move, wm_lang lang)
{
    if (move->id == NULL)
        say(stdout, lang, "%s", "%s", verb_of(move, lang));
    else
        say(stdout, lang, "%s%s（%s）", "%s%s (%s)", verb_of(move, lang), wm_text_in(move->text, lang), move->id);
}

static void print_costs(const wm_plan *p, wm_lang lang)
{
    if (p->has_written)
        say(stdout, lang, p->written_exact ? "照手冊 %.1f 分鐘" : "照手冊約 %.1f 分鐘",
            p->written_exact ? "as written %.1f min" : "as written about %.1f min", p->written);
    if (p->faults == 0) {
        say(stdout, lang, "%s\n", "%s\n", p->has_written ? "" : lang == WM_EN ? "nothing to plan" : "沒有可以排的");
        return;
    }
    say(stdout, lang, "%s重新排序%s %.1f 分鐘", "%sre-ranked%s %.1f min",
        !p->has_written ? ""
        : lang == WM_EN ? ", "
                        : "，",
        p->reranked_exact ? ""
        : lang == WM_EN   ? " at most"
                          : "至多",
        p->reranked);
    if (p->exact)
        say(stdout, lang, "，最佳 %.1f 分鐘\n", ", at best %.1f min\n", p->best);
    else
        say(stdout, lang, "，最佳介於 %.1f 與 %.1f 分鐘\n", ", at best between %.1f and %.1f min\n", p->lower, p->best);
}

static void print_loss(const wm_plan *p, wm_lang lang)
{
    if (p->loss < .05)
        return;
    say(stdout, lang, "手冊順序花費最多的一步：", "Where the manual's order loses most: ");
    print_move(&p->loss_step, lang);
    say(stdout, lang, "，%s，多花約 %.1f 分鐘；那時先", ", %s, about %.1f min more; there it is cheaper to ",
        p->loss_where, p->loss);
    print_move(&p->loss_instead, lang);
    say(stdout, lang, "較省\n", "\n");
}

static void print_order(const wm_plan *p, wm_lang lang)
{
    if (p->order_count == 0)
        return;
    say(stdout, lang, "每題都得到最可能的答案、每個處置都沒用的話，順序是：\n",
        "If every question gets its likeliest answer and no remedy helps, the order is:\n");
    for (size_t i = 0; i < p->order_count; i++) {
        say(stdout, lang, "%3zu  ", "%3zu  ", i + 1);
        print_move(&p->order[i], lang);
        putchar('\n');
    }
}

static void print_plan(const wm_plan *p, wm_lang lang)
{
    say(stdout, lang, "%s：%zu 個原因\n", "%s: %zu faults\n", p->guide, p->faults);
    print_costs(p, lang);
    print_loss(p, lang);
    print_order(p, lang);
    if (isfinite(p->handover))
        say(stdout, lang, "交接算 %g 分鐘\n", "A hand-over counts as %g min\n", p->handover);
    else if (p->faults > 0)
        say(stdout, lang, "沒有可以交接的對象\n", "There is nobody to hand over to\n");
}

/* ---- For programs ---------------------------------------------------------------------------------------------------- */

static const char *kind_of(const wm_plan_move *move)
{
    static const char *const kinds[] = { [WM_ASK] = "ask",
                                         [WM_TRY] = "try",
                                         [WM_ESCALATE] = "escalate",
                                         [WM_RESOLVED] = "resolved",
                                         [WM_DIAGNOSED] = "diagnosed" };
    return kinds[move->kind];
}

static bool add_move(cJSON *object, const char *name, const wm_plan_move *move)
{
    cJSON *out = cJSON_AddObjectToObject(object, name);
    return cJSON_AddStringToObject(out, "kind", kind_of(move)) != NULL &&
           (move->id != NULL ? cJSON_AddStringToObject(out, "id", move->id) : cJSON_AddNullToObject(out, "id")) != NULL;
}

static bool add_inexact(cJSON *object, bool exact)
{
    return exact || cJSON_AddFalseToObject(object, "exact") != NULL;
}

static bool add_loss(cJSON *written, const wm_plan *p)
{
    if (!(p->loss > 0))
        return true;
    cJSON *out = cJSON_AddObjectToObject(written, "loses");
    return cJSON_AddNumberToObject(out, "minutes", p->loss) != NULL &&
           cJSON_AddStringToObject(out, "where", p->loss_where) != NULL && add_move(out, "step", &p->loss_step) &&
           add_move(out, "instead", &p->loss_instead);
}

static bool add_written(cJSON *root, const wm_plan *p)
{
    if (!p->has_written)
        return cJSON_AddNullToObject(root, "as_written") != NULL;
    cJSON *out = cJSON_AddObjectToObject(root, "as_written");
    return cJSON_AddNumberToObject(out, "ecr", p->written) != NULL && add_inexact(out, p->written_exact) &&
           add_loss(out, p);
}

static bool add_order(cJSON *out, const wm_plan *p)
{
    cJSON *list = cJSON_AddArrayToObject(out, "order");
    bool made = list != NULL;
    for (size_t i = 0; made && i < p->order_count; i++) {
        char words[256];
        const wm_plan_move *move = &p->order[i];
        int size = snprintf(words, sizeof words, "%s%s%s", kind_of(move), move->id != NULL ? " " : "",
                            move->id != NULL ? move->id : "");
        made = size > 0 && (size_t)size < sizeof words && cJSON_AddItemToArray(list, cJSON_CreateString(words));
    }
    return made;
}

/* The figures of the plan; null for a guide without causes. */
static bool add_reranked(cJSON *root, const wm_plan *p)
{
    if (p->faults == 0)
        return cJSON_AddNullToObject(root, "reranked") != NULL && cJSON_AddNullToObject(root, "best") != NULL;
    cJSON *out = cJSON_AddObjectToObject(root, "reranked");
    if (cJSON_AddNumberToObject(out, "ecr", p->reranked) == NULL || !add_inexact(out, p->reranked_exact) ||
        !add_move(out, "next", &p->order[0]) || !add_order(out, p))
        return false;
    cJSON *best = cJSON_AddObjectToObject(root, "best");
    return cJSON_AddNumberToObject(best, "ecr", p->best) != NULL &&
           cJSON_AddNumberToObject(best, "lower", p->lower) != NULL &&
           cJSON_AddBoolToObject(best, "exact", p->exact) != NULL;
}

static bool print_json(const wm_plan *p)
{
    cJSON *root = cJSON_CreateObject();
    bool made = cJSON_AddStringToObject(root, "guide", p->guide) != NULL &&
                cJSON_AddNumberToObject(root, "faults", (double)p->faults) != NULL && add_written(root, p) &&
                add_reranked(root, p) &&
                (isfinite(p->handover) ? cJSON_AddNumberToObject(root, "handover", p->handover)
                                       : cJSON_AddNullToObject(root, "handover")) != NULL;
    char *text = made ? cJSON_PrintUnformatted(root) : NULL;
    if (text != NULL)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
    return text != NULL;
}

/* ---- The verb -------------------------------------------------------------------------------------------------------- */

static int no_memory(const invocation *use)
{
    say(stderr, use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
    return EXIT_FAULT;
}

/* A guide or a fact that there is not is wrong use; the rest is the machine's or the rules'. */
static int plan_guide(const invocation *use, const wm_rules *rules, const wm_answer *facts, size_t count)
{
    wm_plan *p;
    wm_error error;
    wm_status status = wm_rules_plan(&p, rules, use->operands[0], use->values[OPTION_IMPACT], facts, count, &error);
    if (status != WM_OK) {
        say(stderr, use->lang, "waymark：%s%s%s\n", "waymark: %s%s%s\n", error.where,
            error.where[0] != '\0' ? ": " : "", wm_error_what(&error, use->lang));
        bool wrong = status == WM_UNKNOWN || status == WM_OUT_OF_RANGE || status == WM_BAD_INPUT;
        return wrong ? EXIT_WRONG_USE : EXIT_FAULT;
    }
    bool printed = true;
    if (use->values[OPTION_JSON] != NULL)
        printed = print_json(p);
    else
        print_plan(p, use->lang);
    wm_plan_free(p);
    return printed ? EXIT_DONE : no_memory(use);
}

static int plan_with(const invocation *use, const cJSON *all)
{
    wm_rules *rules = NULL;
    size_t count = 0;
    wm_answer *facts = calloc(all != NULL ? (size_t)cJSON_GetArraySize(all) + 1 : 1, sizeof *facts);
    int result = facts == NULL ? no_memory(use) : all != NULL ? read_facts(use, all, facts, &count) : EXIT_DONE;
    if (result == EXIT_DONE)
        result = rules_open_for_walk(use, &rules);
    if (result == EXIT_DONE)
        result = plan_guide(use, rules, facts, count);
    wm_rules_free(rules);
    free(facts);
    return result;
}

int run_plan(const invocation *use)
{
    const char *text = use->values[OPTION_FACTS];
    if (use->operand_count == 0) {
        say(stderr, use->lang, "waymark：要算哪一份判斷樹？用法見 waymark plan --help。\n",
            "waymark: which guide? See waymark plan --help.\n");
        return EXIT_WRONG_USE;
    }
    cJSON *all = text != NULL ? cJSON_ParseWithOpts(text, NULL, true) : NULL;
    if (text != NULL && all == NULL)
        return bad_facts(use, "不是 JSON：", "is not JSON: ", text);
    int result = plan_with(use, all);
    cJSON_Delete(all);
    return result;
}
