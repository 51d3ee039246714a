/* random_guide.h: rule texts at random, with every kind of step; the same seed gives the same text. For the tests of
 * check/ only. Uses the C library alone. */
#ifndef UNIT_CHECK_RANDOM_GUIDE_H
#define UNIT_CHECK_RANDOM_GUIDE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct dice {
    uint64_t state;
} dice;

/* xorshift64*; 0 <= result < sides. */
static inline uint32_t roll(dice *d, uint32_t sides)
{
    d->state ^= d->state >> 12;
    d->state ^= d->state << 25;
    d->state ^= d->state >> 27;
    return (uint32_t)((d->state * UINT64_C(2685821657736338717) >> 32) % sides);
}

typedef struct writer {
    dice dice;
    char text[60000];
    size_t size;
    uint32_t flows; /* beside the main one */
    uint32_t steps; /* that may still be written */
    bool hands_over, loops;
} writer;

#define WRITE(w, ...) ((w)->size += (size_t)snprintf((w)->text + (w)->size, sizeof(w)->text - (w)->size, __VA_ARGS__))

enum { RANDOM_QUESTIONS = 5, RANDOM_ACTIONS = 4, RANDOM_FAULTS = 3 };

static inline void write_block(writer *w, uint32_t depth);

static inline void write_atom(writer *w)
{
    uint32_t q = roll(&w->dice, RANDOM_QUESTIONS);
    switch (roll(&w->dice, w->loops ? 5 : 4)) {
    case 0:
        WRITE(w, "known(\"q%u\")", q);
        break;
    case 1:
        WRITE(w, "%s(\"n\", %u)", roll(&w->dice, 2) ? "below" : "at_least", 10 * (1 + roll(&w->dice, 5)));
        break;
    case 4:
        WRITE(w, "%s(\"x%u\")", roll(&w->dice, 2) ? "fixed" : "failed", roll(&w->dice, RANDOM_ACTIONS));
        break;
    default:
        WRITE(w, "is(\"q%u\", \"%c\")", q, "abc"[roll(&w->dice, 3)]);
    }
}

static inline void write_condition(writer *w, uint32_t depth)
{
    static const char *const kinds[] = { "all", "any", "none" };
    if (depth == 0 || roll(&w->dice, 2)) {
        write_atom(w);
        return;
    }
    WRITE(w, "%s { ", kinds[roll(&w->dice, 3)]);
    write_condition(w, depth - 1);
    WRITE(w, ", ");
    write_condition(w, depth - 1);
    WRITE(w, " }");
}

static inline void write_choice(writer *w, uint32_t depth)
{
    WRITE(w, "ask \"q%u\" { ", roll(&w->dice, RANDOM_QUESTIONS));
    for (uint32_t k = 0; k < 3; k++)
        if (roll(&w->dice, 2)) {
            WRITE(w, "%c = ", "abc"[k]);
            write_block(w, depth);
            WRITE(w, ", ");
        }
    if (roll(&w->dice, 3) == 0) {
        WRITE(w, "other = ");
        write_block(w, depth);
        WRITE(w, ", ");
    }
    if (w->loops && roll(&w->dice, 3) == 0) {
        WRITE(w, "unsure = ");
        write_block(w, depth);
    }
    WRITE(w, " }");
}

/* `on`s are about this question, another one, or both. */
static inline void write_number(writer *w, uint32_t depth)
{
    bool number = roll(&w->dice, 2) == 0;
    if (number)
        WRITE(w, "ask \"n\" { ");
    else
        WRITE(w, "ask \"q%u\" { b = {}, ", roll(&w->dice, RANDOM_QUESTIONS));
    for (uint32_t k = 1 + roll(&w->dice, 3); k > 0; k--) {
        uint32_t low = 10 * (1 + roll(&w->dice, 5));
        if (roll(&w->dice, 4) == 0) {
            WRITE(w, "on(");
            write_condition(w, 1);
            WRITE(w, ") ");
        } else if (number) {
            WRITE(w, roll(&w->dice, 2) ? "on(below(%u)) " : "on(between(%u, 90)) ", low);
        } else {
            WRITE(w, "on(one_of(\"a\", \"%c\")) ", "bc"[roll(&w->dice, 2)]);
        }
        write_block(w, depth);
        WRITE(w, ", ");
    }
    if (roll(&w->dice, 2)) {
        WRITE(w, "other = ");
        write_block(w, depth);
        WRITE(w, ", ");
    }
    if (w->loops) {
        WRITE(w, "unsure = ");
        write_block(w, depth);
    }
    WRITE(w, " }");
}

static inline void write_any_order(writer *w, uint32_t depth)
{
    WRITE(w, "any_order { ");
    write_choice(w, depth);
    WRITE(w, ", ");
    write_choice(w, depth);
    WRITE(w, " }");
}

