/* Aligning recorded steps with guides of 200 nodes: tickets a second on one core, beside a straightforward version that
 * cuts nothing and fills a row a node. The tickets are walks of the guides, noisy as real ones: steps skipped, added,
 * swapped, answered otherwise or "not sure".
 *     align_bench FOLDER     as workload.lua wrote it
 * Uses replay/ and, for the workload, cJSON. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>

#include "facade.h"
#include "replay/align_ticket.h"
#include "unit/property/chance.h"

#define TICKETS   100000u
#define WALKS     20000u /* each is told five times, with other noise */
#define MOST_LONG 64u
#define RUNS      3u

typedef struct told {
    char ask[64], answer[256]; /* answer: as JSON */
} told;

typedef struct work {
    wm_rules *rules;
    replay_index *index;
    replay_host host;
    align_forest forest;
    text lines;
    char *copy; /* lines are decoded in place */
} work;

static void must(bool fine, const char *what)
{
    if (fine)
        return;
    fprintf(stderr, "align_bench: %s\n", what);
    exit(3);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- Tickets ---------------------------------------------------------------------------------------------------------- */

/* The answer that the facts have to what is asked; false where there is none. */
static bool answer_of(const cJSON *known_facts, const wm_step *s, told *out, wm_value *value)
{
    const cJSON *known = cJSON_GetObjectItemCaseSensitive(known_facts, s->id);
    snprintf(out->ask, sizeof out->ask, "%s", s->id);
    *value = (wm_value){ .kind = WM_VALUE_TEXT, .text = cJSON_GetStringValue(known) };
    if (cJSON_IsNumber(known)) {
        *value = (wm_value){ .kind = WM_VALUE_NUMBER, .number = known->valuedouble };
        snprintf(out->answer, sizeof out->answer, "%.17g", value->number);
    } else if (value->text) {
        snprintf(out->answer, sizeof out->answer, "\"%s\"", value->text);
    }
    return known != NULL;
}

/* A ticket's facts, asked one after the other; how many there were. */
static size_t walk_case(const work *w, const cJSON *known_facts, const char *name, told *out)
{
    wm_case *it;
    wm_step s;
    wm_value value;
    size_t count = 0;
    must(wm_case_new(&it, w->rules, name, NULL) == WM_OK, "a case");
    while (count < MOST_LONG / 2 && wm_case_step(it, &s, NULL) == WM_OK && s.kind == WM_ASK &&
           answer_of(known_facts, &s, &out[count], &value)) {
        must(wm_case_answer_value(it, s.id, &value, NULL, NULL) == WM_OK, "an answer");
        count++;
    }
    wm_case_free(it);
    return count;
}

static void put_step(text *to, size_t *count, const char *ask, const char *said)
{
    text_add(to, "%s{\"ask\":\"%s\",\"answer\":%s}", (*count)++ ? "," : "", ask, said);
}

/* `others`: the case before, whose steps are put in where they do not belong. */
static void put_noisy(text *to, chance *c, unsigned number, const char *name, const told *steps, size_t count,
                      const told *others, size_t other_count)
{
    size_t put = 0;
    text_add(to, "{\"id\":\"T%u\",\"guide\":\"%s\",\"steps\":[", number, name);
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        if (chance_is(c, 15))
            continue;
        if (other_count && chance_is(c, 10)) {
            const told *other = &others[chance_below(c, other_count)];
            put_step(to, &put, other->ask, other->answer);
        }
        if (i + 1 < count && chance_is(c, 8)) {
            put_step(to, &put, steps[i + 1].ask, steps[i + 1].answer);
            at = i++;
        }
        put_step(to, &put, steps[at].ask, chance_is(c, 4) ? "null" : steps[at].answer);
    }
    text_add(to, "]}\n");
}

static void make_tickets(work *w, const char *path)
{
    chance c = { 20260301 };
    static told steps[MOST_LONG], others[MOST_LONG];
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0, other_count = 0;
    must(file != NULL, path);
    for (unsigned i = 0; i < WALKS; i++) {
        must(getline(&line, &room, file) > 0, "too few tickets");
        cJSON *read = cJSON_Parse(line);
        const char *name = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(read, "guide"));
        must(name != NULL, "a ticket without a guide");
        size_t count = walk_case(w, cJSON_GetObjectItemCaseSensitive(read, "facts"), name, steps);
        for (unsigned k = 0; k < TICKETS / WALKS; k++)
            put_noisy(&w->lines, &c, i * (TICKETS / WALKS) + k, name, steps, count, others, other_count);
        memcpy(others, steps, sizeof others);
        other_count = count;
        cJSON_Delete(read);
    }
    free(line);
    (void)fclose(file);
    w->copy = malloc(w->lines.size + SCAN_PADDING);
    must(w->copy != NULL, "memory");
}

/* ---- The straightforward version ---------------------------------------------------------------------------------------- */

#define FAR 30000u

