/* Hostile rules: each ends as a finding with its file and line within two seconds, and the next file loads as if nothing had been. Those
 * of a few lines are in hostile/ (the first line says what must be found, where, and why); large ones are made here. Uses
 * engine/script/script.h and cmocka. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "script/script.h"
#include "support/tap.h"

#define FOLDER "tests/rules/hostile"

static const char good[] =
    "guide 'good' { zh = '好', en = 'Good' }\n"
    "question 'q' { zh = '問', en = 'Q' }\n"
    "fault 'f' { zh = '因', en = 'F' }\n"
    "escalation 'desk' { to = 'second_line', zh = '二線', en = 'Second line' }\n"
    "flow { ask 'q' { yes = conclude 'f', on(function(facts) return facts.q == 'no' end) { resolve() } },\n"
    "  otherwise = escalate 'desk' }\n";

/* Of the processor, so that other work of the machine does not count; sanitizers are slow. */
static double cpu_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double seconds_allowed(void)
{
    const char *variant = getenv("WAYMARK_VARIANT");
    return variant != NULL && *variant != '\0' ? 30 : 2;
}

static bool has(const findings *found, const char *code, const char *where)
{
    for (size_t i = 0; i < found->list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&found->list, wm_finding, i);
        if (strcmp(f->code, code) == 0 && strcmp(f->where, where) == 0)
            return true;
    }
    return false;
}

static void show(const char *name, const findings *found)
{
    print_message("# %s\n", name);
    for (size_t i = 0; i < found->list.count && i < 5; i++) {
        const wm_finding *f = &VECTOR_AT(&found->list, wm_finding, i);
        print_message("#   %s %s: %s / %s\n", f->code, f->where, f->what.zh, f->what.en);
    }
}

static void good_still_loads(script_loader *s)
{
    findings found;
    findings_init(&found, allocator_default());
    draft *d = script_load(s, "good.lua", good, strlen(good), &found);
    assert_non_null(d);
    assert_int_equal(found.list.count, 0);
    assert_int_equal(draft_guide(d)->node_count, 4);
    draft_free(d);
    findings_free(&found);
}

/* What is said of a file is well-formed, short, and in both languages. */
static void words_are_fit_to_show(const findings *found)
{
    for (size_t i = 0; i < found->list.count; i++) {
        const wm_finding *f = &VECTOR_AT(&found->list, wm_finding, i);
        const char *const words[] = { f->what.zh, f->what.en };
        for (size_t k = 0; k < 2; k++) {
            size_t size = strlen(words[k]);
            assert_in_range(size, 1, 1000);
            assert_int_equal(text_invalid_at(words[k], size), size);
            assert_int_equal(text_control_at(words[k], size), size);
        }
        assert_null(strstr(f->what.en, "0x")); /* no addresses */
    }
}

/* Whether what `expected` says was found: "WM001:3", "WM001:3,4" (either), "WM001:60-200" (any of them). */
static bool has_expected(const findings *found, const char *name, const char *expected)
{
    char code[8] = "", where[300];
    char *end;
    memcpy(code, expected, 5);
    do {
        unsigned long line = strtoul(expected + (*expected == ',' ? 1 : 6), &end, 10);
        unsigned long last = *end == '-' ? strtoul(end + 1, &end, 10) : line;
        for (; line <= last; line++) {
            snprintf(where, sizeof where, "%s:%lu", name, line);
            if (has(found, code, where))
                return true;
        }
        expected = end;
    } while (*expected == ',');
    return false;
}

/* `expected` NULL: the file is to load. */
static void meets(script_loader *s, const char *name, const char *text, size_t size, const char *expected)
{
    findings found;
    findings_init(&found, allocator_default());
    double start = cpu_now();
    draft *d = script_load(s, name, text, size, &found);
    double took = cpu_now() - start;
    bool right = expected == NULL ? d != NULL : d == NULL && has_expected(&found, name, expected);
    if (!right || took >= seconds_allowed()) {
        print_message("# %.2f s; expected: %.12s\n", took, expected != NULL ? expected : "it loads");
        show(name, &found);
    }
    assert_true(right);
    assert_true(took < seconds_allowed());
    words_are_fit_to_show(&found);
    draft_free(d);
    findings_free(&found);
    good_still_loads(s);
}

/* ---- those of a few lines ------------------------------------------------------------------------- */

static char *read_file(const char *name, size_t *size)
{
    char path[300];
    snprintf(path, sizeof path, FOLDER "/%s", name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *text = malloc(1 << 16);
    assert_non_null(text);
    *size = fread(text, 1, (1 << 16) - 1, f);
    text[*size] = '\0';
    fclose(f);
    return text;
}

static int lua_files(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".lua") == 0;
}

