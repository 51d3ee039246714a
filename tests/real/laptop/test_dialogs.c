/* Real dialogs: six troubleshooting flowcharts of laptops (FloDial) become guides, and the 418 support dialogs that followed them are driven
 * through `waymark session`, each to the end that was recorded. Uses cJSON, cmocka, POSIX and the program that WAYMARK names.
 *
 * The charts as they are: all six are trees, rooted at node 1. Two questions (laptop_battery 3, laptop_drive 3) have an arrow for "yes" only:
 * "no" is a hole of the chart; it falls through to the guide's `otherwise`, and no dialog goes there. How a chart becomes a guide is in
 * charts.h. */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "real/laptop/charts.h"

#define MAX_DIALOGS  1000
#define MAX_QUESTION 64 /* of one dialog: more is a walk that goes in circles */

/* ---- The program, and one session with it ---------------------------------------------------------------------------------------------- */

typedef struct session {
    char folder[256];
    pid_t program;
    FILE *requests, *replies;
    char *line; /* the last reply */
    size_t room;
} session;

static void write_rules(session *s)
{
    char path[512];
    const char *base = getenv("TMPDIR");
    snprintf(s->folder, sizeof s->folder, "%s/laptop-XXXXXX", base ? base : "/tmp");
    assert_non_null(mkdtemp(s->folder));
    for (size_t i = 0; i < CHARTS; i++)
        write_guide(s->folder, charts[i]);
    snprintf(path, sizeof path, "%s/teams.json", s->folder);
    FILE *out = open_or_fail(path, "w");
    fputs("{\"repair_bench\": {\"zh\": \"維修中心\", \"en\": \"Repair bench\", \"level\": 2}}\n", out);
    assert_int_equal(fclose(out), 0);
}

