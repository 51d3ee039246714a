/* Ticket files for tests: many different tickets, written plain or packed, and what a replay of them gave. */
#ifndef TEST_REPLAY_FILES_H
#define TEST_REPLAY_FILES_H

#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "waymark.h"
#include "unit/replay/bench.h"

/* Tickets of every verdict, invalid and blank lines among them; the same number, the same line. */
static inline size_t file_line(char *to, size_t room, unsigned number)
{
    static const char *const ports[] = { "timeout", "refused", "open", "closed" };
    static const char *const faults[] = { "sg_closed", "sshd_down", "busy" };
    unsigned mixed = number * 2654435761u >> 8;
    if (mixed % 41 == 0)
        return (size_t)snprintf(to, room, "%s\n", mixed % 2 ? "" : " \r");
    if (mixed % 37 == 0)
        return (size_t)snprintf(to, room, "{\"id\":\"T%u\",}\n", number);
    return (size_t)snprintf(
        to, room,
        "{\"id\":\"T%u\",\"guide\":\"%s\",\"facts\":{\"port_22\":\"%s\",\"cpu\":%u,\"said\":\"路 %u\",\"os\":\"x\"%s},"
        "\"steps\":[{\"try\":\"open_sg\",\"outcome\":\"%s\"}],\"resolved\":{\"fault\":\"%s\"}}\n",
        number, mixed % 29 ? "compute/ssh" : "compute/none", ports[mixed % 31 ? mixed / 7 % 3 : 3], mixed / 11 % 100,
        mixed, mixed % 5 ? ",\"console\":\"clean\"" : "", mixed % 3 ? "done" : "fixed", faults[mixed / 13 % 3]);
}

/* Lines `from` to `to`, as bytes to be freed. */
static inline char *file_bytes(unsigned from, unsigned to, size_t *size)
{
    char *bytes = malloc((size_t)(to - from) * 512 + 1);
    assert_non_null(bytes);
    *size = 0;
    for (unsigned i = from; i < to; i++)
        *size += file_line(bytes + *size, 512, i);
    return bytes;
}

/* A name in the test's own folder; to be freed. */
static inline char *file_name(const char *name)
{
    const char *folder = getenv("TMPDIR");
    char *path = malloc(1024);
    assert_non_null(path);
    snprintf(path, 1024, "%s/replay-%ld-%s", folder ? folder : "/tmp", (long)getpid(), name);
    return path;
}

static inline void file_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static inline void file_write_gzip(const char *path, const void *bytes, size_t size)
{
    gzFile file = gzopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, (unsigned)size), (int)size);
    assert_int_equal(gzclose(file), Z_OK);
}

static inline void file_write_zstd(const char *path, const void *bytes, size_t size)
{
    size_t room = ZSTD_compressBound(size);
    char *packed = malloc(room);
    assert_non_null(packed);
    size_t used = ZSTD_compress(packed, room, bytes, size, 3);
    assert_false(ZSTD_isError(used));
    file_write(path, packed, used);
    free(packed);
}

/* What a replay told. */
typedef struct told {
    writing lines, invalid;
    char *json;
    wm_replay_sum sum;
} told;

static inline bool told_lines(void *context, const char *bytes, size_t size)
{
    out_bytes(&((told *)context)->lines, bytes, size);
    return true;
}

static inline void told_invalid(void *context, const char *path, uint64_t line, wm_text why)
{
    (void)path;
    writing *to = &((told *)context)->invalid;
    out_count(to, line);
    out_text(to, ": ");
    out_text(to, why.en);
    out_text(to, "\n");
}

static inline wm_status told_run(told *t, const wm_rules *rules, const char *const *paths, size_t count,
                                 unsigned threads, wm_error *error)
{
    wm_replay *replay;
    *t = (told){ .lines = writing_of(allocator_default()), .invalid = writing_of(allocator_default()) };
    wm_replay_config config = { .tickets = paths,
                                .ticket_count = count,
                                .threads = threads,
                                .lang = WM_EN,
                                .beliefs = true,
                                .context = t,
                                .lines = told_lines,
                                .invalid = told_invalid };
    wm_status status = wm_replay_run(&replay, rules, &config, error);
    if (status == WM_OK) {
        t->json = strdup(wm_replay_json(replay));
        wm_replay_total(replay, &t->sum);
        wm_replay_free(replay);
    }
    out_bytes(&t->lines, "", 1);
    out_bytes(&t->invalid, "", 1);
    return status;
}

static inline void told_free(told *t)
{
    writing_free(&t->lines);
    writing_free(&t->invalid);
    free(t->json);
}

#endif
