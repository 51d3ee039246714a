/* test_input.c: where tickets come from: files, plain or packed in one piece or several, and standard input; what ends within a line or a
 * packed piece; what can't be read. Through wm_replay_run. */
#include <fcntl.h>
#include <sys/stat.h>

#include "replay/input.h"
#include "unit/replay/files.h"

static wm_rules *rules;

static int load_rules(void **state)
{
    (void)state;
    return wm_rules_load_text(&rules, NULL, "t.lua", bench_rules, sizeof bench_rules - 1, NULL) == WM_OK ? 0 : -1;
}

static int free_rules(void **state)
{
    (void)state;
    wm_rules_free(rules);
    return 0;
}

/* How many tickets, invalid lines among them, a file gives. */
static void expect_tickets(const char *path, uint64_t tickets, uint64_t invalid)
{
    told t;
    wm_error error = { 0 };
    if (told_run(&t, rules, &path, 1, 1, &error) != WM_OK)
        fail_msg("%s: %s", path, error.en);
    assert_int_equal(t.sum.tickets, tickets);
    assert_int_equal(t.sum.invalid, invalid);
    told_free(&t);
}

static void expect_unread(const char *path, const char *says)
{
    told t;
    wm_error error = { 0 };
    assert_int_equal(told_run(&t, rules, &path, 1, 1, &error), WM_IO);
    assert_string_equal(error.where, path);
    if (!strstr(error.en, says))
        fail_msg("%s is not in: %s", says, error.en);
    told_free(&t);
}

static void empty_files_have_no_tickets(void **state)
{
    (void)state;
    char *plain = file_name("empty"), *gzip = file_name("empty.gz"), *zstd = file_name("empty.zst");
    file_write(plain, "", 0);
    file_write_gzip(gzip, "", 0);
    file_write_zstd(zstd, "", 0);
    expect_tickets(plain, 0, 0);
    expect_tickets(gzip, 0, 0);
    expect_tickets(zstd, 0, 0);
    file_write(gzip, "", 0); /* not even a header: nothing is missing */
    file_write(zstd, "", 0);
    expect_tickets(gzip, 0, 0);
    expect_tickets(zstd, 0, 0);
    char *const all[] = { plain, gzip, zstd };
    for (size_t i = 0; i < 3; i++) {
        remove(all[i]);
        free(all[i]);
    }
}

/* A replay of no file at all, and of several one after the other: each begins a line of its own. */
static void files_follow_each_other(void **state)
{
    (void)state;
    char *one = file_name("1"), *two = file_name("2"); /* shorter than the endings of packed ones */
    told t;
    file_write(one, "{\"id\":\"1\"}\n{\"id\":\"2\"}", 21);
    file_write(two, "{\"id\":\"3\"}", 10);
    assert_int_equal(told_run(&t, rules, NULL, 0, 1, NULL), WM_OK);
    assert_int_equal(t.sum.tickets, 0);
    told_free(&t);
    assert_int_equal(told_run(&t, rules, (const char *const[]){ one, two, one }, 3, 2, NULL), WM_OK);
    assert_int_equal(t.sum.tickets, 5);
    assert_int_equal(t.sum.invalid, 0);
    told_free(&t);
    remove(one);
    remove(two);
    free(one);
    free(two);
}

/* gzip members and zstd frames in a row are one text, also within a line. */
static void packed_pieces_are_one_text(void **state)
{
    (void)state;
    static const char *const pieces[] = { "{\"id\":\"1\"}\n{\"i", "d\":\"2\"}\n", "", "{\"id\":\"3\"}" };
    char *gzip = file_name("pieces.gz"), *zstd = file_name("pieces.zst"), packed[4096];
    FILE *file = fopen(zstd, "wb");
    assert_non_null(file);
    remove(gzip);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        gzFile more = gzopen(gzip, "ab");
        assert_non_null(more);
        assert_int_equal(gzwrite(more, pieces[i], (unsigned)strlen(pieces[i])), (int)strlen(pieces[i]));
        assert_int_equal(gzclose(more), Z_OK);
        size_t size = ZSTD_compress(packed, sizeof packed, pieces[i], strlen(pieces[i]), 1);
        assert_int_equal(fwrite(packed, 1, size, file), size);
    }
    assert_int_equal(fclose(file), 0);
    expect_tickets(gzip, 3, 0);
    expect_tickets(zstd, 3, 0);
    remove(gzip);
    remove(zstd);
    free(gzip);
    free(zstd);
}

