/* A whole replay: the same lines and the same tally whatever the number of threads, the packing and the split. */
#include "replay/input.h"
#include "unit/replay/files.h"

#define TICKETS 4000u

typedef struct setting_up {
    bench b;
    char *bytes;
    size_t size;
    char *path;
    told whole; /* by one thread */
} setting_up;

static int open_all(void **state)
{
    static setting_up s;
    wm_error error = { 0 };
    bench_open(&s.b, bench_rules);
    s.bytes = file_bytes(0, TICKETS, &s.size);
    s.path = file_name("all.jsonl");
    file_write(s.path, s.bytes, s.size);
    const char *paths[] = { s.path };
    if (told_run(&s.whole, s.b.rules, paths, 1, 1, &error) != WM_OK)
        fail_msg("%s", error.en);
    *state = &s;
    return 0;
}

static int close_all(void **state)
{
    setting_up *s = *state;
    told_free(&s->whole);
    remove(s->path);
    free(s->path);
    free(s->bytes);
    bench_close(&s->b);
    return 0;
}

static void assert_same(const setting_up *s, const char *const *paths, size_t count, unsigned threads)
{
    told t;
    wm_error error = { 0 };
    if (told_run(&t, s->b.rules, paths, count, threads, &error) != WM_OK)
        fail_msg("%s: %s", error.where, error.en);
    assert_string_equal(t.lines.data, s->whole.lines.data);
    assert_string_equal(t.json, s->whole.json);
    told_free(&t);
}

/* The tally is the count of the lines. */
static void the_tally_counts_what_the_lines_say(void **state)
{
    setting_up *s = *state;
    uint64_t agree = 0, error = 0, no_guide = 0, lines = 0;
    for (const char *line = s->whole.lines.data; *line; line = strchr(line, '\n') + 1, lines++) {
        const char *told_verdict = strstr(line, "\"verdict\":\"") + 11;
        agree += strncmp(told_verdict, "agree\"", 6) == 0;
        error += strncmp(told_verdict, "error\"", 6) == 0;
        no_guide += strncmp(told_verdict, "no_guide\"", 9) == 0;
    }
    const wm_replay_sum *sum = &s->whole.sum;
    assert_true(agree > 100 && error > 50 && no_guide > 50 && sum->invalid > 50);
    assert_int_equal(sum->agree, agree);
    assert_int_equal(sum->error, error);
    assert_int_equal(sum->no_guide, no_guide);
    assert_int_equal(sum->tickets, lines + sum->invalid);
    assert_int_equal(sum->tickets, sum->agree + sum->disagree + sum->incomplete + sum->unrecorded + sum->no_guide +
                                       sum->error + sum->invalid);
    assert_true(sum->nodes[0] > 5 && sum->nodes[0] <= sum->nodes[1]);
    assert_true(sum->edges[0] > 3 && sum->edges[0] <= sum->edges[1]);
}

static void threads_change_nothing(void **state)
{
    setting_up *s = *state;
    const char *paths[] = { s->path };
    for (unsigned threads = 2; threads <= 5; threads++)
        assert_same(s, paths, 1, threads);
}

static void packing_changes_nothing(void **state)
{
    setting_up *s = *state;
    char *gzip = file_name("all.jsonl.gz"), *zstd = file_name("all.jsonl.zst");
    file_write_gzip(gzip, s->bytes, s->size);
    file_write_zstd(zstd, s->bytes, s->size);
    assert_same(s, (const char *const[]){ gzip }, 1, 1);
    assert_same(s, (const char *const[]){ zstd }, 1, 2);
    remove(gzip);
    remove(zstd);
    free(gzip);
    free(zstd);
}

static void a_damaged_file_is_named(void **state)
{
    setting_up *s = *state;
    char *gzip = file_name("cut.jsonl.gz"), *zstd = file_name("not.jsonl.zst");
    file_write_gzip(gzip, s->bytes, s->size);
    assert_int_equal(truncate(gzip, 2000), 0);
    file_write(zstd, "no zstd at all", 14);
    const char *const paths[] = { gzip, zstd, "no/such/file" };
    for (size_t i = 0; i < 3; i++) {
        told t;
        wm_error error = { 0 };
        assert_int_equal(told_run(&t, s->b.rules, &paths[i], 1, 2, &error), WM_IO);
        assert_string_equal(error.where, paths[i]);
        told_free(&t);
    }
    remove(gzip);
    remove(zstd);
    free(gzip);
    free(zstd);
}

