/* Alignment on real dialogs: the 418 support dialogs of FloDial through `waymark replay --align`, each held against brute force on the
 * chart itself: every way from its root, by a plain edit distance. Uses cJSON, cmocka, POSIX and the program that WAYMARK names. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "real/laptop/charts.h"

/* ---- The recorded steps against the charts ---------------------------------------------------------------------------------------------- */

#define MOST_STEPS 64

typedef struct step_list {
    char asked[MOST_STEPS][16];
    const char *answers[MOST_STEPS];
    size_t count;
} step_list;

static void put_step(step_list *list, const char *before, const char *id, const char *answer)
{
    assert_true(list->count < MOST_STEPS);
    snprintf(list->asked[list->count], sizeof list->asked[0], "%s%s", before, id);
    list->answers[list->count++] = answer;
}

static double lesser(double a, double b)
{
    return a < b ? a : b;
}

/* Skipped 1, extra 1, another answer 2. */
static double distance(const step_list *way, const step_list *told)
{
    double row[MOST_STEPS + 1], above;
    for (size_t j = 0; j <= told->count; j++)
        row[j] = (double)j;
    for (size_t i = 0; i < way->count; i++) {
        double before = row[0];
        row[0] += 1;
        for (size_t j = 1; j <= told->count; j++) {
            double same = strcmp(way->answers[i], told->answers[j - 1]) == 0 ? 0 : 2;
            above = row[j];
            row[j] = lesser(row[j], row[j - 1]) + 1;
            if (strcmp(way->asked[i], told->asked[j - 1]) == 0)
                row[j] = lesser(row[j], before + same);
            before = above;
        }
    }
    return row[told->count];
}

typedef struct aligned {
    double cost, shortest;
} aligned;

/* Every way from a node to a leaf, each by itself: no cleverness. A hole is a way that ends. */
static void try_ways(const cJSON *chart, const char *id, step_list *way, const step_list *told, aligned *best)
{
    const cJSON *arrows = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(chart, "edges"), id),
                *arrow;
    if (id[0] == '\0' || is_leaf(chart, id)) {
        best->cost = lesser(best->cost, distance(way, told));
        best->shortest = lesser(best->shortest, (double)way->count);
        return;
    }
    cJSON_ArrayForEach(arrow, arrows)
    {
        put_step(way, "n", id, arrow->string);
        try_ways(chart, cJSON_GetStringValue(arrow), way, told, best);
        way->count--;
    }
    if (cJSON_GetArraySize(arrows) == 1) {
        put_step(way, "n", id, strcmp(arrows->child->string, "yes") == 0 ? "no" : "yes");
        try_ways(chart, "", way, told, best);
        way->count--;
    }
}

static aligned align_by_hand(const cJSON *ticket)
{
    step_list told = { .count = 0 }, way = { .count = 0 };
    aligned best = { 1e9, 1e9 };
    const cJSON *taken;
    cJSON_ArrayForEach(taken, cJSON_GetObjectItemCaseSensitive(ticket, "steps"))
        put_step(&told, "", string_in(taken, "ask"), string_in(taken, "answer"));
    cJSON *chart = read_chart(strchr(string_in(ticket, "guide"), '/') + 1);
    try_ways(chart, "1", &way, &told, &best);
    cJSON_Delete(chart);
    return best;
}

/* A copy of the tickets without their facts. */
static void write_steps_only(FILE *from, const char *path)
{
    char *line = NULL;
    size_t room = 0;
    FILE *to = open_or_fail(path, "w");
    while (getline(&line, &room, from) > 0) {
        cJSON *ticket = cJSON_Parse(line);
        cJSON_DeleteItemFromObjectCaseSensitive(ticket, "facts");
        char *text = cJSON_PrintUnformatted(ticket);
        assert_non_null(text);
        fprintf(to, "%s\n", text);
        cJSON_free(text);
        cJSON_Delete(ticket);
    }
    free(line);
    rewind(from);
    assert_int_equal(fclose(to), 0);
}

static double number_of(const cJSON *object, const char *key)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