static void append(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "ab");
    assert_non_null(file);
    assert_true(fputs(bytes, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Cut anywhere, a packed file is damaged or cut short, never taken for a whole one; so it is with something else behind it. */
static void damaged_files_are_not_taken_for_whole_ones(void **state)
{
    (void)state;
    char *gzip = file_name("cut.gz"), *zstd = file_name("cut.zst");
    char *const paths[] = { gzip, zstd };
    for (size_t k = 0; k < 2; k++) {
        struct stat whole = { 0 };
        for (off_t cut = 1; cut == 1 || cut < whole.st_size; cut++) {
            (k ? file_write_zstd : file_write_gzip)(paths[k], "{\"id\":\"1\"}\n", 11);
            assert_int_equal(stat(paths[k], &whole), 0);
            assert_int_equal(truncate(paths[k], cut), 0);
            expect_unread(paths[k], "compressed file is");
        }
        (k ? file_write_zstd : file_write_gzip)(paths[k], "{\"id\":\"1\"}\n", 11);
        append(paths[k], "something else");
        expect_unread(paths[k], "damaged");
        remove(paths[k]);
        free(paths[k]);
    }
}

static void what_cannot_be_read_is_said(void **state)
{
    (void)state;
    expect_unread("no/such/file", "can't be opened");
    expect_unread("no/such/file.gz", "can't be opened");
    expect_unread("/", "can't be read");
    char *folder = file_name("folder.gz");
    assert_int_equal(mkdir(folder, 0700), 0);
    expect_unread(folder, "can't be read");
    assert_int_equal(rmdir(folder), 0);
    free(folder);
}

/* "-" is standard input, which stays open. */
static void standard_input_is_read(void **state)
{
    (void)state;
    char *path = file_name("stdin");
    file_write(path, "{\"id\":\"1\"}\n\n{\"id\":}\n{\"id\":\"3\"}", 30);
    int before = dup(STDIN_FILENO), from = open(path, O_RDONLY);
    assert_true(before >= 0 && from >= 0);
    assert_int_equal(dup2(from, STDIN_FILENO), STDIN_FILENO);
    expect_tickets("-", 3, 1);
    assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    close(before);
    close(from);
    remove(path);
    free(path);
}

/* A line that is too long may be the last one, with its end or without. */
static void a_line_that_is_too_long_may_end_the_file(void **state)
{
    (void)state;
    size_t size = 3 * INPUT_LINE;
    char *path = file_name("long"), *packed = file_name("long.gz"), *bytes = malloc(size + 32);
    assert_non_null(bytes);
    memset(bytes, 'a', size);
    memcpy(bytes, "{\"id\":\"1\"}\n", 11);
    for (size_t end = 0; end < 2; end++) {
        if (end)
            bytes[size - 1] = '\n';
        file_write(path, bytes, size);
        file_write_gzip(packed, bytes, size);
        expect_tickets(path, 2, 1);
        expect_tickets(packed, 2, 1);
    }
    memcpy(bytes + size, "{\"id\":\"2\"}", 10);
    file_write(path, bytes, size + 10);
    expect_tickets(path, 3, 1);
    assert_int_equal(truncate(packed, 200), 0); /* ends within what is passed over */
    expect_unread(packed, "cut short");
    remove(path);
    remove(packed);
    free(path);
    free(packed);
    free(bytes);
}

static void progress(void *context, uint64_t bytes, uint64_t tickets)
{
    uint64_t *last = context;
    assert_true(bytes >= last[0] && tickets >= last[1]);
    last[0] = bytes;
    last[1] = tickets;
}

/* Progress counts what was read of the files; neither lines nor invalid ones need be asked for. */
static void progress_is_told(void **state)
{
    (void)state;
    uint64_t last[2] = { 0, 0 };
    size_t size;
    char *path = file_name("progress"), *bytes = file_bytes(0, 3000, &size);
    wm_replay *replay;
    wm_replay_sum sum;
    wm_replay_config config = {
        .tickets = (const char *const[]){ path }, .ticket_count = 1, .context = last, .progress = progress
    };
    file_write(path, bytes, size);
    assert_int_equal(wm_replay_run(&replay, rules, &config, NULL), WM_OK);
    wm_replay_total(replay, &sum);
    assert_int_equal(last[0], size);
    assert_int_equal(last[1], sum.tickets);
    wm_replay_free(replay);
    remove(path);
    free(path);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_files_have_no_tickets),
        cmocka_unit_test(files_follow_each_other),
        cmocka_unit_test(packed_pieces_are_one_text),
        cmocka_unit_test(damaged_files_are_not_taken_for_whole_ones),
        cmocka_unit_test(what_cannot_be_read_is_said),
        cmocka_unit_test(standard_input_is_read),
        cmocka_unit_test(a_line_that_is_too_long_may_end_the_file),
        cmocka_unit_test(progress_is_told),
    };
    return cmocka_run_group_tests_name("replay/input", tests, load_rules, free_rules);
}
