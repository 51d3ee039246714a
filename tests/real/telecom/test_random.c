/* The same guides on start states that nobody chose: 300 random ones for each goal are walked by the runner (test_tasks), and every run is
 * judged here, from outside: what it did is done again on the state machine, the goal is looked at, and the desk's policy is held against
 * each step. Only the judge searches the state machine: it must know which goals can be reached at all.
 * WAYMARK_SEED chooses other states. Uses device.h, cJSON, cmocka and POSIX. */
#include <time.h>
#include <unistd.h>

#include "device.h"
#include "support/tap.h"

#define TODAY   "2025-02-25" /* the desk's calendar, from its policy */
#define SAMPLES 300          /* start states of each goal */

static const struct goal {
    const char *intent, *asserts, *flags[2];
} goals[] = {
    { "service_issue",
      "[[\"assert_service_status\",{\"expected_status\":\"connected\"},true]]",
      { "service", "service" } },
    { "mobile_data_issue",
      "[[\"assert_mobile_data_status\",{\"expected_status\":true},true],"
      "[\"assert_internet_speed\",{\"expected_speed\":200,\"expected_desc\":\"excellent\"},true]]",
      { "data", "fast" } },
    { "mms_issue", "[[\"assert_can_send_mms\",{\"expected_status\":true},true]]", { "mms", "mms" } },
};
#define GOALS (sizeof goals / sizeof *goals)

/* From which states a goal can be reached: with all that the policy allows, without payments, without adding data. */
enum means { ALL_MEANS, NO_PAYMENT, NO_DATA_ADDED, MEANS };

typedef struct judge {
    device device;
    char runner[1100], data[1024];
    bool *allowed; /* by the policy: a row of actions a state */
    bool *reach[GOALS][MEANS];
} judge;

/* ---- The desk's policy ------------------------------------------------------------------------------------------------------------------ */

static bool says(const device *d, int state, const char *fact, const char *sign)
{
    return strstr(device_reading(d, state, fact), sign) != NULL;
}

static bool may_be_resumed(const device *d, int state)
{
    return says(d, state, "line_status", "Suspended") &&
           strcmp(device_reading(d, state, "contract_end_date"), TODAY) >= 0;
}

static bool may_be_refuelled(const device *d, int state)
{
    double used, plan, added;
    return sscanf(device_reading(d, state, "data_usage"), "data used %lf GB of %lf GB + %lf GB", &used, &plan,
                  &added) == 3 &&
           used > plan + added && added < 2;
}

static bool policy_allows(const device *d, int state, const char *action)
{
    if (strcmp(action, "send_payment_request") == 0)
        return may_be_resumed(d, state) && says(d, state, "bills", "Overdue");
    if (strcmp(action, "make_payment") == 0)
        return may_be_resumed(d, state) && says(d, state, "bills", "Awaiting Payment");
    if (strcmp(action, "resume_line") == 0)
        return may_be_resumed(d, state) && !says(d, state, "bills", "Overdue") &&
               !says(d, state, "bills", "Awaiting Payment");
    if (strcmp(action, "refuel_data_2gb") == 0)
        return may_be_refuelled(d, state);
    return true;
}

static bool is_payment(const char *action)
{
    return strcmp(action, "send_payment_request") == 0 || strcmp(action, "make_payment") == 0;
}

static bool within(const char *action, enum means means)
{
    return !(means == NO_PAYMENT && is_payment(action)) &&
           !(means == NO_DATA_ADDED && strcmp(action, "refuel_data_2gb") == 0);
}

static bool *allowed_by_policy(const device *d)
{
    bool *out = calloc(d->state_count * d->action_count, sizeof *out);
    assert_non_null(out);
    for (size_t s = 0; s < d->state_count; s++)
        for (size_t a = 0; a < d->action_count; a++)
            out[s * d->action_count + a] = policy_allows(d, (int)s, d->actions[a]);
    return out;
}

/* ---- What can be reached ------------------------------------------------------------------------------------------------------------------ */

static bool holds(const device *d, int state, const struct goal *g)
{
    return device_flag(d, state, g->flags[0]) && device_flag(d, state, g->flags[1]);
}

static bool one_step_away(const judge *j, const bool *reached, size_t state, enum means means)
{
    const device *d = &j->device;
    for (size_t a = 0; a < d->action_count; a++) {
        int after = d->next[state * d->action_count + a];
        if (after >= 0 && reached[after] && j->allowed[state * d->action_count + a] && within(d->actions[a], means))
            return true;
    }
    return false;
}

/* Every state from which the goal can be reached: grown backwards from those where it holds, until nothing is added. */
static bool *reaching(const judge *j, const struct goal *g, enum means means)
{
    size_t count = j->device.state_count;
    bool *reached = calloc(count, sizeof *reached);
    assert_non_null(reached);
    for (size_t s = 0; s < count; s++)
        reached[s] = holds(&j->device, (int)s, g);
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t s = 0; s < count; s++)
            if (!reached[s] && one_step_away(j, reached, s, means))
                grown = reached[s] = true;
    }
    return reached;
}

