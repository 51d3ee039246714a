/* Alignment against brute force: on random guides, every way from the root to an end is written down, and each is held
 * against the recorded steps by a plain edit distance. WAYMARK_SEED repeats a run. */
#include "unit/replay/aligning.h"
#include "unit/property/chance.h"

#define GUIDES    60
#define TICKETS   60
#define MOST_WAYS 4000
#define MOST_LONG 40

/* A step of a way, or of a ticket: question q with answer 0, 1, 2 or UNSURE_ANSWER; or an action that failed. */
enum { UNSURE_ANSWER = 9, ACTIONS_FROM = 100 };
typedef struct move {
    int what, answer;
} move;

typedef struct path {
    move steps[MOST_LONG];
    size_t count;
    int fault; /* -1: handed over */
} path;

typedef struct forest {
    path ways[MOST_WAYS];
    size_t count;
    int faults;
    text rules;
} forest;

/* ---- A random guide: what is written, and its ways ------------------------------------------------------------------ */

/* Writes what comes at one place, and keeps every way through it. Each question stands at most once on a way. */
static void grow(forest *f, chance *c, const path *so_far, unsigned depth)
{
    size_t kind = depth == 0 ? 0 : chance_below(c, depth < 5 ? 9 : 2);
    path on = *so_far;
    if (kind == 0 && depth > 0) {
        on.fault = f->faults++;
        text_add(&f->rules, "conclude \"f%d\"", on.fault);
        f->ways[f->count++] = on;
    } else if (kind == 1) {
        on.fault = -1;
        text_add(&f->rules, "escalate \"e\"");
        f->ways[f->count++] = on;
    } else if (kind == 2 || kind == 3) {
        int action_number = (int)(depth * 3 + chance_below(c, 3));
        on.steps[on.count++] = (move){ ACTIONS_FROM + action_number, 0 };
        text_add(&f->rules, "try \"a%d\", ", action_number);
        grow(f, c, &on, depth + 1);
    } else {
        static const char *const answers[] = { "x", "y", "z" };
        int asked = (int)(depth * 3 + chance_below(c, 3));
        text_add(&f->rules, "ask \"q%d\" { ", asked);
        on.count++;
        for (int i = 0; i < 3; i++) {
            on.steps[on.count - 1] = (move){ asked, i };
            text_add(&f->rules, "%s = { ", answers[i]);
            grow(f, c, &on, depth + 1);
            text_add(&f->rules, " }, ");
        }
        text_add(&f->rules, "}");
    }
}

static void grow_forest(forest *f, chance *c)
{
    path none = { .count = 0 };
    text flow_text;
    *f = (forest){ .count = 0 };
    grow(f, c, &none, 0);
    flow_text = f->rules;
    f->rules = (text){ NULL, 0, 0 };
    text_add(&f->rules,
             "guide \"g\" { zh = \"g\", en = \"g\" }\nescalation \"e\" { to = \"t\", zh = \"e\", en = \"e\" }\n");
    for (int i = 0; i < 24; i++)
        text_add(&f->rules, "question \"q%d\" { zh = \"q\", en = \"q\", answers = { \"x\", \"y\", \"z\" } }\n", i);
    for (int i = 0; i < f->faults; i++)
        text_add(&f->rules, "fault \"f%d\" { zh = \"f\", en = \"f\" }\n", i);
    for (int i = 0; i < 24; i++) {
        text_add(&f->rules, "action \"a%d\" { zh = \"a\", en = \"a\"", i);
        if (i >= 18 && f->faults > i - 18)
            text_add(&f->rules, ", fixes = { f%d = .5 }", i - 18);
        text_add(&f->rules, " }\n");
    }
    text_add(&f->rules, "flow { %s, otherwise = escalate \"e\" }\n", flow_text.at);
    free(flow_text.at);
}

/* ---- A random ticket: a way with skips, extra steps, swaps, other answers ---------------------------------------------- */

static move any_move(chance *c)
{
    if (chance_is(c, 30))
        return (move){ ACTIONS_FROM + (int)chance_below(c, 24), 0 };
    return (move){ (int)chance_below(c, 27), chance_is(c, 10) ? UNSURE_ANSWER : (int)chance_below(c, 3) };
}

static void put_move(path *p, move m)
{
    if (p->count < MOST_LONG)
        p->steps[p->count++] = m;
}

static path stray(const forest *f, chance *c)
{
    const path *way = &f->ways[chance_below(c, f->count)];
    path p = { .count = 0 };
    for (size_t i = 0; i < way->count; i++) {
        move m = way->steps[i];
        if (chance_is(c, 15))
            put_move(&p, any_move(c));
        if (chance_is(c, 10) && m.what < ACTIONS_FROM)
            m.answer = chance_is(c, 50) ? UNSURE_ANSWER : (int)chance_below(c, 3);
        if (!chance_is(c, 20))
            put_move(&p, m);
        if (chance_is(c, 15) && p.count > 1) {
            move last = p.steps[p.count - 1];
            p.steps[p.count - 1] = p.steps[p.count - 2];
            p.steps[p.count - 2] = last;
        }
    }
    while (chance_is(c, 30))
        put_move(&p, any_move(c));
    return p;
}

