/* Every allocation of an aligned replay failing in turn: it says so, nothing leaks; and once warm, none is made. */
#include "replay/run.h"
#include "support/alloc.h"
#include "unit/replay/aligning.h"
#include "unit/replay/files.h"

static bool drop(void *context, const char *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    return size > 0;
}

static wm_status replay_once(const bench *b, const char *path, bool any_order, wm_allocator allocator)
{
    tally t;
    align_forest forest = { .index = NULL };
    wm_status status = WM_NO_MEMORY;
    replay_index *index = replay_index_new(b->rules->set, allocator);
    replay_host host = b->host;
    replay_job job = { .index = index,
                       .host = &host,
                       .paths = &path,
                       .path_count = 1,
                       .wishes = { .align = &forest, .any_order = any_order },
                       .sink = { .lines = drop },
                       .rules_hash = "x",
                       .allocator = allocator };
    if (index && align_forest_init(&forest, index, allocator))
        status = replay_run(&job, &t, NULL);
    if (status == WM_OK)
        tally_free(&t);
    align_forest_free(&forest);
    replay_index_free(index);
    return status;
}

static void without_memory(const char *name, const char *rules, bool any_order)
{
    bench b;
    size_t size, failures = 0;
    char *bytes = file_bytes(0, 40, &size), *path = file_name(name);
    bench_open(&b, rules);
    file_write(path, bytes, size);
    for (size_t n = 1;; n++) {
        struct counting_alloc memory;
        counting_alloc_init(&memory, n);
        wm_status status = replay_once(&b, path, any_order, counting_alloc_hook(&memory));
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (!memory.failed) {
            assert_int_equal(status, WM_OK);
            break;
        }
        assert_true(status == WM_NO_MEMORY || status == WM_OK); /* without beliefs a stop tells no fault */
        failures += status == WM_NO_MEMORY;
    }
    assert_true(failures > 30);
    remove(path);
    free(path);
    free(bytes);
    bench_close(&b);
}

static void in_order(void **state)
{
    (void)state;
    without_memory("align", bench_rules, false);
}

static void order_free(void **state)
{
    (void)state;
    without_memory("align-any", bench_rules, true);
}

static void warm_tickets_allocate_nothing(void **state)
{
    static const char line[] = "{\"id\":\"T\",\"guide\":\"compute/ssh\",\"facts\":{\"cpu\":10},\"steps\":[" ASKED(
        "port_22", "timeout") "," ASKED("console", "Kernel panic") "," TRIED("open_sg", "fixed") "]}";
    (void)state;
    struct counting_alloc memory;
    bench b;
    align_forest forest;
    counting_alloc_init(&memory, 0);
    bench_open(&b, bench_rules);
    assert_true(align_forest_init(&forest, b.index, counting_alloc_hook(&memory)));
    replay_wishes wishes = { .per_ticket = true, .align = &forest };
    replayer *y = replayer_new(b.index, &b.host, &wishes, "x", counting_alloc_hook(&memory));
    writing lines = writing_of(counting_alloc_hook(&memory));
    assert_non_null(y);
    size_t warm = 0;
    for (size_t i = 0; i < 100; i++) {
        char *copy = bench_line(&b, line, sizeof line - 1), *behind;
        lines.size = 0;
        assert_true(replayer_line(y, copy, copy + sizeof line, &behind, &lines));
        assert_true(y->now.aligned && y->now.unaligned == ALIGN_FINE && y->now.cost > 0);
        if (i == 1)
            warm = memory.requests;
    }
    assert_int_equal(memory.requests, warm);
    writing_free(&lines);
    replayer_free(y);
    align_forest_free(&forest);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_order),
        cmocka_unit_test(order_free),
        cmocka_unit_test(warm_tickets_allocate_nothing),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