static inline void write_end(writer *w)
{
    switch (roll(&w->dice, 6)) {
    case 0:
        WRITE(w, "resolve()");
        break;
    case 1:
        WRITE(w, w->hands_over ? "escalate \"team\"" : "resolve()");
        break;
    case 2:
        WRITE(w, "go \"flow%u\"", 1 + roll(&w->dice, w->flows));
        break;
    case 3:
        if (!w->loops)
            WRITE(w, "resolve()");
        else
            WRITE(w, "again \"flow%u\" { at_most = %u }", 1 + roll(&w->dice, w->flows), 1 + roll(&w->dice, 2));
        break;
    default:
        WRITE(w, "conclude \"f%u\"", roll(&w->dice, RANDOM_FAULTS));
    }
}

static inline void write_step(writer *w, uint32_t depth)
{
    uint32_t kind = depth == 0 || w->steps == 0 ? 0 : roll(&w->dice, 10);
    w->steps -= w->steps > 0;
    if (kind == 0) {
        write_end(w);
    } else if (kind == 1) {
        WRITE(w, "try \"x%u\"", roll(&w->dice, RANDOM_ACTIONS));
    } else if (kind == 2) {
        WRITE(w, "when(");
        write_condition(w, 2);
        WRITE(w, ") ");
        write_block(w, depth - 1);
    } else if (kind == 3) {
        write_any_order(w, depth - 1);
    } else if (kind == 4) {
        write_number(w, depth - 1);
    } else if (kind == 5 && roll(&w->dice, 3) == 0) {
        WRITE(w, "suspect \"f%u\"", roll(&w->dice, RANDOM_FAULTS));
    } else {
        write_choice(w, depth - 1);
    }
}

static inline void write_block(writer *w, uint32_t depth)
{
    WRITE(w, "{ ");
    for (uint32_t i = roll(&w->dice, 3); i > 0; i--) {
        write_step(w, depth);
        WRITE(w, ", ");
    }
    write_end(w);
    WRITE(w, " }");
}

static inline void write_flow(writer *w, uint32_t number)
{
    if (number == 0)
        WRITE(w, "flow {\n  ");
    else
        WRITE(w, "flow \"flow%u\" {\n  ", number);
    w->steps = 12;
    for (uint32_t i = 1 + roll(&w->dice, 4); i > 0; i--) {
        write_step(w, 3);
        WRITE(w, ",\n  ");
    }
    if (number == 0 || roll(&w->dice, 2)) {
        WRITE(w, "otherwise = ");
        if (roll(&w->dice, 3) == 0)
            write_choice(w, 1);
        else
            write_end(w);
    }
    WRITE(w, " }\n");
}

/* Without loops, conditions on outcomes and branches for "not sure" (behind which beliefs decide) a way through the
 * guide is known exactly. */
static inline void write_guide(writer *w, uint64_t seed, bool loops)
{
    *w = (writer){ .dice = { seed * UINT64_C(0x9E3779B97F4A7C15) + 1 }, .loops = loops };
    w->flows = 1 + roll(&w->dice, 4);
    w->hands_over = roll(&w->dice, 4) != 0;
    WRITE(w, "guide \"t\" { zh = \"測\", en = \"T\"%s%s }\n", roll(&w->dice, 2) ? ", goal = is(\"q4\", \"c\")" : "",
          !loops || roll(&w->dice, 3) ? "" : ", applies = is(\"q3\", \"a\")");
    for (uint32_t i = 0; i < RANDOM_QUESTIONS; i++)
        WRITE(w, "question \"q%u\" { zh = \"問？\", en = \"Q?\", answers = { \"a\", \"b\", \"c\" }%s }\n", i,
              i == 3 ? ", environment = true" : "");
    WRITE(w, "question \"n\" { zh = \"數？\", en = \"N?\", kind = \"number\", min = 0, max = 95 }\n");
    for (uint32_t i = 0; i < RANDOM_FAULTS; i++)
        WRITE(w, "fault \"f%u\" { zh = \"因\", en = \"F\" }\n", i);
    for (uint32_t i = 0; i < RANDOM_ACTIONS; i++) {
        WRITE(w, "action \"x%u\" { zh = \"做\", en = \"X\", fixes = { f%u = .5 }", i, roll(&w->dice, RANDOM_FAULTS));
        if (roll(&w->dice, 3) == 0)
            WRITE(w, ", sets = { q%u = \"%c\" }", roll(&w->dice, 3), "abc"[roll(&w->dice, 3)]);
        if (roll(&w->dice, 3) == 0)
            WRITE(w, ", changes = { \"q%u\" }", 3 + roll(&w->dice, 2));
        if (roll(&w->dice, 3) == 0)
            WRITE(w, ", verify = is(\"q%u\", \"b\")", roll(&w->dice, RANDOM_QUESTIONS));
        WRITE(w, " }\n");
    }
    if (w->hands_over)
        WRITE(w, "escalation \"team\" { to = \"x\", zh = \"交\", en = \"Hand\" }\n");
    for (uint32_t i = 0; i <= w->flows; i++)
        write_flow(w, i);
}

#endif