/* ---- Random tasks ------------------------------------------------------------------------------------------------------------------------- */

/* xorshift64*: the same states for the same seed, everywhere. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 0x2545F4914F6CDD1DULL;
}

static uint64_t choose_seed(void)
{
    const char *said = getenv("WAYMARK_SEED");
    uint64_t seed = said ? strtoull(said, NULL, 10) : (uint64_t)time(NULL);
    print_message("# WAYMARK_SEED=%llu\n", (unsigned long long)seed);
    return seed * 0x9E3779B97F4A7C15ULL + 1;
}

static void write_task(const judge *j, FILE *out, size_t goal, int start)
{
    fprintf(out, "{\"id\":\"%zu-%d\",\"intent\":\"%s\",\"start\":%d,\"asserts\":%s,\"must_escalate\":%s}\n", goal,
            start, goals[goal].intent, start, goals[goal].asserts, j->reach[goal][ALL_MEANS][start] ? "false" : "true");
}

static void write_random_tasks(const judge *j, const char *path)
{
    uint64_t seed = choose_seed();
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    for (size_t goal = 0; goal < GOALS; goal++)
        for (size_t i = 0; i < SAMPLES; i++)
            write_task(j, out, goal, (int)((next_random(&seed) >> 11) % j->device.state_count));
    assert_int_equal(fclose(out), 0);
}

/* ---- The runner, from outside ----------------------------------------------------------------------------------------------------------------- */

/* The object of the runner's last line. */
static cJSON *runner_says(const judge *j, const char *tasks)
{
    char command[3500], *line = NULL;
    size_t room = 0;
    cJSON *said = NULL;
    snprintf(command, sizeof command, "'%s' --data '%s' --tasks '%s' --json", j->runner, j->data, tasks);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    while (getline(&line, &room, out) > 0) {
        cJSON_Delete(said);
        said = cJSON_Parse(line);
    }
    free(line);
    int status = pclose(out);
    if (!said)
        fail_msg("the runner said nothing that is JSON; its status is %d", status);
    return said;
}

static const char *text_in(const cJSON *object, const char *key)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return value ? value : "";
}

static double number_in(const cJSON *object, const char *key)
{
    return cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(object, key));
}

/* ---- Judging a run ------------------------------------------------------------------------------------------------------------------------------ */

typedef struct verdict {
    size_t runs, agreed, unreachable, idle; /* idle: device actions that changed nothing */
} verdict;

/* What is wrong with an action in this state, NULL where nothing is: payments and data are needed only where the goal can be reached, and
 * not without them. */
static const char *wrong_with(const judge *j, size_t goal, int state, const char *action)
{
    bool reachable = j->reach[goal][ALL_MEANS][state];
    if (!policy_allows(&j->device, state, action))
        return "the policy does not allow this action here";
    if (is_payment(action) && (!reachable || j->reach[goal][NO_PAYMENT][state]))
        return "a payment that was not needed";
    if (strcmp(action, "refuel_data_2gb") == 0 && (!reachable || j->reach[goal][NO_DATA_ADDED][state]))
        return "data was added that was not needed";
    return device_after(&j->device, state, action) < 0 ? "the device refused the action" : NULL;
}

/* Does again what a run did, from its start. Gives what was wrong, NULL where all was right. */
static const char *judge_run(const judge *j, verdict *v, size_t goal, int start, const cJSON *run)
{
    const cJSON *one;
    int state = start;
    bool handed_over = strcmp(text_in(run, "end"), "escalated") == 0,
         resolved = strcmp(text_in(run, "end"), "resolved") == 0;
    cJSON_ArrayForEach(one, cJSON_GetObjectItemCaseSensitive(run, "actions"))
    {
        const char *action = cJSON_GetStringValue(one);
        const char *wrong = wrong_with(j, goal, state, action ? action : "");
        if (wrong)
            return wrong;
        int after = device_after(&j->device, state, action);
        v->idle += after == state;
        state = after;
    }
    v->unreachable += !j->reach[goal][ALL_MEANS][start];
    if (!j->reach[goal][ALL_MEANS][start])
        return handed_over ? NULL : "the goal is out of reach, and the case was not handed over";
    if (!holds(&j->device, state, &goals[goal]))
        return handed_over ? "handed over, though the goal can be reached" : "ended short of the goal";
    return resolved ? NULL : "the goal holds, and the case was not resolved";
}

static void judge_random_run(const judge *j, verdict verdicts[GOALS], const cJSON *run)
{
    size_t goal;
    int start;
    assert_int_equal(sscanf(text_in(run, "id"), "%zu-%d", &goal, &start), 2);
    assert_true(goal < GOALS && start >= 0 && (size_t)start < j->device.state_count);
    const char *wrong = judge_run(j, &verdicts[goal], goal, start, run);
    verdicts[goal].runs++;
    verdicts[goal].agreed += !wrong;
    if (wrong)
        print_message("# %s from state %d: %s\n", goals[goal].intent, start, wrong);
}

