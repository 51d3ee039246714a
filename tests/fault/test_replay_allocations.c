/* test_replay_allocations.c: replaying tickets, and adding tallies, with every request for memory failing in turn, those of arenas and vectors
 * too. A replay with no memory says WM_NO_MEMORY and gives no tally; none says that a good line is wrong. Uses failing.h. */
#include <unistd.h>
#include <zlib.h>

#include "fault/failing.h"

/* Every kind of fact, step, end and fault of a line; the guides are tests/fault/everything/. */
static const char tickets[] =
    "{\"id\":\"1\",\"guide\":\"net/printer\",\"text\":\"無法列印\",\"facts\":{\"lamp\":\"amber\",\"paper\":\"no\","
    "\"tray\":\"no\",\"system\":\"windows\"},\"steps\":[{\"try\":\"add_paper\",\"outcome\":\"fixed\"}],"
    "\"resolved\":{\"fault\":\"no_paper\",\"action\":\"add_paper\"},\"minutes\":12}\n"
    "{\"id\":\"2\",\"text\":\"My printer: Print queue "
    "stopped\",\"facts\":{\"lamp\":\"green\",\"pages\":950,\"no_such\":1,"
    "\"message\":\"the spooler has "
    "stopped\",\"paper\":\"yes\"},\"steps\":[{\"ask\":\"message\",\"answer\":\"spooler?\"},"
    "{\"try\":\"restart_queue\",\"outcome\":\"failed\"},{\"note\":\"nothing\"}],\"escalated\":{\"to\":\"printer_team\"}"
    "}\n"
    "{\"id\":\"3\",\"steps\":[{\"ask\":\"lamp\",\"answer\":\"off\"},{\"try\":\"plug_in\",\"outcome\":\"done\"},"
    "{\"ask\":\"prints\",\"answer\":\"yes\"}],\"facts\":{\"remarks\":\"\\u8def 路\"},\"guide\":\"net/printer\","
    "\"resolved\":{\"fault\":\"no_power\"}}\n"
    "{\"id\":\"4\",\"guide\":\"desk/"
    "mouse\",\"facts\":{\"light\":null,\"surface\":\"yes\"},\"steps\":[{\"try\":\"paper_pad\","
    "\"outcome\":\"failed\"},{\"try\":\"charge\",\"outcome\":\"skipped\"}],\"resolved\":{\"fault\":\"battery\"}}\n"
    "{\"id\":\"5\",\"guide\":\"net/printer\",\"facts\":{\"lamp\":\"purple\"}}\n"
    "{\"id\":\"6\",\"guide\":\"nobody's\"}\n"
    "{\"id\":\"7\",}\nno JSON\n\n"
    "{\"id\":\"8\",\"guide\":\"net/cable\",\"facts\":{\"link\":\"no\"},\"resolved\":{\"fault\":\"loose\"}}\n"
    "{\"id\":\"9\",\"guide\":\"desk/move\",\"facts\":{\"room\":\"Ｂ１ "
    "六樓\"},\"steps\":[{\"try\":\"unplug\",\"outcome\":"
    "\"failed\"},{\"ask\":\"net/cable:link\",\"answer\":\"no\"}]}\n"
    "{\"id\":\"10\",\"guide\":\"net/driver\",\"facts\":{\"version\":3},\"steps\":[{\"try\":\"update\"}]}\n"
    "{\"id\":\"11\",\"facts\":{\"lamp\":\"green\",\"paper\":\"yes\",\"message\":\"Not Connected\",\"link\":\"yes\","
    "\"system\":\"linux\"},\"guide\":\"net/printer\",\"escalated\":{\"to\":\"network\"}}\n";

static char plain[256], packed[256], changed[256];

