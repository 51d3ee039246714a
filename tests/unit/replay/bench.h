/* A small rule set for tests of replay/, and what reads lines against it. */
#ifndef TEST_REPLAY_BENCH_H
#define TEST_REPLAY_BENCH_H

#include <stdlib.h>
#include <string.h>

#include "facade.h"
#include "replay/replayer.h"
#include "support/tap.h"

/* The guide of rules-language.md, with a text question, a number and free text besides. */
static const char bench_rules[] =
    "guide \"compute/ssh\" { zh = \"無法以 SSH 連線\", en = \"No SSH\", symptoms = { \"ssh\" }, goal = is(\"login\", "
    "\"works\") }\n"
    "question \"login\" { zh = \"能登入嗎？\", en = \"Can you sign in?\", answers = { \"works\", \"fails\" } }\n"
    "question \"port_22\" { zh = \"TCP 22 有回應嗎？\", en = \"Does TCP 22 answer?\",\n"
    "  answers = { \"open\", { \"refused\", zh = \"連線被拒\", en = \"refused\" }, { \"timeout\", zh = \"逾時\", en = "
    "\"timed out\" } } }\n"
    "question \"console\" { zh = \"主控台寫什麼？\", en = \"What does the console say?\", kind = \"text\",\n"
    "  match = { panic = \"Kernel panic\", disk_full = \"No space left on device\" }, answers = { \"panic\", "
    "\"disk_full\", \"clean\" } }\n"
    "question \"cpu\" { zh = \"CPU 百分比\", en = \"CPU percent\", kind = \"number\", min = 0, max = 100 }\n"
    "question \"said\" { zh = \"使用者怎麼說？\", en = \"What did the user say?\", kind = \"text\" }\n"
    "fault \"sg_closed\" { zh = \"安全群組未開放\", en = \"The security group blocks it\", prior = .4 }\n"
    "fault \"sshd_down\" { zh = \"sshd 未執行\", en = \"sshd is not running\", prior = .25 }\n"
    "fault \"full\" { zh = \"磁碟滿了\", en = \"The disk is full\", prior = .2 }\n"
    "fault \"busy\" { zh = \"太忙\", en = \"Too busy\", prior = .15 }\n"
    "action \"open_sg\" { zh = \"開放 TCP 22\", en = \"Allow TCP 22\", fixes = { sg_closed = .97 }, cost = 5,\n"
    "  verify = is(\"port_22\", \"open\") }\n"
    "action \"restart_sshd\" { zh = \"重啟 sshd\", en = \"Restart sshd\", fixes = { sshd_down = .8 }, cost = 10 }\n"
    "action \"reboot\" { zh = \"重新開機\", en = \"Reboot\", fixes = { sshd_down = .3, busy = .9 }, cost = 20 }\n"
    "escalation \"architects\" { to = \"cloud_architects\", zh = \"雲端架構工程人員\", en = \"Cloud architects\", cost "
    "= 90 }\n"
    "flow {\n"
    "  ask \"port_22\" {\n"
    "    timeout = { conclude \"sg_closed\" },\n"
    "    refused = { ask \"console\" { panic = escalate \"architects\", disk_full = conclude \"full\", other = "
    "conclude \"sshd_down\" } },\n"
    "    open = { ask \"cpu\" { on(at_least(90)) { try \"reboot\" }, other = { ask \"said\" {\n"
    "      on(contains(\"Permission denied\")) { escalate \"architects\" } } } } },\n"
    "  },\n"
    "  otherwise = escalate \"architects\",\n"
    "}\n";

/* One rule set, its index, and a replayer on it. */
typedef struct bench {
    wm_rules *rules;
    replay_index *index;
    replay_host host;
    replayer *y;
    writing lines;
    char *buffer;
} bench;

static inline const belief_model *bench_model(void *context, uint32_t guide_number)
{
    return rules_belief_model(context, 0, guide_number);
}

static inline uint32_t bench_choose(void *context, const char *text, size_t size)
{
    const wm_rules *rules = context;
    wm_choice best;
    (void)size;
    return wm_rules_choose(rules, text, &best, 1) ? rule_set_find(rules->set, best.guide) : NONE;
}

static inline void bench_open(bench *b, const char *rules_text)
{
    wm_error error;
    *b = (bench){ .buffer = NULL };
    if (wm_rules_load_text(&b->rules, NULL, "rules/t.lua", rules_text, strlen(rules_text), &error) != WM_OK)
        fail_msg("%s", error.en);
    const wm_finding *found;
    size_t count = wm_rules_findings(b->rules, &found);
    if (count)
        fail_msg("%s: %s", found[0].where, found[0].what.en);
    b->index = replay_index_new(b->rules->set, allocator_default());
    assert_non_null(b->index);
    b->host = (replay_host){ .context = b->rules, .choose = bench_choose, .model = bench_model };
    replay_wishes wishes = { .per_ticket = true, .lang = WM_EN };
    b->y = replayer_new(b->index, &b->host, &wishes, wm_rules_hash(b->rules), allocator_default());
    assert_non_null(b->y);
    b->lines = writing_of(allocator_default());
}

static inline void bench_close(bench *b)
{
    writing_free(&b->lines);
    replayer_free(b->y);
    replay_index_free(b->index);
    wm_rules_free(b->rules);
    free(b->buffer);
}

/* A copy with a line feed and padding behind it, on the heap, so that a sanitizer sees a step too far. */
static inline char *bench_line(bench *b, const char *line, size_t size)
{
    free(b->buffer);
    b->buffer = malloc(size + 1 + SCAN_PADDING);
    assert_non_null(b->buffer);
    memcpy(b->buffer, line, size);
    memset(b->buffer + size, 0, 1 + SCAN_PADDING);
    b->buffer[size] = '\n';
    return b->buffer;
}

/* Reads a line; its ticket, or NULL. */
static inline ticket *bench_read_bytes(bench *b, const char *line, size_t size)
{
    char *copy = bench_line(b, line, size), *behind;
    ticket *t = reader_read(b->y->reader, copy, copy + size + 1, &behind);
    assert_ptr_equal(behind, copy + size + 1);
    return t;
}

static inline ticket *bench_read(bench *b, const char *line)
{
    return bench_read_bytes(b, line, strlen(line));
}

/* The place of a question. */
static inline uint32_t bench_place(const bench *b, const char *name)
{
    char padded[256] = { 0 };
    index_name found;
    memcpy(padded, name, strlen(name));
    assert_true(index_question(b->index, b->y->reader->t.guide, padded, (uint32_t)strlen(name), &found));
    return found.name.place;
}

static inline const fact *bench_fact(const bench *b, const char *name)
{
    return &b->y->reader->answers[bench_place(b, name)];
}

/* Replays a line; the line that tells of it, without its end. */
static inline const char *bench_replay(bench *b, const char *line)
{
    char *behind;
    bench_line(b, line, strlen(line));
    b->lines.size = 0;
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): bench_close frees the buffer */
    assert_true(replayer_line(b->y, b->buffer, b->buffer + strlen(line) + 1, &behind, &b->lines));
    assert_true(b->lines.size > 0);
    b->lines.data[b->lines.size - 1] = '\0';
    return b->lines.data;
}

#endif