/* ---- The tests ---------------------------------------------------------------------------------------------------------------------------------- */

static void skip_where_something_is_missing(const judge *j)
{
    if (!j)
        skip_because("../shared/data/telecom is not here");
    if (access(j->runner, X_OK) != 0)
        skip_because("the runner, tests/real/telecom/test_tasks, was not built");
}

static char *file_for_tasks(char *path, size_t size)
{
    const char *base = getenv("TMPDIR");
    snprintf(path, size, "%s/telecom-XXXXXX", base ? base : "/tmp");
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    return path;
}

static void random_starts_end_as_well_as_they_can(void **state)
{
    const judge *j = *state;
    char path[1024];
    verdict v[GOALS] = { { 0 } };
    const cJSON *run;
    skip_where_something_is_missing(j);
    write_random_tasks(j, file_for_tasks(path, sizeof path));
    cJSON *said = runner_says(j, path);
    cJSON_ArrayForEach(run, cJSON_GetObjectItemCaseSensitive(said, "runs")) judge_random_run(j, v, run);
    for (size_t g = 0; g < GOALS; g++)
        print_message("# %s: %zu/%zu as well as can be, %zu of them out of reach; %zu idle actions\n", goals[g].intent,
                      v[g].agreed, v[g].runs, v[g].unreachable, v[g].idle);
    print_message("# %.1f questions a case\n", number_in(said, "questions"));
    double needless = number_in(said, "needless");
    cJSON_Delete(said);
    unlink(path);
    for (size_t g = 0; g < GOALS; g++) {
        assert_int_equal(v[g].runs, SAMPLES);
        assert_int_equal(v[g].agreed, SAMPLES);
    }
    assert_true(needless >= 0 && needless < 1);
}

static size_t goal_of(const cJSON *task)
{
    for (size_t g = 0; g < GOALS; g++)
        if (strcmp(goals[g].intent, text_in(task, "intent")) == 0)
            return g;
    fail_msg("%s has a goal that is not known", text_in(task, "id"));
    return 0;
}

/* Of a task the runner has judged the end; what it did on the way there is held against the policy here. */
static void judge_task(const judge *j, verdict *v, const cJSON *task, const cJSON *run)
{
    const char *wrong = judge_run(j, v, goal_of(task), (int)number_in(task, "start"), run);
    assert_string_equal(text_in(task, "id"), text_in(run, "id"));
    v->runs++;
    v->agreed += !wrong;
    if (wrong)
        print_message("# %s: %s\n", text_in(task, "id"), wrong);
}

static void the_desks_tasks_keep_to_the_policy(void **state)
{
    const judge *j = *state;
    char path[1100], *line = NULL;
    size_t room = 0;
    int count = 0;
    verdict v = { 0 };
    skip_where_something_is_missing(j);
    snprintf(path, sizeof path, "%s/tasks.jsonl", j->data);
    cJSON *said = runner_says(j, path);
    const cJSON *runs = cJSON_GetObjectItemCaseSensitive(said, "runs");
    FILE *tasks = fopen(path, "r");
    assert_non_null(tasks);
    while (getline(&line, &room, tasks) > 0) {
        cJSON *task = cJSON_Parse(line);
        judge_task(j, &v, task, cJSON_GetArrayItem(runs, count++));
        cJSON_Delete(task);
    }
    free(line);
    fclose(tasks);
    cJSON_Delete(said);
    print_message("# %zu/%zu keep to it, %zu idle actions\n", v.agreed, v.runs, v.idle);
    assert_int_equal(v.runs, 94);
    assert_int_equal(v.agreed, 94);
    assert_int_equal(v.idle, 0);
}

/* The runner lies beside this program. */
static void find_runner(judge *j)
{
    char self[1024];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = '\0';
    snprintf(j->runner, sizeof j->runner, "%s/test_tasks", self);
}

static int learn_what_can_be_reached(void **state)
{
    const char *shared = getenv("WAYMARK_SHARED");
    judge *j = calloc(1, sizeof *j);
    assert_non_null(j);
    find_runner(j);
    snprintf(j->data, sizeof j->data, "%s/data/telecom", shared && *shared ? shared : "../shared");
    if (!device_load(&j->device, j->data)) {
        free(j);
        return 0; /* the tests say so */
    }
    j->allowed = allowed_by_policy(&j->device);
    for (size_t g = 0; g < GOALS; g++)
        for (int means = 0; means < MEANS; means++)
            j->reach[g][means] = reaching(j, &goals[g], (enum means)means);
    *state = j;
    return 0;
}

static int forget_it(void **state)
{
    judge *j = *state;
    if (!j)
        return 0;
    for (size_t g = 0; g < GOALS; g++)
        for (size_t means = 0; means < MEANS; means++)
            free(j->reach[g][means]);
    free(j->allowed);
    device_free(&j->device);
    free(j);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_desks_tasks_keep_to_the_policy),
        cmocka_unit_test(random_starts_end_as_well_as_they_can),
    };
    return cmocka_run_group_tests(tests, learn_what_can_be_reached, forget_it);
}
