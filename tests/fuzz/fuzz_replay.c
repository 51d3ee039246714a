/* Fuzzes the whole replay: any bytes, line by line, through the replay of two rule sets, as it is and with the whole walk
 * alone (no plain one). The two tell the same of every line, their tallies are the same, and counts add up. */
#include <stdio.h>
#include <stdlib.h>

#include "unit/replay/bench.h"

enum { MOST_BYTES = 1 << 14, MOST_LINES = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Asks of every kind, shared steps and flows: walked plainly, but for what follows an outcome. */
static const char plain_rules[] =
    "guide \"g\" { zh = \"g\", en = \"g\", symptoms = { \"hot\" } }\n"
    "question \"a\" { zh = \"a\", en = \"a\", answers = { \"x\", \"y\", \"z\" } }\n"
    "question \"n\" { zh = \"n\", en = \"n\", kind = \"number\" }\n"
    "question \"t\" { zh = \"t\", en = \"t\", kind = \"text\", match = { hot = \"過熱\" }, answers = { \"hot\" } }\n"
    "question \"c\" { zh = \"c\", en = \"c\" }\n"
    "fault \"f1\" { zh = \"f1\", en = \"f1\" } fault \"f2\" { zh = \"f2\", en = \"f2\" }\n"
    "action \"r1\" { zh = \"r1\", en = \"r1\", fixes = { f1 = .5, f2 = .9 } }\n"
    "action \"r2\" { zh = \"r2\", en = \"r2\", fixes = { f1 = .9 }, changes = { \"c\" } }\n"
    "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n"
    "local shared = ask \"c\" { yes = conclude \"f1\", no = {} }\n"
    "flow {\n"
    "  ask \"a\" { x = shared, y = { shared, ask \"n\" { on(below(3)) { conclude \"f2\" }, on(between(2, 7)) { go "
    "\"deep\" } } } },\n"
    "  ask \"t\" { hot = go \"deep\", on(contains(\"吵\")) { try \"r1\" } },\n"
    "  shared,\n"
    "  otherwise = escalate \"e\",\n"
    "}\n"
    "flow \"deep\" { ask \"n\" { on(at_least(5)) { go \"deep\" }, other = escalate \"e\" }, otherwise = escalate \"e\" "
    "}\n";

/* A goal, loops, instances and actions that make answers stale: never plain. */
static const char timed_rules[] =
    "guide \"g\" { zh = \"g\", en = \"g\", goal = is(\"c\", \"yes\") }\n"
    "question \"a\" { zh = \"a\", en = \"a\", answers = { \"x\", \"y\", \"z\" } }\n"
    "question \"c\" { zh = \"c\", en = \"c\" }\n"
    "question \"n\" { zh = \"n\", en = \"n\", kind = \"number\" }\n"
    "question \"t\" { zh = \"t\", en = \"t\", kind = \"text\" }\n"
    "fault \"f1\" { zh = \"f1\", en = \"f1\" } fault \"f2\" { zh = \"f2\", en = \"f2\" }\n"
    "action \"r1\" { zh = \"r1\", en = \"r1\", fixes = { f1 = .5, f2 = .9 }, changes = { \"n\" } }\n"
    "action \"r2\" { zh = \"r2\", en = \"r2\", fixes = { f1 = .9 }, verify = is(\"a\", \"z\") }\n"
    "escalation \"e\" { to = \"team\", zh = \"e\", en = \"e\" }\n"
    "flow {\n"
    "  when(known(\"t\")) { ask \"t\" { on(contains(\"hot\")) { suspect \"f2\" } } },\n"
    "  any_order { ask \"a\", ask \"n\" { on(below(0)) { conclude \"f1\" } } },\n"
    "  go \"rounds\",\n"
    "  otherwise = escalate \"e\",\n"
    "}\n"
    "flow \"rounds\" { ask \"n\" { on(below(5)) { try \"r1\", again \"rounds\" { at_most = 2 } } }, try \"r2\", "
    "conclude \"f1\",\n"
    "  otherwise = escalate \"e\" }\n";

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void tell_tally(bench *b, writing *out)
{
    out->size = 0;
    tally_write(out, replayer_tally(b->y));
    out_bytes(out, "", 1);
    require(!out->failed);
}

/* Both replayers; made once, for all inputs. */
typedef struct pair {
    bench plain, whole;
    uint64_t tickets;
} pair;

static void open_pair(pair *p, const char *rules)
{
    bench_open(&p->plain, rules);
    bench_open(&p->whole, rules);
    p->whole.y->wishes.whole = true;
}

static void replay_one(bench *b, const char *line, size_t size)
{
    char *copy = bench_line(b, line, size), *behind;
    b->lines.size = 0;
    require(replayer_line(b->y, copy, copy + size + 1, &behind, &b->lines));
    require(behind == copy + size + 1);
}

static void replay_both(pair *p, const char *line, size_t size)
{
    replay_one(&p->plain, line, size);
    replay_one(&p->whole, line, size);
    require(p->plain.lines.size == p->whole.lines.size);
    require(!p->plain.lines.size || memcmp(p->plain.lines.data, p->whole.lines.data, p->plain.lines.size) == 0);
    p->tickets++;
}

/* Since the fuzzer began: no input's counts are lost or counted twice. */
static void compare_tallies(pair *p)
{
    writing one = writing_of(allocator_default()), other = writing_of(allocator_default());
    tell_tally(&p->plain, &one);
    tell_tally(&p->whole, &other);
    require(strcmp(one.data, other.data) == 0);
    figures sum = tally_sum(&p->plain.y->tally);
    require(figures_tickets(&sum) == p->tickets);
    writing_free(&one);
    writing_free(&other);
}

static void replay_lines(pair *p, const char *data, size_t size)
{
    const char *end = data + size;
    for (size_t i = 0; i < MOST_LINES && data < end; i++) {
        const char *feed = memchr(data, '\n', (size_t)(end - data));
        const char *stop = feed ? feed : end;
        replay_both(p, data, (size_t)(stop - data));
        data = feed ? feed + 1 : end;
    }
    compare_tallies(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static pair plain, timed;
    if (!plain.plain.rules) {
        open_pair(&plain, plain_rules);
        open_pair(&timed, timed_rules);
    }
    if (size > MOST_BYTES)
        return 0;
    replay_lines(&plain, (const char *)data, size);
    replay_lines(&timed, (const char *)data, size);
    return 0;
}
