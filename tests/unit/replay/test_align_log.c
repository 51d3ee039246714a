/* Alignment of a known log, and sums that add up: van der Aalst's running example, 1391 cases in 21 variants against
 * the single sequence a c d e h. The log is read from ../shared/data (WAYMARK_SHARED names another place). */
#include <math.h>

#include "unit/replay/aligning.h"
#include "unit/replay/files.h"

/* The sequence, by questions or by actions; what else the cases did is no step of it. */
static const char by_questions[] =
    "guide \"g\" { zh = \"g\", en = \"g\" } escalation \"e\" { to = \"t\", zh = \"e\", en = \"e\" }\n"
    "for _, q in ipairs { \"a\", \"c\", \"d\", \"e\", \"h\" } do question(q) { zh = q, en = q, answers = { \"done\" } "
    "} end\n"
    "flow { ask \"a\" {}, ask \"c\" {}, ask \"d\" {}, ask \"e\" {}, ask \"h\" {}, otherwise = escalate \"e\" }\n";
static const char by_actions[] =
    "guide \"g\" { zh = \"g\", en = \"g\" } escalation \"e\" { to = \"t\", zh = \"e\", en = \"e\" }\n"
    "for _, a in ipairs { \"a\", \"c\", \"d\", \"e\", \"h\" } do action(a) { zh = a, en = a } end\n"
    "flow { try \"a\", try \"c\", try \"d\", try \"e\", try \"h\", otherwise = escalate \"e\" }\n";

static char *read_log(void)
{
    const char *folder = getenv("WAYMARK_SHARED");
    char path[512], *text_read = calloc(1, 1 << 16);
    assert_non_null(text_read);
    snprintf(path, sizeof path, "%s/data/alignment-1391.json", folder && *folder ? folder : "../shared");
    FILE *file = fopen(path, "rb");
    if (!file || !fread(text_read, 1, (1 << 16) - 1, file)) {
        free(text_read);
        text_read = NULL;
    }
    if (file)
        fclose(file);
    return text_read;
}

static size_t put_case(char *to, size_t room, size_t number, const char *letters, bool as_actions)
{
    size_t at = (size_t)snprintf(to, room, "{\"id\":\"C%zu\",\"guide\":\"g\",\"steps\":[", number);
    for (size_t i = 0; letters[i]; i++)
        at += (size_t)snprintf(to + at, room - at, "%s{\"%s\":\"%c\"%s}", i ? "," : "", as_actions ? "try" : "ask",
                               letters[i], as_actions ? "" : ",\"answer\":\"done\"");
    return at + (size_t)snprintf(to + at, room - at, "]}\n");
}

static wm_status align_file(const wm_rules *rules, const char *path, unsigned threads, wm_replay **out)
{
    wm_replay_config config = { .tickets = &path, .ticket_count = 1, .threads = threads, .align = true };
    return wm_replay_run(out, rules, &config, NULL);
}

static void log_of(const char *rules_text, bool as_actions)
{
    char *data = read_log();
    if (!data)
        skip_because("../shared/data/alignment-1391.json is not here");
    char *path = file_name("log"), *lines = malloc(1 << 20);
    assert_non_null(lines);
    cJSON *log = cJSON_Parse(data), *variant;
    size_t cases = 0, size = 0;
    cJSON_ArrayForEach(variant, cJSON_GetObjectItemCaseSensitive(log, "variants")) for (int i = 0;
                                                                                        i < variant->valueint; i++)
        size += put_case(lines + size, (1 << 20) - size, ++cases, variant->string, as_actions);
    assert_int_equal(cases, 1391);
    file_write(path, lines, size);
    wm_rules *rules;
    wm_replay *replay;
    wm_replay_sum sum;
    assert_int_equal(wm_rules_load_text(&rules, NULL, "rules/t.lua", rules_text, strlen(rules_text), NULL), WM_OK);
    assert_int_equal(align_file(rules, path, 2, &replay), WM_OK);
    wm_replay_total(replay, &sum);
    const char *json = wm_replay_json(replay);
    assert_non_null(strstr(json, "\"cost\":2884000000000,\"worst\":14494000000000,"));
    assert_non_null(strstr(json, "\"fitness\":0.801021112,"));
    assert_int_equal(sum.aligned, 1391);
    assert_true(fabs(sum.fitness - (1 - 2884. / 14494)) < 1e-12);
    wm_replay_free(replay);
    wm_rules_free(rules);
    cJSON_Delete(log);
    remove(path);
    free(path);
    free(lines);
    free(data);
}

static void the_log_by_questions(void **state)
{
    (void)state;
    log_of(by_questions, false);
}

static void the_log_by_actions(void **state)
{
    (void)state;
    log_of(by_actions, true);
}

/* ---- Parts, threads --------------------------------------------------------------------------------------------------- */

#define LINES 30000u /* several chunks */

static char *aligned(const wm_rules *rules, unsigned from, unsigned to, unsigned threads)
{
    size_t size;
    char *bytes = file_bytes(from, to, &size), *path = file_name("part");
    wm_replay *replay;
    file_write(path, bytes, size);
    assert_int_equal(align_file(rules, path, threads, &replay), WM_OK);
    char *json = strdup(wm_replay_json(replay));
    wm_replay_free(replay);
    remove(path);
    free(path);
    free(bytes);
    return json;
}

static void parts_and_threads_give_the_same(void **state)
{
    (void)state;
    wm_rules *rules;
    wm_replay *sum;
    assert_int_equal(wm_rules_load_text(&rules, NULL, "rules/t.lua", bench_rules, strlen(bench_rules), NULL), WM_OK);
    char *whole = aligned(rules, 0, LINES, 1), *threads = aligned(rules, 0, LINES, 3);
    assert_non_null(strstr(whole, "\"fitness\":0."));
    assert_string_equal(threads, whole);
    const unsigned cuts[] = { 0, 7, LINES / 3, LINES };
    char *parts[3], *files[3];
    for (size_t i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "tally%zu", i);
        parts[i] = aligned(rules, cuts[i], cuts[i + 1], 2);
        files[i] = file_name(name);
        file_write(files[i], parts[i], strlen(parts[i]));
    }
    assert_int_equal(wm_replay_merge(&sum, (const char *const *)files, 3, NULL), WM_OK);
    assert_string_equal(wm_replay_json(sum), whole);
    wm_replay_free(sum);
    for (size_t i = 0; i < 3; i++) {
        remove(files[i]);
        free(files[i]);
        free(parts[i]);
    }
    free(threads);
    free(whole);
    wm_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_by_questions),
        cmocka_unit_test(the_log_by_actions),
        cmocka_unit_test(parts_and_threads_give_the_same),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