static uint32_t least_of(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t cost_of(const align_tree *t, const align_node *n, align_step *s)
{
    if (n->key != s->key)
        return FAR;
    if (n->kind == ALIGN_ASK)
        return align_answer_cost(&t->spots[n->spot], n, s);
    return n->fits & s->came ? 0 : n->recorded ? FAR : ALIGN_CONTRADICTS;
}

/* Every node, and every entry of its row. Halves; the tickets here have questions only. */
static uint32_t align_plainly(align_room *a, const align_tree *t, uint32_t *rows, uint32_t *ends)
{
    uint32_t depth = 0, best = UINT32_MAX, width = a->count + 1;
    rows[0] = 0;
    ends[0] = t->count;
    for (uint32_t j = 1; j < width; j++)
        rows[j] = rows[j - 1] + a->steps[j].extra;
    for (uint32_t i = 0; i < t->count; i++) {
        const align_node *n = &t->nodes[i];
        while (i >= ends[depth])
            depth--;
        uint32_t *from = rows + (size_t)depth * width, *to = from + width;
        if (n->kind == ALIGN_END)
            best = least_of(best, from[a->count]);
        bool step = n->kind == ALIGN_ASK || n->kind == ALIGN_TRY;
        to[0] = from[0] + n->skip;
        for (uint32_t j = 1; j < width; j++) {
            to[j] = least_of(from[j] + (n->recorded ? FAR : n->skip), to[j - 1] + a->steps[j].extra);
            if (step)
                to[j] = least_of(to[j], from[j - 1] + cost_of(t, n, &a->steps[j]));
        }
        ends[++depth] = n->end;
    }
    return best + ALIGN_EXTRA * a->others;
}

/* ---- Runs ----------------------------------------------------------------------------------------------------------------- */

typedef enum run_kind { REPLAYED, ALIGNED, ALIGNED_TWICE, ALIGNED_PLAINLY } run_kind;

typedef struct sums {
    uint64_t cost, worst, steps;
} sums;

static double run_once(work *w, run_kind kind, sums *out)
{
    replay_wishes wishes = { .align = kind == REPLAYED ? NULL : &w->forest };
    replayer *y = replayer_new(w->index, &w->host, &wishes, "x", allocator_default());
    uint32_t *rows = malloc(256 * 256 * sizeof *rows), *ends = malloc(256 * sizeof *ends);
    must(y && rows && ends, "memory");
    memcpy(w->copy, w->lines.at, w->lines.size);
    memset(w->copy + w->lines.size, 0, SCAN_PADDING);
    *out = (sums){ 0, 0, 0 };
    char *at = w->copy, *limit = w->copy + w->lines.size;
    double start = seconds();
    while (at < limit) {
        must(replayer_line(y, at, limit, &at, NULL) && !y->reader->scan.wrong, "a line that is no ticket");
        uint32_t cost = y->now.cost;
        if (kind == ALIGNED_TWICE)
            cost = align_ordered(&y->aligner->room, y->aligner->trees[y->reader->t.guide], NULL).cost;
        else if (kind == ALIGNED_PLAINLY)
            cost = align_plainly(&y->aligner->room, y->aligner->trees[y->reader->t.guide], rows, ends);
        must(kind == REPLAYED || cost == y->now.cost, "the versions differ");
        out->cost += cost;
        out->worst += y->now.worst;
        out->steps += y->reader->t.told_count;
    }
    double took = seconds() - start;
    replayer_free(y);
    free(rows);
    free(ends);
    return took;
}

static double best_of(work *w, run_kind kind, sums *out)
{
    double best = 1e9;
    for (unsigned i = 0; i < RUNS; i++) {
        double took = run_once(w, kind, out);
        best = took < best ? took : best;
    }
    return best;
}

static void open_work(work *w, const char *rules, const char *kb)
{
    wm_config config = { .kb_dir = kb };
    *w = (work){ .rules = NULL };
    must(wm_rules_load(&w->rules, &config, rules, NULL) == WM_OK, "the rules");
    w->index = replay_index_new(w->rules->set, allocator_default());
    must(w->index && align_forest_init(&w->forest, w->index, allocator_default()), "memory");
}

static void close_work(work *w)
{
    align_forest_free(&w->forest);
    replay_index_free(w->index);
    wm_rules_free(w->rules);
    free(w->lines.at);
    free(w->copy);
}

static void tell_trees(work *w)
{
    size_t guides = wm_rules_guide_count(w->rules), nodes = 0, written = 0;
    for (uint32_t i = 0; i < guides; i++) {
        nodes += align_forest_tree(&w->forest, i)->count;
        written += w->rules->set->guides[i]->node_count;
    }
    if (guides)
        printf("%zu guides of %zu nodes, %zu in their trees of ways\n", guides, written / guides, nodes / guides);
}

int main(int count, char **names)
{
    work w;
    sums s;
    char rules[1024], kb[1024], tickets[1024];
    must(count == 2, "which FOLDER?");
    snprintf(rules, sizeof rules, "%s/rules", names[1]);
    snprintf(kb, sizeof kb, "%s/kb", names[1]);
    snprintf(tickets, sizeof tickets, "%s/tickets.jsonl", names[1]);
    open_work(&w, rules, kb);
    make_tickets(&w, tickets);
    tell_trees(&w);
    double alone = best_of(&w, REPLAYED, &s), aligned = best_of(&w, ALIGNED, &s);
    double searched = best_of(&w, ALIGNED_TWICE, &s) - aligned, plainly = best_of(&w, ALIGNED_PLAINLY, &s) - aligned;
    printf("%u tickets of %.1f steps, fitness %.4f\n", TICKETS, (double)s.steps / TICKETS,
           1 - (double)s.cost / (double)s.worst);
    printf("replay alone %.0f tickets/s, with alignment %.0f   goal >= 50000\n", TICKETS / alone, TICKETS / aligned);
    printf("the search alone %.2f us a ticket, straightforwardly %.2f us: ratio %.2f\n", searched / TICKETS * 1e6,
           plainly / TICKETS * 1e6, searched / plainly);
    close_work(&w);
    return 0;
}
