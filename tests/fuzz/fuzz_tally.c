/* fuzz_tally.c: what `waymark replay --merge` reads: the first line is one tally, the rest another. What is refused is refused by the name of its
 * file, in both languages; the sum is the same in either order, and a tally, merged alone and read again, tells the same to the last bit. Uses
 * waymark.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "waymark.h"

enum { MOST_BYTES = 1 << 14 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void write_file(const char *path, const char *bytes, size_t size)
{
    FILE *f = fopen(path, "wb");
    require(f && fwrite(bytes, 1, size, f) == size);
    require(f && fclose(f) == 0);
}

/* The sum of these files' tallies as it is told, or NULL where one is refused; the caller's. */
static char *merged(const char *const *paths, size_t count)
{
    wm_replay *sum = NULL;
    wm_error error = { 0 };
    wm_status status = wm_replay_merge(&sum, paths, count, &error);
    if (status != WM_OK) {
        require(status == WM_BAD_INPUT && !sum && error.zh[0] && error.en[0]);
        require(strcmp(error.where, paths[0]) == 0 || strcmp(error.where, paths[count - 1]) == 0);
        return NULL;
    }
    char *told = strdup(wm_replay_json(sum));
    require(told != NULL);
    wm_replay_free(sum);
    return told;
}

/* Figures and cards lie in their ranges. */
static void look_at(const char *path)
{
    wm_replay *sum = NULL;
    wm_replay_sum total;
    const wm_card *cards = NULL;
    require(wm_replay_merge(&sum, &path, 1, NULL) == WM_OK);
    wm_replay_total(sum, &total);
    require(total.nodes[0] <= total.nodes[1] && total.edges[0] <= total.edges[1] && total.ends[0] <= total.ends[1]);
    size_t count = wm_replay_cards(sum, &cards);
    require(count != WM_NO_COUNT);
    for (size_t i = 0; i < count; i++) {
        require(cards[i].guide && cards[i].id);
        for (size_t k = 0; k < cards[i].month_count; k++)
            require(cards[i].months[k].month[0]);
    }
    wm_replay_free(sum);
}

/* What one tally tells is a tally, and tells the same. */
static void read_again(const char *path, const char *told)
{
    write_file(path, told, strlen(told));
    char *again = merged(&path, 1);
    require(again && strcmp(again, told) == 0);
    look_at(path);
    free(again);
}

static void merge_both(const char *one, const char *other)
{
    const char *const as_given[] = { one, other }, *const turned[] = { other, one };
    char *sum = merged(as_given, 2), *same = merged(turned, 2);
    require(!sum == !same && (!sum || strcmp(sum, same) == 0));
    free(sum);
    free(same);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *base = getenv("TMPDIR"), *text = (const char *)data;
    char folder[256], one[300], other[300];
    if (size < 1 || size > MOST_BYTES)
        return 0;
    const char *feed = memchr(text, '\n', size);
    size_t first = feed ? (size_t)(feed - text) + 1 : size;
    snprintf(folder, sizeof folder, "%s/fuzz_tally_XXXXXX", base ? base : "/tmp");
    require(mkdtemp(folder) != NULL);
    snprintf(one, sizeof one, "%s/one.json", folder);
    snprintf(other, sizeof other, "%s/other.json", folder);
    write_file(one, text, first);
    write_file(other, text + first, size - first);
    if (first < size)
        merge_both(one, other);
    const char *alone = one;
    char *told = merged(&alone, 1);
    if (told)
        read_again(other, told);
    free(told);
    require(unlink(one) == 0 && unlink(other) == 0 && rmdir(folder) == 0);
    return 0;
}