typedef struct totals {
    size_t tickets, agree;
    double cost, worst;
} totals;

/* Replays the file with --align, and holds every line of it against the ticket aligned by hand. */
static totals align_tickets(const char *folder, FILE *tickets, const char *path)
{
    char command[2048], *line = NULL, *result = NULL;
    size_t room = 0, result_room = 0;
    totals sum = { 0, 0, 0, 0 };
    snprintf(command, sizeof command, "\"$WAYMARK\" replay '%s' --rules '%s' --kb '%s' --align --per-ticket -", path,
             folder, folder);
    FILE *replayed = popen(command, "r"); /* NOLINT(cert-env33-c) the program under test */
    assert_non_null(replayed);
    while (getline(&line, &room, tickets) > 0 && getline(&result, &result_room, replayed) > 0) {
        cJSON *ticket = cJSON_Parse(line), *told = cJSON_Parse(result);
        aligned by_hand = align_by_hand(ticket);
        const cJSON *alignment = cJSON_GetObjectItemCaseSensitive(told, "alignment");
        double worst = by_hand.shortest + cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(ticket, "steps"));
        if (number_of(alignment, "cost") != by_hand.cost || number_of(alignment, "worst") != worst)
            fail_msg("%sby hand: cost %g, worst %g", result, by_hand.cost, worst);
        sum.tickets++;
        sum.agree += strcmp(string_in(told, "verdict"), "agree") == 0;
        sum.cost += by_hand.cost;
        sum.worst += worst;
        cJSON_Delete(ticket);
        cJSON_Delete(told);
    }
    free(line);
    free(result);
    rewind(tickets);
    assert_int_equal(pclose(replayed), 0);
    return sum;
}

/* The facts hold every answer of a dialog, so each is replayed to its recorded end; its steps are what was asked, the rest was
 * clear from what the customer had said. What was asked costs the same with the facts and without them. */
static void the_steps_asked_cost_what_brute_force_says(void **state)
{
    const char *folder = *state;
    if (!folder)
        skip_because(getenv("WAYMARK") ? "../shared/data/flowcharts-laptop is not here" : "WAYMARK names no program");
    char path[512], steps_only[512];
    path_of_data(path, sizeof path, "tickets.jsonl");
    snprintf(steps_only, sizeof steps_only, "%s/steps.jsonl", folder);
    FILE *tickets = open_or_fail(path, "r");
    write_steps_only(tickets, steps_only);
    totals all = align_tickets(folder, tickets, path), asked = align_tickets(folder, tickets, steps_only);
    print_message("# fitness of the steps asked: %.9f\n", 1 - asked.cost / asked.worst);
    assert_int_equal(all.tickets, 418);
    assert_int_equal(all.agree, 418);
    assert_int_equal(asked.tickets, 418);
    assert_true(all.cost == asked.cost && all.worst == asked.worst && asked.cost > 0);
    unlink(steps_only);
    fclose(tickets);
}

/* ---- A folder of guides ------------------------------------------------------------------------------------------------------------------ */

static int set_up(void **state)
{
    static char folder[256];
    char path[512];
    const char *base = getenv("TMPDIR");
    path_of_data(path, sizeof path, "tickets.jsonl");
    if (access(path, R_OK) != 0 || !getenv("WAYMARK"))
        return 0; /* the test says so */
    snprintf(folder, sizeof folder, "%s/aligned-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < CHARTS; i++)
        write_guide(folder, charts[i]);
    snprintf(path, sizeof path, "%s/teams.json", folder);
    FILE *out = open_or_fail(path, "w");
    fputs("{\"repair_bench\": {\"zh\": \"維修中心\", \"en\": \"Repair bench\", \"level\": 2}}\n", out);
    *state = folder;
    return fclose(out);
}

static int tear_down(void **state)
{
    char path[512];
    const char *folder = *state;
    if (!folder)
        return 0;
    for (size_t i = 0; i < CHARTS; i++) {
        snprintf(path, sizeof path, "%s/%s.lua", folder, charts[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/teams.json", folder);
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_steps_asked_cost_what_brute_force_says) };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
