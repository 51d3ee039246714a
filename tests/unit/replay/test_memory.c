/* Every allocation of a replay failing in turn: it says so, nothing leaks, nothing is freed twice. */
#include "replay/run.h"
#include "support/alloc.h"
#include "unit/replay/files.h"

static bool drop(void *context, const char *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    return size > 0;
}

static wm_status replay_once(const bench *b, const char *path, unsigned threads, wm_allocator allocator)
{
    tally t;
    replay_index *index = replay_index_new(b->rules->set, allocator);
    if (!index)
        return WM_NO_MEMORY;
    replay_host host = b->host;
    replay_job job = { .index = index,
                       .host = &host,
                       .paths = &path,
                       .path_count = 1,
                       .threads = threads,
                       .wishes = { .beliefs = true },
                       .sink = { .lines = drop },
                       .rules_hash = "x",
                       .allocator = allocator };
    wm_status status = replay_run(&job, &t, NULL);
    if (status == WM_OK)
        tally_free(&t);
    replay_index_free(index);
    return status;
}

static void replay_without_memory(const char *name, void (*write)(const char *, const void *, size_t))
{
    bench b;
    size_t size;
    char *bytes = file_bytes(0, 40, &size), *path = file_name(name);
    bench_open(&b, bench_rules);
    write(path, bytes, size);
    size_t failures = 0;
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, n);
        wm_status status = replay_once(&b, path, 1, counting_alloc_hook(&memory));
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!memory.failed) {
            assert_int_equal(status, WM_OK);
            break;
        }
        assert_int_equal(status, WM_NO_MEMORY);
        failures++;
    }
    assert_true(failures > 20);
    remove(path);
    free(path);
    free(bytes);
    bench_close(&b);
}

static void plain_file(void **state)
{
    (void)state;
    replay_without_memory("memory", file_write);
}

static void packed_file(void **state)
{
    (void)state;
    replay_without_memory("memory.gz", file_write_gzip);
}

/* Tickets with facts only want no memory once their guide has had one. */
static void plain_tickets_allocate_nothing(void **state)
{
    static const char line[] = "{\"id\":\"T\",\"guide\":\"g\",\"facts\":{\"q\":\"a\",\"n\":4,\"t\":\"主機 "
                               "過熱\"},\"resolved\":{\"fault\":\"f\"}}";
    static const char rules[] =
        "guide \"g\" { zh = \"g\", en = \"g\" } question \"q\" { zh = \"q\", en = \"q\", answers = { \"a\", \"b\" } }\n"
        "question \"n\" { zh = \"n\", en = \"n\", kind = \"number\" } question \"t\" { zh = \"t\", en = \"t\", kind = "
        "\"text\" }\n"
        "fault \"f\" { zh = \"f\", en = \"f\" } action \"r\" { zh = \"r\", en = \"r\", fixes = { f = 1 } }\n"
        "escalation \"e\" { to = \"t\", zh = \"e\", en = \"e\" }\n"
        "flow { ask \"q\" { a = { ask \"n\" { on(below(5)) { ask \"t\" { on(contains(\"過熱\")) { conclude \"f\" } } } "
        "} } },\n"
        "  otherwise = escalate \"e\" }\n";
    struct counting_alloc memory;
    bench b;
    (void)state;
    bench_open(&b, rules);
    counting_alloc_init(&memory, 0);
    replay_wishes wishes = { .per_ticket = true };
    replayer *y = replayer_new(b.index, &b.host, &wishes, "x", counting_alloc_hook(&memory));
    writing lines = writing_of(counting_alloc_hook(&memory));
    assert_non_null(y);
    size_t asked_for = 0;
    for (size_t i = 0; i < 100; i++) {
        char *copy = bench_line(&b, line, sizeof line - 1), *behind;
        lines.size = 0;
        assert_true(replayer_line(y, copy, copy + sizeof line, &behind, &lines));
        assert_int_equal(y->now.verdict, VERDICT_AGREE);
        if (i == 0)
            asked_for = memory.requests;
    }
    assert_int_equal(memory.requests, asked_for);
    writing_free(&lines);
    replayer_free(y);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_file),
        cmocka_unit_test(packed_file),
        cmocka_unit_test(plain_tickets_allocate_nothing),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