static void start(session *s, const char *program)
{
    int in[2], out[2];
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    s->program = fork();
    assert_true(s->program >= 0);
    if (s->program == 0) {
        signal(SIGPIPE, SIG_DFL);
        if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0)
            _exit(127);
        close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        execl(program, program, "session", "--rules", s->folder, "--kb", s->folder, "--lang", "en", (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    s->requests = fdopen(in[1], "w");
    s->replies = fdopen(out[0], "r");
    assert_non_null(s->requests);
    assert_non_null(s->replies);
}

static int set_up(void **state)
{
    char path[512];
    const char *program = getenv("WAYMARK");
    path_of_data(path, sizeof path, "tickets.jsonl");
    if (access(path, R_OK) != 0 || !program)
        return 0;             /* the tests say so */
    signal(SIGPIPE, SIG_IGN); /* a program that ended is a failed test, not the end of this one */
    session *s = calloc(1, sizeof *s);
    assert_non_null(s);
    write_rules(s);
    start(s, program);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    char path[512];
    int status = 0;
    session *s = *state;
    if (!s)
        return 0;
    fclose(s->requests); /* the end of input ends the session */
    fclose(s->replies);
    bool ended = waitpid(s->program, &status, 0) == s->program && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    for (size_t i = 0; i < CHARTS; i++) {
        snprintf(path, sizeof path, "%s/%s.lua", s->folder, charts[i]);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/teams.json", s->folder);
    unlink(path);
    rmdir(s->folder);
    free(s->line);
    free(s);
    return ended ? 0 : -1;
}

/* One request, one reply. Takes the request, gives the reply, which the caller deletes. */
static cJSON *send(session *s, cJSON *request)
{
    char *text = cJSON_PrintUnformatted(request);
    assert_non_null(text);
    assert_true(fprintf(s->requests, "%s\n", text) > 0 && fflush(s->requests) == 0);
    cJSON_free(text);
    cJSON_Delete(request);
    if (getline(&s->line, &s->room, s->replies) <= 0)
        fail_msg("the session ended without a reply");
    cJSON *reply = cJSON_Parse(s->line);
    assert_non_null(reply);
    return reply;
}

static cJSON *send_open(session *s, const char *guide, const cJSON *facts)
{
    cJSON *request = cJSON_CreateObject(), *open = cJSON_AddObjectToObject(request, "open");
    assert_non_null(cJSON_AddStringToObject(open, "guide", guide));
    if (facts)
        assert_true(cJSON_AddItemToObject(open, "facts", cJSON_Duplicate(facts, true)));
    return send(s, request);
}

static cJSON *send_answer(session *s, const char *question, const char *answer)
{
    cJSON *request = cJSON_CreateObject(), *answers = cJSON_AddObjectToObject(request, "answer");
    assert_non_null(cJSON_AddStringToObject(answers, question, answer));
    return send(s, request);
}

/* ---- A dialog ------------------------------------------------------------------------------------------------------------------------- */

static const char *step_string(const cJSON *reply, const char *key)
{
    const char *value = string_in(cJSON_GetObjectItemCaseSensitive(reply, "step"), key);
    return value ? value : "";
}

/* Whether the walk has come to where the dialog ended: handed over, with the recorded fault, which heads the diagnosis. */
static bool ended_as_recorded(const cJSON *reply, const cJSON *ticket)
{
    const char *recorded = string_in(cJSON_GetObjectItemCaseSensitive(ticket, "resolved"), "fault");
    const char *first = string_in(cJSON_GetArrayItem(cJSON_GetObjectItemCaseSensitive(reply, "diagnosis"), 0), "fault");
    return recorded && first && cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(reply, "done")) &&
           strcmp(step_string(reply, "kind"), "escalate") == 0 && strcmp(step_string(reply, "fault"), recorded) == 0 &&
           strcmp(first, recorded) == 0;
}

/* Answers each question that is asked from the ticket. True where every recorded answer was asked for, and the end is the recorded one. */
static bool walk_asked(session *s, const cJSON *ticket)
{
    const cJSON *facts = cJSON_GetObjectItemCaseSensitive(ticket, "facts");
    cJSON *reply = send_open(s, string_in(ticket, "guide"), NULL);
    int asked = 0;
    while (strcmp(step_string(reply, "kind"), "ask") == 0 && asked < MAX_QUESTION) {
        const char *answer = string_in(facts, step_string(reply, "id"));
        if (!answer)
            break;
        cJSON *next = send_answer(s, step_string(reply, "id"), answer);
        cJSON_Delete(reply);
        reply = next;
        asked++;
    }
    bool as_recorded = ended_as_recorded(reply, ticket) && asked == cJSON_GetArraySize(facts);
    cJSON_Delete(reply);
    return as_recorded;
}

/* The same with all that the ticket knows given when the case is opened: nothing is asked. */
static bool walk_known(session *s, const cJSON *ticket)
{
    cJSON *reply = send_open(s, string_in(ticket, "guide"), cJSON_GetObjectItemCaseSensitive(ticket, "facts"));
    bool as_recorded = ended_as_recorded(reply, ticket);
    cJSON_Delete(reply);
    return as_recorded;
}

typedef bool walk_dialog(session *s, const cJSON *ticket);

static void walk_every_dialog(void **state, walk_dialog *walk, const char *how)
{
    session *s = *state;
    if (!s) {
        skip_because(getenv("WAYMARK") ? "../shared/data/flowcharts-laptop is not here" : "WAYMARK names no program");
        return;
    }
    char path[512], *line = NULL;
    size_t room = 0, dialogs = 0, as_recorded = 0;
    path_of_data(path, sizeof path, "tickets.jsonl");
    FILE *tickets = open_or_fail(path, "r");
    while (getline(&line, &room, tickets) > 0 && dialogs < MAX_DIALOGS) {
        cJSON *ticket = cJSON_Parse(line);
        assert_non_null(ticket);
        dialogs++;
        if (walk(s, ticket))
            as_recorded++;
        else
            print_message("# %s: not as recorded; the last reply: %.300s\n", string_in(ticket, "id"), s->line);
        cJSON_Delete(ticket);
    }
    free(line);
    fclose(tickets);
    print_message("# %zu/%zu dialogs end as recorded, %s\n", as_recorded, dialogs, how);
    assert_int_equal(dialogs, 418);
    assert_int_equal(as_recorded, dialogs);
}

static void every_dialog_ends_as_recorded_answered_as_it_was_asked(void **state)
{
    walk_every_dialog(state, walk_asked, "answered as they were asked");
}

static void every_dialog_ends_as_recorded_with_its_facts_given_at_once(void **state)
{
    walk_every_dialog(state, walk_known, "their facts given at once");
}

/* ---- The charts themselves ------------------------------------------------------------------------------------------------------------ */

static int arrows_to(const cJSON *chart, const char *id)
{
    int count = 0;
    const cJSON *arrows, *arrow;
    cJSON_ArrayForEach(arrows, cJSON_GetObjectItemCaseSensitive(chart, "edges")) cJSON_ArrayForEach(arrow, arrows)
        count += strcmp(cJSON_GetStringValue(arrow), id) == 0;
    return count;
}

/* What the head of this file says of them. */
static void the_charts_are_trees_with_two_holes(void **state)
{
    if (!*state)
        skip_because(getenv("WAYMARK") ? "../shared/data/flowcharts-laptop is not here" : "WAYMARK names no program");
    size_t holes = 0;
    for (size_t i = 0; i < CHARTS; i++) {
        cJSON *chart = read_chart(charts[i]);
        const cJSON *node, *edges = cJSON_GetObjectItemCaseSensitive(chart, "edges");
        cJSON_ArrayForEach(node, cJSON_GetObjectItemCaseSensitive(chart, "nodes"))
        {
            int out = cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(edges, node->string));
            assert_int_equal(arrows_to(chart, node->string), strcmp(node->string, "1") != 0);
            assert_int_equal(is_leaf(chart, node->string), out == 0);
            holes += out == 1;
        }
        cJSON_Delete(chart);
    }
    assert_int_equal(holes, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_charts_are_trees_with_two_holes),
        cmocka_unit_test(every_dialog_ends_as_recorded_answered_as_it_was_asked),
        cmocka_unit_test(every_dialog_ends_as_recorded_with_its_facts_given_at_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
