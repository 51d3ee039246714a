/* The rules' own walks (rules/…/NAME.walks.jsonl), both ways: by `waymark test`, and answered over `waymark session`, where each question
 * that is asked gets the walk's answer, each action that is proposed its outcome, and the end is compared with the recorded one. Uses the
 * program $WAYMARK, cJSON and cmocka. */
#include <glob.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cjson/cJSON.h>

#include "support/tap.h"

#define WALKS "rules/*/*.walks.jsonl"

enum { TURNS_MOST = 100, WALKS_LEAST = 12 };

/* ---- The program on two pipes --------------------------------------------------------------- */

typedef struct talk {
    pid_t pid;
    FILE *to, *from;
    char *line;
    size_t size;
} talk;

static void become_session(const int *in, const int *out)
{
    const char *program = getenv("WAYMARK");
    if (program == NULL || dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0)
        _exit(3);
    close(in[0]), close(in[1]), close(out[0]), close(out[1]);
    execl(program, program, "session", "--rules", "rules", "--kb", "kb", (char *)NULL);
    _exit(3);
}

static talk talk_begin(void)
{
    int in[2], out[2];
    assert_non_null(getenv("WAYMARK"));
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        become_session(in, out);
    close(in[0]), close(out[1]);
    talk t = { .pid = pid, .to = fdopen(in[1], "w"), .from = fdopen(out[0], "r") };
    assert_non_null(t.to);
    assert_non_null(t.from);
    return t;
}