/* Any split, merged, is the whole to the last bit. */
static void parts_add_up(void **state)
{
    setting_up *s = *state;
    unsigned cuts[] = { 0, 1, 700, 701, 3999, TICKETS };
    char *names[5];
    for (size_t i = 0; i < 5; i++) {
        char name[32];
        size_t size;
        char *bytes = file_bytes(cuts[i], cuts[i + 1], &size);
        snprintf(name, sizeof name, "part%zu", i);
        names[i] = file_name(name);
        file_write(names[i], bytes, size);
        free(bytes);
        told t;
        assert_int_equal(told_run(&t, s->b.rules, (const char *const[]){ names[i] }, 1, 1, NULL), WM_OK);
        file_write(names[i], t.json, strlen(t.json));
        told_free(&t);
    }
    wm_replay *sum;
    wm_error error = { 0 };
    if (wm_replay_merge(&sum, (const char *const *)names, 5, &error) != WM_OK)
        fail_msg("%s: %s", error.where, error.en);
    assert_string_equal(wm_replay_json(sum), s->whole.json);
    wm_replay_free(sum);
    file_write(names[1], "{\"rules\":\"another\",\"guides\":{}}", 31);
    assert_int_equal(wm_replay_merge(&sum, (const char *const *)names, 5, &error), WM_BAD_INPUT);
    assert_string_equal(error.where, names[1]);
    file_write(names[1], "[]", 2);
    assert_int_equal(wm_replay_merge(&sum, (const char *const *)names, 5, &error), WM_BAD_INPUT);
    for (size_t i = 0; i < 5; i++) {
        remove(names[i]);
        free(names[i]);
    }
}

/* Numbers of lines: blank ones have one, too; a file's last line may lack its end. */
static void an_invalid_line_is_named_by_its_number(void **state)
{
    static const char text[] = "\n{\"id\":\"1\"}\n[]\n \r\n{\"id\":\"2\",\"x\":01}\n{\"id\":\"3\"";
    setting_up *s = *state;
    char *path = file_name("lines");
    told t;
    file_write(path, text, sizeof text - 1);
    assert_int_equal(told_run(&t, s->b.rules, (const char *const[]){ path, path }, 2, 1, NULL), WM_OK);
    assert_string_equal(t.invalid.data,
                        "3: not a JSON object\n5: not a number, or longer than 63 bytes\n6: not JSON\n"
                        "3: not a JSON object\n5: not a number, or longer than 63 bytes\n6: not JSON\n");
    assert_int_equal(t.sum.tickets, 8);
    assert_int_equal(t.sum.invalid, 6);
    told_free(&t);
    remove(path);
    free(path);
}

/* A line of exactly the limit is read; one byte more is invalid, and costs only itself. */
static void a_line_that_is_too_long_is_passed_over(void **state)
{
    setting_up *s = *state;
    char *path = file_name("long");
    size_t room = 4 * INPUT_LINE, size = 0;
    char *bytes = malloc(room);
    static const size_t sizes[] = { 20, INPUT_LINE, INPUT_LINE + 1, 3 * INPUT_LINE / 2, 20 };
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int head = snprintf(bytes, room, "{\"id\":\"%zu\",\"x\":\"", i);
        memset(bytes + head, 'a', sizes[i] - (size_t)head - 2);
        memcpy(bytes + sizes[i] - 2, "\"}\n", 3);
        size += fwrite(bytes, 1, sizes[i] + 1, file);
    }
    fclose(file);
    for (unsigned threads = 1; threads <= 3; threads += 2) {
        told t;
        assert_int_equal(told_run(&t, s->b.rules, (const char *const[]){ path }, 1, threads, NULL), WM_OK);
        assert_string_equal(t.invalid.data, "3: longer than 1 MiB\n4: longer than 1 MiB\n");
        assert_int_equal(t.sum.tickets, 5);
        assert_non_null(strstr(t.lines.data, "{\"id\":\"4\""));
        told_free(&t);
    }
    remove(path);
    free(path);
    free(bytes);
}

static bool refuse(void *context, const char *bytes, size_t size)
{
    (void)context;
    (void)bytes;
    return size == 0;
}

static void lines_that_cannot_be_written_end_it(void **state)
{
    setting_up *s = *state;
    wm_replay *replay;
    wm_error error;
    const char *paths[] = { s->path };
    wm_replay_config config = { .tickets = paths, .ticket_count = 1, .threads = 3, .lines = refuse };
    assert_int_equal(wm_replay_run(&replay, s->b.rules, &config, &error), WM_IO);
    assert_null(replay);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_tally_counts_what_the_lines_say),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(packing_changes_nothing),
        cmocka_unit_test(a_damaged_file_is_named),
        cmocka_unit_test(parts_add_up),
        cmocka_unit_test(an_invalid_line_is_named_by_its_number),
        cmocka_unit_test(a_line_that_is_too_long_is_passed_over),
        cmocka_unit_test(lines_that_cannot_be_written_end_it),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, open_all, close_all);
}