static void write_ticket(const path *p, char *line, size_t room)
{
    size_t at = (size_t)snprintf(line, room, "{\"id\":\"T\",\"guide\":\"g\",\"steps\":[");
    for (size_t i = 0; i < p->count; i++) {
        const move *m = &p->steps[i];
        const char *between = i ? "," : "";
        if (m->what >= ACTIONS_FROM)
            at += (size_t)snprintf(line + at, room - at, "%s{\"try\":\"a%d\",\"outcome\":\"failed\"}", between,
                                   m->what - ACTIONS_FROM);
        else if (m->answer == UNSURE_ANSWER)
            at += (size_t)snprintf(line + at, room - at, "%s{\"ask\":\"q%d\",\"answer\":null}", between, m->what);
        else
            at += (size_t)snprintf(line + at, room - at, "%s{\"ask\":\"q%d\",\"answer\":\"%c\"}", between, m->what,
                                   "xyz"[m->answer]);
    }
    snprintf(line + at, room - at, "]}");
}

/* ---- Brute force --------------------------------------------------------------------------------------------------------- */

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

static double match(const move *tree, const move *told)
{
    if (tree->what != told->what)
        return 1e9;
    if (told->answer == UNSURE_ANSWER)
        return .5;
    return tree->answer == told->answer ? 0 : 2;
}

/* a18 + k is the remedy of fault k, for the first six. */
static bool is_remedy_of(const path *way, const move *m)
{
    return way->fault >= 0 && way->fault < 6 && m->what == ACTIONS_FROM + 18 + way->fault;
}

static double distance(const path *way, const path *told)
{
    double row[MOST_LONG + 1], next[MOST_LONG + 1];
    for (size_t j = 0; j <= told->count; j++)
        row[j] = (double)j;
    for (size_t i = 0; i < way->count; i++) {
        next[0] = row[0] + 1;
        for (size_t j = 1; j <= told->count; j++)
            next[j] =
                lesser(lesser(row[j] + 1, next[j - 1] + 1), row[j - 1] + match(&way->steps[i], &told->steps[j - 1]));
        memcpy(row, next, sizeof row);
    }
    for (size_t j = 1; j <= told->count; j++)
        row[j] = lesser(row[j], row[j - 1] + (is_remedy_of(way, &told->steps[j - 1]) ? 0 : 1));
    return row[told->count];
}

/* The same as bags: what is in both, with the same answer or "not sure", is matched; contradictions are skipped and extra. */
static double bag_distance(const path *way, const path *told)
{
    bool used[MOST_LONG] = { false };
    double cost = 0;
    for (size_t i = 0; i < way->count; i++) {
        size_t best = told->count;
        for (size_t j = 0; j < told->count; j++) {
            double here = used[j] ? 1e9 : match(&way->steps[i], &told->steps[j]);
            if (here < 1 && (best == told->count || here < match(&way->steps[i], &told->steps[best])))
                best = j;
        }
        cost += best < told->count ? match(&way->steps[i], &told->steps[best]) : 1;
        if (best < told->count)
            used[best] = true;
    }
    for (size_t j = 0; j < told->count; j++)
        cost += used[j] || is_remedy_of(way, &told->steps[j]) ? 0 : 1;
    return cost;
}

typedef double measure(const path *way, const path *told);

/* ---- Both ------------------------------------------------------------------------------------------------------------------ */

static void compare_ticket(aligning *a, const forest *f, const path *told, measure *by)
{
    char line[4096], name[16];
    double best = 1e9, cheapest = 1e9;
    int ends_in = -1;
    for (size_t i = 0; i < f->count; i++) {
        double cost = by(&f->ways[i], told);
        cheapest = lesser(cheapest, (double)f->ways[i].count);
        if (cost < best) {
            best = cost;
            ends_in = f->ways[i].fault;
        }
    }
    snprintf(name, sizeof name, "f%d", ends_in);
    write_ticket(told, line, sizeof line);
    cJSON *got = alignment_of(a, line);
    const char *concluded = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(got, "fault"));
    bool same_end = ends_in < 0 ? !concluded : concluded && strcmp(concluded, name) == 0;
    if (number_in(got, "cost") != best || number_in(got, "worst") != (double)told->count + cheapest || !same_end)
        fail_msg("%s\n%s\n%s\nbrute force: %g of %g, %s", f->rules.at, line, a->b.lines.data, best,
                 (double)told->count + cheapest, name);
    cJSON_Delete(got);
}

static void compare(bool any_order, measure *by)
{
    static forest f; /* too large for a stack */
    const char *given = getenv("WAYMARK_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : 20260301;
    chance c = { seed };
    size_t compared = 0;
    print_message("# seed %llu\n", (unsigned long long)seed);
    for (size_t i = 0; i < GUIDES; i++) {
        aligning a;
        grow_forest(&f, &c);
        aligning_open(&a, f.rules.at, any_order);
        for (size_t k = 0; k < TICKETS; k++, compared++) {
            path told = stray(&f, &c);
            compare_ticket(&a, &f, &told, by);
        }
        aligning_close(&a);
        free(f.rules.at);
    }
    assert_int_equal(compared, (size_t)GUIDES * TICKETS);
}

static void in_order(void **state)
{
    (void)state;
    compare(false, distance);
}

static void order_free(void **state)
{
    (void)state;
    compare(true, bag_distance);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(in_order), cmocka_unit_test(order_free) };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