static void every_hostile_file_is_refused_with_its_line(void **state)
{
    (void)state;
    script_limits limits = script_limits_of(NULL);
    script_loader *s = script_loader_new(allocator_default(), &limits);
    struct dirent **entries;
    int count = scandir(FOLDER, &entries, lua_files, alphasort);
    assert_in_range(count, 50, 1000);
    for (int i = 0; i < count; i++) {
        size_t size;
        char *text = read_file(entries[i]->d_name, &size);
        assert_memory_equal(text, "-- WM", 5);
        meets(s, entries[i]->d_name, text, size, text + 3);
        free(text);
        free(entries[i]);
    }
    free(entries);
    script_loader_free(s);
}

/* ---- large ones ------------------------------------------------------------------------------------ */

typedef struct text {
    char *at;
    size_t size, room;
} text;

static void put(text *t, const char *s)
{
    size_t size = strlen(s);
    if (t->size + size + 1 > t->room) {
        t->room = 2 * (t->room + size) + 1;
        t->at = realloc(t->at, t->room);
        assert_non_null(t->at);
    }
    memcpy(t->at + t->size, s, size + 1);
    t->size += size;
}

static void put_times(text *t, size_t times, const char *s)
{
    for (size_t i = 0; i < times; i++)
        put(t, s);
}

static void put_numbered(text *t, size_t count, const char *before, const char *after)
{
    char number[32];
    for (size_t i = 0; i < count; i++) {
        snprintf(number, sizeof number, "%zu", i);
        put(t, before);
        put(t, number);
        put(t, after);
    }
}

typedef struct large {
    const char *name, *expected, *before;
    size_t times;
    const char *part, *middle;
    size_t times_after;
    const char *part_after, *after;
} large;

static const large larges[] = {
    { "deep tables", "WM001:2", "\nlocal t = ", 100000, "{", "", 100000, "}", "" },
    { "deep parentheses", "WM001:2", "\nlocal t = ", 100000, "(", "1", 100000, ")", "" },
    { "deep functions", "WM001:2", "\n", 100000, "local f = function() ", "", 100000, " end", "" },
    { "deep blocks", "WM001:2", "\n", 100000, "do ", "", 100000, " end", "" },
    { "many nots", "WM001:2", "\nlocal t = ", 1000000, "not ", "1", 0, "", "" },
    { "many minuses", "WM001:2", "\nlocal t = ", 1000000, "- ", "1", 0, "", "" },
    { "deep on many lines", "WM001:60-200", "", 100000, "flow {\n", "", 100000, "}\n", "" },
    { "deep asks", "WM001:2", "\nflow { ", 100, "ask 'q' { a = { ", "resolve()", 100, " } }", " }" },
    { "deep calls", "WM001:2", "\nlocal t = ", 100000, "all { ", "", 100000, "}", "" },
    { "long concatenation", "WM001:2", "\nlocal t = 'a'", 100000, ".. 'a'", "", 0, "", "" },
    { "long and", "WM001:2", "\nlocal a local t = a", 500000, " and a", "", 0, "", "" },
    { "long or", "WM001:2", "\nlocal a local t = a", 500000, " or a", "", 0, "", "" },
    { "long elseif", "WM001:2", "\nlocal a if a then", 200000, " elseif a then", " end", 0, "", "" },
    { "many labels", "WM001:2", "\n", 0, "", "", 100000, "do ::a:: end ", "" },
    { "many gotos", "WM001:2", "\n", 300000, "goto a ", "::a::", 0, "", "" },
    { "many breaks", "WM001:2", "\nlocal a while a do ", 200000, "if a then break end ", "end", 0, "", "" },
    { "many locals", "WM001:2", "\nlocal a", 100000, ", a", "", 0, "", "" },
    { "long string", "WM001:2", "\nlocal s = '", 70000, "x", "'", 0, "", "" },
    { "very long string", "WM001:2", "\nlocal s = [[", 1000000, "xyz", "]]", 0, "", "" },
    { "long string of escapes", "WM001:2", "\nlocal s = '", 70000, "\\x41", "'", 0, "", "" },
    { "long number", "WM001:2", "\nlocal n = 1", 1000000, "000", " error('read')", 0, "", "" },
    { "long name", "WM001:2", "\nlocal n = ", 1000000, "name", "", 0, "", "" },
    { "open string", "WM001:2", "\nlocal s = 'abc", 0, "", "\n", 0, "", "" },
    { "open comment", "WM001:2", "\n--[==[", 1000000, "]]", "", 0, "", "" },
    { "open brackets", "WM001:2", "\nlocal s = [==[", 1000000, "]=", "", 0, "", "" },
    { "half an escape", "WM001:2", "\nlocal s = 'a\\", 0, "", "", 0, "", "" },
    { "many complaints", "WM001:102", "\n", 100000, "conclude(1)\n", "", 0, "", "" },
    { "not UTF-8", "WM001:3", "\n\n-- \xC0\x80\n", 10, "-- \xFF\n", "", 0, "", "" },
    { "a surrogate", "WM001:1", "-- \xED\xA0\x80\n", 0, "", "", 0, "", "" },
    { "a control character", "WM001:2", "\n-- \x1b[31m\n", 0, "", "", 0, "", "" },
    { "compiled", "WM001:1", "\x1bLua\x54", 10, "\x01", "", 0, "", "" },
    { "too large", "WM001:1", "", 4194305, " ", "", 0, "", "" },
    { "as large as can be", "WM115:1", "", 4194304, " ", "", 0, "", "" },
    { "empty", "WM115:1", "", 0, "", "", 0, "", "" },
};