static char *path_of(char *out, const char *name)
{
    const char *folder = getenv("TMPDIR");
    (void)snprintf(out, 256, "%s/replay_allocations_%ld_%s", folder ? folder : "/tmp", (long)getpid(), name);
    return out;
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* The rules of net/ with a branch, a condition and an `otherwise` changed: tickets part at steps and between them. */
static bool change_rules(void)
{
    char command[1024];
    (void)snprintf(
        command, sizeof command,
        "cp -r tests/fault/everything/net %s && sed -i -e 's/off = conclude \"no_power\"/off = escalate \"anyone\"/' "
        "-e 's/at_least(\"pages\", 100)/at_least(\"pages\", 990)/' -e 's/amber = suspect \"no_paper\"/amber = go "
        "\"busy\"/' %s/printer.lua",
        path_of(changed, "rules"), changed);
    return system(command) == 0; /* NOLINT(cert-env33-c,concurrency-mt-unsafe): a copy in the test's own folder */
}

static bool remove_rules(void)
{
    char command[512];
    (void)snprintf(command, sizeof command, "rm -r %s", changed);
    return system(command) == 0; /* NOLINT(cert-env33-c,concurrency-mt-unsafe) */
}

static int write_tickets(void **state)
{
    (void)state;
    write_file(path_of(plain, "t.jsonl"), tickets, sizeof tickets - 1);
    gzFile file = gzopen(path_of(packed, "t.jsonl.gz"), "wb");
    bool written = file && gzwrite(file, tickets, sizeof tickets - 1) > 0;
    return written && gzclose(file) == Z_OK && change_rules() ? 0 : -1;
}

static int remove_tickets(void **state)
{
    (void)state;
    return remove(plain) == 0 && remove(packed) == 0 && remove_rules() ? 0 : -1;
}

/* ---- Replays --------------------------------------------------------------------------------------------------------- */

/* What a replay gave, told in the end only where it went well: lines come while it goes. */
typedef struct given {
    text lines;
} given;

static bool take_lines(void *context, const char *bytes, size_t size)
{
    text_add(&((given *)context)->lines, "%.*s", (int)size, bytes);
    return true;
}

static void take_invalid(void *context, const char *path, uint64_t line, wm_text why)
{
    (void)path;
    text_add(&((given *)context)->lines, "line %d: %s\n", (int)line, why.en);
}

static wm_status replay_one(const wm_rules *rules, const char *path, bool beliefs, bool all, text *told)
{
    given got = { .lines = { 0 } };
    wm_replay *replay = NULL;
    wm_error error = { 0 };
    wm_replay_config config = { .tickets = &path,
                                .ticket_count = 1,
                                .lang = WM_EN,
                                .beliefs = beliefs,
                                .cards = all,
                                .align = all,
                                .any_order = all,
                                .coverage = all,
                                .context = &got,
                                .lines = take_lines,
                                .invalid = take_invalid };
    wm_status status = wm_replay_run(&replay, rules, &config, &error);
    assert_int_equal(error.status, status);
    if (status == WM_OK) {
        const char *tally = wm_replay_json(replay);
        tally = tally ? tally : wm_replay_json(replay);
        assert_non_null(tally);
        text_add(told, "%s%s\n", text_of(&got.lines), tally);
    } else {
        assert_null(replay);
    }
    wm_replay_free(replay);
    text_free(&got.lines);
    return status;
}

/* The rules are loaded anew each time: beliefs and interpreters are made on first use. */
static wm_status replay_all(failing *f, void *what)
{
    const char *path = what;
    wm_config config = { .allocator = counting_alloc_hook(&f->memory), .kb_dir = "tests/fault/kb" };
    wm_rules *rules;
    assert_int_equal(wm_rules_load(&rules, &config, "tests/fault/everything", NULL), WM_OK);
    begin_failing(f);
    wm_status status = replay_one(rules, path, true, false, &f->told);
    wm_rules_free(rules);
    return status;
}

static void test_replaying(void **state)
{
    (void)state;
    fail_each("a replay", replay_all, plain, 500);
}

/* Cards, alignments and what no ticket came by, too. */
static wm_status replay_and_measure(failing *f, void *what)
{
    wm_config config = { .allocator = counting_alloc_hook(&f->memory), .kb_dir = "tests/fault/kb" };
    wm_rules *rules;
    assert_int_equal(wm_rules_load(&rules, &config, "tests/fault/everything", NULL), WM_OK);
    begin_failing(f);
    wm_status status = replay_one(rules, what, false, true, &f->told);
    wm_rules_free(rules);
    return status;
}

static void test_measuring(void **state)
{
    (void)state;
    fail_each("a measured replay", replay_and_measure, plain, 400);
}

/* The same tickets through two rule sets: where they part is found, and told. */
static wm_status compare_rules(failing *f, void *what)
{
    const char *path = what;
    wm_config config = { .allocator = counting_alloc_hook(&f->memory), .kb_dir = "tests/fault/kb" };
    wm_rules *rules, *others;
    wm_comparison *found = NULL;
    wm_error error = { 0 };
    assert_int_equal(wm_rules_load(&rules, &config, "tests/fault/everything/net", NULL), WM_OK);
    assert_int_equal(wm_rules_load(&others, &config, changed, NULL), WM_OK);
    wm_replay_config asked = { .tickets = &path, .ticket_count = 1, .lang = WM_EN };
    begin_failing(f);
    wm_status status = wm_compare(&found, rules, others, &asked, &error);
    assert_int_equal(error.status, status);
    if (status == WM_OK) {
        const char *json = wm_comparison_json(found);
        json = json ? json : wm_comparison_json(found);
        assert_non_null(json);
        assert_null(strstr(json, "\"changed\":0,"));
        text_add(&f->told, "%s\n", json);
    } else {
        assert_null(found);
    }
    wm_comparison_free(found);
    wm_rules_free(rules);
    wm_rules_free(others);
    return status;
}

static void test_comparing(void **state)
{
    (void)state;
    fail_each("a comparison", compare_rules, plain, 400);
}

static void test_replaying_what_is_packed(void **state)
{
    (void)state;
    fail_each("a packed replay", replay_all, packed, 20);
}

/* ---- Sums ------------------------------------------------------------------------------------------------------------ */

/* wm_replay_merge takes no configuration: the default allocator is the failing one. */
static wm_status add_tallies(failing *f, void *what)
{
    const char *const files[] = { what, what };
    wm_replay *sum = NULL;
    wm_error error = { 0 };
    strict_default = counting_alloc_hook(&f->memory);
    begin_failing(f);
    wm_status status = wm_replay_merge(&sum, files, 2, &error);
    assert_int_equal(error.status, status);
    if (status == WM_OK) {
        const char *tally = wm_replay_json(sum);
        tally = tally ? tally : wm_replay_json(sum);
        assert_non_null(tally);
        text_add(&f->told, "%s\n", tally);
    }
    wm_replay_free(sum);
    strict_default = (wm_allocator){ 0 };
    return status;
}

static void test_adding_tallies(void **state)
{
    (void)state;
    char path[256];
    wm_rules *rules;
    text told = { 0 };
    assert_int_equal(wm_rules_load(&rules, NULL, "tests/fault/everything", NULL), WM_OK);
    assert_int_equal(replay_one(rules, plain, true, false, &told), WM_OK);
    const char *tally = strstr(text_of(&told), "{\"rules\"");
    assert_non_null(tally);
    write_file(path_of(path, "tally.json"), tally, strlen(tally));
    fail_each("a sum", add_tallies, path, 1000);
    assert_int_equal(remove(path), 0);
    text_free(&told);
    wm_rules_free(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replaying),      cmocka_unit_test(test_replaying_what_is_packed),
        cmocka_unit_test(test_measuring),      cmocka_unit_test(test_comparing),
        cmocka_unit_test(test_adding_tallies),
    };
    return cmocka_run_group_tests(tests, write_tickets, remove_tickets);
}
