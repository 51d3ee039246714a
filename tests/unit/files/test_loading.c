/* test_loading.c: rule files loaded by several threads give what they give by one: the same guides in the same order, the same findings, the
 * same hash; with requests for memory failing, too. Through wm_rules_load. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/alloc.h"
#include "support/tap.h"
#include "support/walk_support.h"
#include "unit/property/told.h"

enum { FILES = 60 };

static char folder[256], file_names[FILES][320];

/* Guides of many sizes; every fifth is wrong in its own way, and every third leans on another. */
static void write_file(unsigned number)
{
    static const char *const wrong[] = { "conclud 'f'\n", "question 'q' { zh = '', en = 'Q' }\n", "error('stop')\n",
                                         "{", "action 'a' { zh = '做', en = 'Do', fixes = { gone = .5 } }\n" };
    FILE *f = fopen(file_names[number], "wb");
    assert_non_null(f);
    (void)fprintf(f, "guide 'g%u' { zh = '指引', en = 'Guide' }\nfault 'f' { zh = '因', en = 'Cause' }\n%s", number,
                  DESK);
    for (unsigned i = 0; i < number * 7 % 200; i++)
        (void)fprintf(f, "question 'q%u' { zh = '問', en = 'Question %u?' }\n", i, i);
    if (number % 5 == 4)
        (void)fputs(wrong[number / 5 % 5], f);
    (void)fputs("flow {\n", f);
    for (unsigned i = 0; i < number * 7 % 200; i++)
        (void)fprintf(f, "  ask 'q%u' { yes = conclude 'f' },\n", i);
    if (number % 3 == 2)
        (void)fprintf(f, "  include 'g%u',\n", number * 31 % (FILES + 2)); /* some of which there are not */
    (void)fputs("  otherwise = escalate 'desk' }\n", f);
    assert_int_equal(fclose(f), 0);
}

static int write_folder(void **state)
{
    (void)state;
    const char *base = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/waymark_loading_XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder))
        return -1;
    for (unsigned i = 0; i < FILES; i++) {
        (void)snprintf(file_names[i], sizeof file_names[i], "%s/r%02u.lua", folder, i);
        write_file(i);
    }
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    for (unsigned i = 0; i < FILES; i++)
        if (remove(file_names[i]) != 0)
            return -1;
    return rmdir(folder);
}

static void tell(text *out, const wm_rules *rules)
{
    const wm_finding *found;
    wm_guide_info info;
    size_t count = wm_rules_findings(rules, &found);
    text_add(out, "%s\n", wm_rules_hash(rules));
    for (size_t i = 0; i < count; i++)
        text_add(out, "%s %s %s %s %s\n", found[i].where, found[i].code, or_none(found[i].node), found[i].what.zh,
                 wm_text_in(found[i].mend, WM_EN));
    for (size_t i = 0; wm_rules_guide(rules, i, &info) == WM_OK; i++)
        text_add(out, "%s %s %zu %zu\n", info.name, info.file, info.questions, info.nodes);
}

/* What loading gave, or "" where there was no memory. */
static void load(text *out, const char *dir, unsigned threads, wm_allocator allocator)
{
    /* a further file comes last, whatever its name */
    const char *const more[] = { "tests/fault/everything/net/cable.lua", NULL };
    wm_config config = { .allocator = allocator, .threads = threads, .extra_files = dir == folder ? more : NULL };
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    text_clear(out);
    wm_status status = wm_rules_load(&rules, &config, dir, &error);
    if (status == WM_OK)
        tell(out, rules);
    else
        assert_int_equal(status, WM_NO_MEMORY);
    wm_rules_free(rules);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    static const unsigned counts[] = { 1, 2, 3, 8, 200 };
    const char *const folders[] = { folder, "rules", "tests/fault/everything" };
    text expected = { 0 }, got = { 0 };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        load(&expected, folders[i], 0, (wm_allocator){ 0 });
        assert_true(strstr(text_of(&expected), i ? "" : "WM101") != NULL);
        for (size_t k = 0; k < 4 * (sizeof counts / sizeof *counts); k++) {
            load(&got, folders[i], counts[k / 4], (wm_allocator){ 0 });
            assert_string_equal(text_of(&got), text_of(&expected));
        }
    }
    text_free(&expected);
    text_free(&got);
}

/* ---- Memory -------------------------------------------------------------------------------------------------------- */

/* Counts for several threads. */
typedef struct shared_alloc {
    pthread_mutex_t lock;
    struct counting_alloc memory;
} shared_alloc;

static void *allocate(void *context, void *old, size_t old_size, size_t new_size)
{
    shared_alloc *s = context;
    pthread_mutex_lock(&s->lock);
    wm_allocator counting = counting_alloc_hook(&s->memory);
    void *block = counting.alloc(counting.context, old, old_size, new_size);
    pthread_mutex_unlock(&s->lock);
    return block;
}

/* Which request is the n-th differs from run to run. */
static void each_thread_may_find_no_memory(void **state)
{
    (void)state;
    static const char dir[] = "tests/fault/everything";
    shared_alloc s = { .lock = PTHREAD_MUTEX_INITIALIZER };
    wm_allocator allocator = { allocate, &s };
    text expected = { 0 }, got = { 0 };
    counting_alloc_init(&s.memory, 0);
    load(&expected, dir, 1, allocator);
    size_t fails = 0;
    for (size_t n = 1; n == 1 || s.memory.failed; n += 1 + n / 40) {
        counting_alloc_init(&s.memory, n);
        load(&got, dir, 3, allocator);
        assert_int_equal(counting_alloc_report(&s.memory, stderr), 0);
        if (got.size)
            assert_string_equal(text_of(&got), text_of(&expected));
        fails += !got.size;
    }
    print_message("# %zu loads had no memory\n", fails);
    assert_true(fails > 20);
    pthread_mutex_destroy(&s.lock);
    text_free(&expected);
    text_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(each_thread_may_find_no_memory),
    };
    return cmocka_run_group_tests_name("loading", tests, write_folder, remove_folder);
}