static void large_files_end_soon(void **state)
{
    (void)state;
    script_limits limits = script_limits_of(NULL);
    script_loader *s = script_loader_new(allocator_default(), &limits);
    for (size_t i = 0; i < sizeof larges / sizeof *larges; i++) {
        const large *l = &larges[i];
        text t = { NULL, 0, 0 };
        put(&t, l->before);
        put_times(&t, l->times, l->part);
        put(&t, l->middle);
        put_times(&t, l->times_after, l->part_after);
        put(&t, l->after);
        meets(s, l->name, t.at, t.size, l->expected);
        free(t.at);
    }
    script_loader_free(s);
}

static void many_keys_take_linear_time(void **state)
{
    (void)state;
    script_limits limits = script_limits_of(NULL);
    script_loader *s = script_loader_new(allocator_default(), &limits);
    text t = { NULL, 0, 0 };
    put(&t, "local t = {\n");
    put_numbered(&t, 100000, "k", " = 1,\n");
    put(&t, "k4711 = 2 }");
    meets(s, "keys", t.at, t.size, "WM002:100002");
    free(t.at);
    t = (text){ NULL, 0, 0 };
    put(&t, "flow { ask 'q' {\n");
    put_numbered(&t, 20000, "k", " = resolve(),\n");
    put(&t, "} }");
    meets(s, "branches", t.at, t.size, "WM114:1");
    free(t.at);
    script_loader_free(s);
}

/* Forty lines that make 2^40 paths are forty steps. */
static void shared_steps_stay_shared(void **state)
{
    (void)state;
    script_limits limits = script_limits_of(NULL);
    script_loader *s = script_loader_new(allocator_default(), &limits);
    findings found;
    findings_init(&found, allocator_default());
    text t = { NULL, 0, 0 };
    put(&t,
        "guide 'g' { zh = '甲', en = 'A' }\nescalation 'desk' { to = 'second_line', zh = '二線', en = 'Second line' }\n"
        "fault 'f' { zh = '因', en = 'F' }\n");
    put_numbered(&t, 40, "question 'q", "' { zh = '問', en = 'Q' }\n");
    put(&t, "local s = conclude 'f'\nfor i = 0, 39 do s = ask('q' .. i) { yes = s, no = { s } } end\n"
            "flow { s, otherwise = escalate 'desk' }\n");
    double start = cpu_now();
    draft *d = script_load(s, "shared.lua", t.at, t.size, &found);
    assert_true(cpu_now() - start < 0.5);
    assert_non_null(d);
    assert_int_equal(draft_guide(d)->node_count, 42);
    draft_free(d);
    free(t.at);
    findings_free(&found);
    script_loader_free(s);
}

/* A file may be as long as it is allowed to be. */
static void four_mebibytes_of_statements_load(void **state)
{
    (void)state;
    script_limits limits = script_limits_of(NULL);
    limits.load_seconds = seconds_allowed(); /* the backstop is not what is tested */
    script_loader *s = script_loader_new(allocator_default(), &limits);
    text t = { NULL, 0, 0 };
    put(&t, good);
    put_numbered(&t, 46000, "fault 'f", "' { zh = '原因很多很多', en = 'One of many causes', prior = 0.00001 }\n");
    assert_in_range(t.size, 4000000, 4194304);
    meets(s, "long.lua", t.at, t.size, NULL);
    free(t.at);
    script_loader_free(s);
}

/* Whatever bound the memory has, the file is refused with words or loads. */
static void any_bound_of_memory_is_kept(void **state)
{
    (void)state;
    for (size_t bytes = 20000; bytes < 200000; bytes += 1009) {
        script_limits limits = script_limits_of(NULL);
        limits.memory_bytes = bytes;
        script_loader *s = script_loader_new(allocator_default(), &limits);
        findings found;
        findings_init(&found, allocator_default());
        draft *d = script_load(s, "good.lua", good, strlen(good), &found);
        assert_true((d != NULL) == (found.list.count == 0));
        assert_true(d != NULL || has(&found, "WM001", "good.lua:1") || found.list.count == 1);
        draft_free(d);
        findings_free(&found);
        script_loader_free(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hostile_file_is_refused_with_its_line),
        cmocka_unit_test(large_files_end_soon),
        cmocka_unit_test(many_keys_take_linear_time),
        cmocka_unit_test(shared_steps_stay_shared),
        cmocka_unit_test(four_mebibytes_of_statements_load),
        cmocka_unit_test(any_bound_of_memory_is_kept),
    };
    return cmocka_run_group_tests_name("rules/hostile", tests, NULL, NULL);
}
