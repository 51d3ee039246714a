/* walks.h: takes a property through random walks of random guides.
 *
 * WAYMARK_ROUNDS rule sets a property (default 120); their seeds follow each other from WAYMARK_SEED, by default the
 * clock's. What fails prints its own seed, the rules and the events. Uses world.h. */
#ifndef PROPERTY_WALKS_H
#define PROPERTY_WALKS_H

#include <time.h>

#include "unit/property/world.h"

enum { WALKS = 3, MOST_EVENTS = 24 };

typedef void property(world *w, wm_case *c);

static inline uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *given = getenv(variable);
    return given && *given ? strtoull(given, NULL, 10) : otherwise;
}

static inline const char *some_guide(world *w)
{
    return w->made.guides[chance_below(&w->chance, w->made.guide_count)].name;
}

/* A walk: events of all kinds, and the property after each of them that was taken. */
static inline void one_walk(world *w, property *holds)
{
    text_clear(&w->events);
    const char *name = some_guide(w);
    text_add(&w->events, "open %s\n", name);
    wm_case *c = open_case(w, name);
    for (size_t i = 0, count = chance_below(&w->chance, MOST_EVENTS); i < count; i++) {
        if (!something_happens(w, c))
            continue;
        holds(w, c);
    }
    wm_case_free(c);
}

static inline void in_random_walks(property *holds, bool plain, uint64_t salt)
{
    static uint64_t first;
    if (!first)
        first = number_from("WAYMARK_SEED", (uint64_t)time(NULL) % 1000000007u * 1000u);
    uint64_t rounds = number_from("WAYMARK_ROUNDS", 120),
             seed = getenv("WAYMARK_SEED") ? first : first + salt * 1000003u;
    size_t compared = 0;
    for (uint64_t i = 0; i < rounds; i++) {
        world w;
        world_open(&w, seed + i, plain);
        for (int k = 0; k < WALKS; k++)
            one_walk(&w, holds);
        compared += w.compared;
        world_close(&w);
    }
    print_message("# seeds %llu to %llu, looked at %zu times\n", (unsigned long long)seed,
                  (unsigned long long)(seed + rounds - 1), compared);
    assert_true(rounds < 10 || compared >= rounds); /* a property that is never looked at shows nothing */
}

#endif
