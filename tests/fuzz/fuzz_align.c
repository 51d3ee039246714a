/* Fuzzes alignment: the first byte chooses a guide of tests/fault/everything/, each further pair of bytes a step out of all that its guides ask
 * and try, whatever the order. No cost, in order or in any order, is above the worst; a replayer that has aligned everything so far tells the same
 * as a new one. */
#include <stdio.h>
#include <stdlib.h>

#include "replay/align_ticket.h"
#include "unit/replay/bench.h"

enum { MOST_BYTES = 81, MOST_STEPS = 4096, MOST_LINE = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct setting_up {
    wm_rules *rules;
    replay_index *index;
    replay_host host;
    align_forest forest;
    replayer *kept[2]; /* in order, in any order */
    char *steps[MOST_STEPS];
    size_t step_count;
} setting_up;

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void add_step(setting_up *s, const char *verb, const guide *g, const char *id, const char *round,
                     const char *said)
{
    char step[512];
    require(s->step_count < MOST_STEPS);
    (void)snprintf(step, sizeof step, "{\"%s\":\"%s:%s%s\",%s}", verb, g->name, id, round, said);
    s->steps[s->step_count] = strdup(step);
    require(s->steps[s->step_count++] != NULL);
}

static void add_question(setting_up *s, const guide *g, const question *q)
{
    char said[256];
    for (uint32_t k = 0; k < q->answer_count; k++) {
        (void)snprintf(said, sizeof said, "\"answer\":\"%s\"", q->answers[k].id);
        add_step(s, "ask", g, q->id, "", said);
        add_step(s, "ask", g, q->id, "#2", said);
    }
    add_step(s, "ask", g, q->id, "", "\"answer\":null");
    if (q->kind == WM_NUMBER)
        add_step(s, "ask", g, q->id, "", "\"answer\":7");
}

static void add_guide(setting_up *s, const guide *g)
{
    static const char *const outcomes[] = { "done", "fixed", "failed", "skipped" };
    char said[64];
    for (uint32_t i = 0; i < g->question_count; i++)
        add_question(s, g, &g->questions[i]);
    for (uint32_t i = 0; i < g->action_count; i++)
        for (size_t k = 0; k < 4; k++) {
            (void)snprintf(said, sizeof said, "\"outcome\":\"%s\"", outcomes[k]);
            add_step(s, "try", g, g->actions[i].id, "", said);
            add_step(s, "try", g, g->actions[i].id, "#2", said);
        }
}

static replayer *new_replayer(setting_up *s, bool any_order)
{
    replay_wishes wishes = { .per_ticket = true, .align = &s->forest, .any_order = any_order, .lang = WM_EN };
    replayer *y = replayer_new(s->index, &s->host, &wishes, "x", allocator_default());
    require(y != NULL);
    return y;
}

static void set_up(setting_up *s)
{
    wm_config config = { .kb_dir = "tests/fault/kb" };
    require(wm_rules_load(&s->rules, &config, "tests/fault/everything", NULL) == WM_OK);
    require(s->rules->set->guide_count > 0);
    s->index = replay_index_new(s->rules->set, allocator_default());
    require(s->index && align_forest_init(&s->forest, s->index, allocator_default()));
    s->host = (replay_host){ .context = s->rules, .choose = bench_choose, .model = bench_model };
    for (uint32_t i = 0; i < s->rules->set->guide_count; i++)
        add_guide(s, s->rules->set->guides[i]);
    s->kept[0] = new_replayer(s, false);
    s->kept[1] = new_replayer(s, true);
}

static size_t put_line(const setting_up *s, const uint8_t *data, size_t size, char line[MOST_LINE])
{
    const rule_set *set = s->rules->set;
    size_t at = (size_t)snprintf(line, MOST_LINE, "{\"id\":\"1\",\"guide\":\"%s\",\"steps\":[",
                                 set->guides[data[0] % set->guide_count]->name);
    for (size_t i = 1; i + 1 < size; i += 2) {
        size_t which = (size_t)(data[i] << 8 | data[i + 1]) % s->step_count;
        at += (size_t)snprintf(line + at, MOST_LINE - at, "%s%s", i > 1 ? "," : "", s->steps[which]);
        require(at < MOST_LINE);
    }
    at += (size_t)snprintf(line + at, MOST_LINE - at, "]}\n");
    require(at + SCAN_PADDING < MOST_LINE);
    memset(line + at, 0, SCAN_PADDING);
    return at;
}

static replayed align_line(replayer *y, const char *line, size_t size)
{
    static char copy[MOST_LINE + SCAN_PADDING];
    char *behind;
    writing told = writing_of(allocator_default());
    memcpy(copy, line, size + SCAN_PADDING);
    require(replayer_line(y, copy, copy + size, &behind, &told) && !y->reader->scan.wrong);
    writing_free(&told);
    return y->now;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static setting_up s;
    static char line[MOST_LINE];
    if (!s.rules)
        set_up(&s);
    if (size < 1 || size > MOST_BYTES)
        return 0;
    size_t length = put_line(&s, data, size, line);
    for (size_t i = 0; i < 2; i++) {
        replayer *fresh = new_replayer(&s, i == 1);
        replayed kept = align_line(s.kept[i], line, length), anew = align_line(fresh, line, length);
        require(kept.aligned == anew.aligned && kept.unaligned == anew.unaligned);
        require(!kept.aligned || kept.unaligned || (kept.cost <= kept.worst && kept.cost == anew.cost));
        require(!kept.aligned || kept.unaligned || kept.inversions == anew.inversions);
        replayer_free(fresh);
    }
    return 0;
}