static void talk_end(talk *t)
{
    int status = 0;
    fclose(t->to);
    fclose(t->from);
    free(t->line);
    assert_int_equal(waitpid(t->pid, &status, 0), t->pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* One request, which is freed; its reply is the caller's to delete. */
static cJSON *talk_turn(talk *t, cJSON *request)
{
    char *text = cJSON_PrintUnformatted(request);
    cJSON_Delete(request);
    assert_non_null(text);
    fprintf(t->to, "%s\n", text);
    cJSON_free(text);
    assert_int_equal(fflush(t->to), 0);
    assert_true(getline(&t->line, &t->size, t->from) > 0);
    cJSON *reply = cJSON_Parse(t->line);
    assert_non_null(reply);
    return reply;
}

/* {"KIND":{"NAME":value}}; the value is taken over. */
static cJSON *request_of(const char *kind, const char *name, cJSON *value)
{
    cJSON *request = cJSON_CreateObject();
    cJSON *part = cJSON_AddObjectToObject(request, kind);
    assert_non_null(value);
    assert_true(cJSON_AddItemToObject(part, name, value));
    return request;
}

/* ---- A walk --------------------------------------------------------------------------------- */

typedef struct walk {
    const char *file;
    size_t line;
    cJSON *ticket; /* what was used of its facts and steps is taken out */
    cJSON *reply;  /* the latest */
    talk *with;
} walk;

static const cJSON *of(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static const char *word(const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(of(object, key));
    return text != NULL ? text : "";
}

static bool fails(const walk *w, const char *what, const char *detail)
{
    print_message("# %s:%zu: %s: %s %s\n", w->file, w->line, word(w->ticket, "id"), what, detail);
    return false;
}

/* Takes the reply; false where it is an error. */
static bool turn(walk *w, cJSON *request)
{
    cJSON_Delete(w->reply);
    w->reply = talk_turn(w->with, request);
    const cJSON *error = of(w->reply, "error");
    return error == NULL || fails(w, word(error, "code"), word(error, "what"));
}

/* The value of the first step that names `id` under `kind`, taken out of the ticket, or NULL. */
static cJSON *next_step(walk *w, const char *kind, const char *id, const char *value)
{
    cJSON *steps = cJSON_GetObjectItemCaseSensitive(w->ticket, "steps");
    for (cJSON *step = steps != NULL ? steps->child : NULL; step != NULL; step = step->next) {
        if (strcmp(word(step, kind), id) != 0)
            continue;
        cJSON *taken = cJSON_DetachItemFromObjectCaseSensitive(step, value);
        cJSON_Delete(cJSON_DetachItemViaPointer(steps, step));
        return taken;
    }
    return NULL;
}

static bool give_answer(walk *w, const char *id, const char *verifies)
{
    cJSON *answer = next_step(w, "ask", id, "answer");
    if (answer == NULL)
        answer = cJSON_DetachItemFromObjectCaseSensitive(cJSON_GetObjectItemCaseSensitive(w->ticket, "facts"), id);
    if (answer != NULL)
        return turn(w, request_of("answer", id, answer));
    if (*verifies == '\0')
        return fails(w, "does not answer", id);
    /* Nothing was recorded after `done`: what became of the case tells whether it helped. */
    bool helped = strcmp(word(of(w->ticket, "resolved"), "action"), verifies) == 0;
    return turn(w, request_of("outcome", verifies, cJSON_CreateString(helped ? "fixed" : "failed")));
}

static bool give_outcome(walk *w, const char *id)
{
    cJSON *outcome = next_step(w, "try", id, "outcome");
    if (outcome == NULL && strcmp(word(of(w->ticket, "resolved"), "action"), id) == 0)
        outcome = cJSON_CreateString("fixed");
    if (outcome == NULL)
        return fails(w, "does not mention the proposed action", id);
    return turn(w, request_of("outcome", id, outcome));
}

static bool compare(const walk *w, const cJSON *expected, const cJSON *step, const char *key)
{
    const char *wanted = word(expected, key), *got = word(step, key);
    if (strcmp(wanted, got) == 0)
        return true;
    print_message("# %s:%zu: %s: %s is '%s', not '%s'\n", w->file, w->line, word(w->ticket, "id"), key, got, wanted);
    return false;
}

/* `facts` are what was known, asked or not; `steps` are what was done, and all of it must come up. */
static bool nothing_left(const walk *w)
{
    return cJSON_GetArraySize(of(w->ticket, "steps")) == 0 || fails(w, "has steps that were not taken", "");
}

static bool ends_as_recorded(const walk *w, const cJSON *step)
{
    const cJSON *resolved = of(w->ticket, "resolved"), *escalated = of(w->ticket, "escalated");
    const char *wanted = escalated != NULL ? "escalate" : "resolved";
    if (strcmp(word(step, "kind"), wanted) != 0)
        return fails(w, "ends as", word(step, "kind"));
    if (escalated != NULL)
        return compare(w, escalated, step, "to") && nothing_left(w);
    return compare(w, resolved, step, "fault") && compare(w, resolved, step, "action") && nothing_left(w);
}

static bool begin(walk *w)
{
    cJSON *open = request_of("open", "guide", cJSON_CreateString(word(w->ticket, "guide")));
    assert_non_null(cJSON_AddStringToObject(cJSON_GetObjectItemCaseSensitive(open, "open"), "lang", "en"));
    return turn(w, open);
}

static bool walk_to_the_end(walk *w)
{
    if (!begin(w))
        return false;
    for (int i = 0; i < TURNS_MOST; i++) {
        const cJSON *step = of(w->reply, "step");
        if (cJSON_IsTrue(of(w->reply, "done")))
            return ends_as_recorded(w, step);
        bool is_ask = strcmp(word(step, "kind"), "ask") == 0;
        /* The request is made of copies: the reply goes with the turn. */
        char id[128], verifies[128];
        snprintf(id, sizeof id, "%s", word(step, "id"));
        snprintf(verifies, sizeof verifies, "%s", word(step, "verifies"));
        if (is_ask ? !give_answer(w, id, verifies) : !give_outcome(w, id))
            return false;
    }
    return fails(w, "does not end", "");
}

static void every_walk_of_a_file_ends_as_recorded(void **state)
{
    const char *file = *state;
    FILE *in = fopen(file, "r");
    assert_non_null(in);
    talk t = talk_begin();
    char *line = NULL;
    size_t size = 0, count = 0, failed = 0;
    while (getline(&line, &size, in) > 0) {
        walk w = { .file = file, .line = ++count, .ticket = cJSON_Parse(line), .with = &t };
        if (w.ticket == NULL)
            failed += !fails(&w, "is not JSON", "");
        else
            failed += !walk_to_the_end(&w);
        cJSON_Delete(w.ticket);
        cJSON_Delete(w.reply);
    }
    free(line);
    fclose(in);
    talk_end(&t);
    assert_int_equal(failed, 0);
    assert_true(count >= WALKS_LEAST);
}

/* ---- By `waymark test` ---------------------------------------------------------------------- */

/* The walks that one file has, passed: as many as it has lines; and every way of its guide is as its snapshot tells. */
static void waymark_test_passes_them_too(void **state)
{
    const char *file = *state;
    char command[1024], output[4096];
    snprintf(command, sizeof command, "\"$WAYMARK\" test '%s' --rules rules --kb kb --lang en --json", file);
    FILE *in = popen(command, "r");
    assert_non_null(in);
    size_t size = fread(output, 1, sizeof output - 1, in);
    output[size] = '\0';
    int status = pclose(in);
    if (status != 0)
        print_message("# %s: %s\n", file, output);
    assert_int_equal(status, 0);
    cJSON *report = cJSON_Parse(output);
    assert_non_null(report);
    assert_true(cJSON_GetNumberValue(of(report, "passed")) >= WALKS_LEAST);
    assert_true(cJSON_GetNumberValue(of(report, "failed")) == 0);
    cJSON_Delete(report);
}

/* ---- What users say leads to the guide ------------------------------------------------------ */

typedef struct sentence {
    const char *said, *guide;    /* the guide that is offered first */
    const char *question, *fact; /* what is found in it once that guide is open, or NULL */
} sentence;

static const sentence sentences[] = {
    { "無法 SSH 到 web-01，顯示 Connection timed out", "compute/ssh_unreachable", "ssh_message", "timed_out" },
    { "Host key verification failed", "compute/ssh_host_key", NULL, NULL },
    { "無法登入，畫面顯示 AADSTS50126", "saas/sign_in", "code", "bad_password" },
    { "密碼過期，ＡＡＤＳＴＳ５００５５", "saas/sign_in", "code", "expired" },
    { "登不進去，代碼是 50126", "saas/sign_in", "code", "bad_password" },
    { "登入後寫 You cannot access this right now", "saas/sign_in", "code", "policy" },
    { "Pod 起不來，STATUS 是 ImagePullBackOff", "kubernetes/pod", "status", "image" },
    { "Failed to pull image \"reg.example.com/web:v2\": manifest unknown", "kubernetes/pod", "pull_event", "absent" },
    { "web-7d9c   0/1     Running   4   12m, pod not ready", "kubernetes/pod", "status", "running" },
};

static void is_offered_first(talk *t, const sentence *s)
{
    cJSON *reply = talk_turn(t, request_of("open", "text", cJSON_CreateString(s->said)));
    const cJSON *first = cJSON_GetArrayItem(of(reply, "choose"), 0);
    assert_string_equal(word(first, "guide"), s->guide);
    cJSON_Delete(reply);
}

static void fact_is_found(talk *t, const sentence *s)
{
    cJSON_Delete(talk_turn(t, request_of("open", "guide", cJSON_CreateString(s->guide))));
    cJSON *say = cJSON_CreateObject();
    assert_non_null(cJSON_AddStringToObject(say, "say", s->said));
    cJSON *reply = talk_turn(t, say);
    bool is_found = false;
    const cJSON *found = NULL;
    cJSON_ArrayForEach(found, of(reply, "found")) is_found |=
        strcmp(word(found, "id"), s->question) == 0 && strcmp(word(found, "answer"), s->fact) == 0;
    if (!is_found)
        print_message("# '%s' is not found as %s in: %s", s->fact, s->question, t->line);
    assert_true(is_found);
    cJSON_Delete(reply);
}

static void a_sentence_leads_to_its_guide(void **state)
{
    (void)state;
    talk t = talk_begin();
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        is_offered_first(&t, &sentences[i]);
        if (sentences[i].question != NULL)
            fact_is_found(&t, &sentences[i]);
    }
    talk_end(&t);
}

/* ---- One test a file ------------------------------------------------------------------------ */

int main(void)
{
    glob_t files;
    if (glob(WALKS, 0, NULL, &files) != 0)
        return 3;
    size_t count = files.gl_pathc;
    struct CMUnitTest *tests = calloc(2 * count + 1, sizeof *tests);
    if (tests == NULL)
        return 3;
    for (size_t i = 0; i < count; i++) {
        tests[i] = (struct CMUnitTest){ .name = files.gl_pathv[i],
                                        .test_func = every_walk_of_a_file_ends_as_recorded,
                                        .initial_state = files.gl_pathv[i] };
        tests[count + i] = tests[i];
        tests[count + i].test_func = waymark_test_passes_them_too;
    }
    tests[2 * count] = (struct CMUnitTest)cmocka_unit_test(a_sentence_leads_to_its_guide);
    int failed = _cmocka_run_group_tests("walks", tests, 2 * count + 1, NULL, NULL);
    free(tests);
    globfree(&files);
    return failed;
}
