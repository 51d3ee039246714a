/* test_author_allocations_heap.c: every reader of flowcharts and manuals, and the writer of guides, with every request for memory failing in
 * turn: theirs, and those of Expat, zlib, md4c and cJSON. Each reads the whole chart or says that there is no memory, never that the file is
 * wrong. Uses tools/author/ and failing_heap.h; the charts are those of tests/cli/charts. */
#include <signal.h>
#include <string.h>

#include "author/readers.h"
#include "author/write_guide.h"
#include "draw/child.h"
#include "fault/failing_heap.h"

/* A chart's text; of a manual also its translation. */
typedef struct source {
    chart_reader *reader;
    bytes text, translation;
} source;

static void read_file(bytes *out, const char *path)
{
    char part[4096];
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        fail_msg("%s is not there", path);
    for (size_t got; (got = fread(part, 1, sizeof part, in)) > 0;)
        bytes_put(out, part, got);
    fclose(in);
    assert_non_null(bytes_string(out));
}

/* What can't be read is wrong, or there was no memory. */
static wm_status read_chart(chart *c, const source *from, const bytes *file)
{
    if (chart_read(c, from->reader, file->data, file->size))
        return c->failed ? WM_BAD_INPUT : WM_OK;
    return c->failed ? WM_NO_MEMORY : WM_BAD_INPUT;
}

static wm_status read_both(chart *c, const source *from)
{
    chart other = { 0 };
    wm_status status = read_chart(c, from, &from->text);
    if (status == WM_OK && from->translation.size > 0) {
        status = read_chart(&other, from, &from->translation);
        if (status == WM_OK && !chart_pair(c, &other))
            status = WM_NO_MEMORY;
        chart_free(&other);
    }
    return status;
}

static wm_status make_guide(const void *what, text *told)
{
    const guide_terms terms = { "made/of_it", "a chart", "second_line" };
    chart c = { 0 };
    bytes guide = { 0 };
    guide_counts counts = { 0 };
    wm_status status = read_both(&c, what);
    if (status == WM_OK && !write_guide(&guide, &c, &terms, &counts))
        status = WM_NO_MEMORY;
    not_failing();
    if (status == WM_OK)
        text_add(told, "%zu %zu %zu %zu %zu\n%s", counts.questions, counts.causes, counts.remedies, counts.handovers,
                 counts.missed, guide.data);
    bytes_free(&guide);
    chart_free(&c);
    return status;
}

static void read_with_failures(const char *name, chart_reader *reader, const char *path, const char *translation)
{
    source from = { .reader = reader };
    read_file(&from.text, path);
    if (translation != NULL)
        read_file(&from.translation, translation);
    fail_each_request(name, make_guide, &from, 3000);
    bytes_free(&from.text);
    bytes_free(&from.translation);
}

/* ---- The readers ------------------------------------------------------------------------------------------------------- */

static void mermaid_is_read(void **state)
{
    (void)state;
    read_with_failures("Mermaid", read_mermaid, "tests/cli/charts/printer.mmd", NULL);
}

static void drawio_is_read(void **state)
{
    (void)state;
    read_with_failures("draw.io", read_drawio, "tests/cli/charts/printer.drawio", NULL);
    read_with_failures("draw.io, deflated", read_drawio, "tests/cli/charts/packed.drawio", NULL);
}

static void manuals_are_read_in_two_languages(void **state)
{
    (void)state;
    read_with_failures("a manual", read_markdown, "tests/cli/charts/printer.zh.md", "tests/cli/charts/printer.en.md");
    read_with_failures("another one", read_markdown, "tests/cli/charts/intranet.en.md",
                       "tests/cli/charts/intranet.zh.md");
}

static void json_is_read(void **state)
{
    (void)state;
    static char json[] =
        "{\"nodes\":{\"on\":{\"label\":\"Is it on?\",\"terminal\":false,\"utterance\":\"Please look at the light.\"},"
        "\"paper\":{\"label\":\"有紙嗎？\",\"terminal\":false},\"plug\":{\"label\":\"Plug it in\",\"terminal\":true,"
        "\"utterance\":\"Plug the cord in, and wait a minute.\"},\"done\":{\"label\":\"Solved\",\"terminal\":true},"
        "\"desk\":{\"label\":\"Transfer to the "
        "desk\",\"terminal\":true},\"lost\":{\"label\":\"Lost\",\"terminal\":true}},"
        "\"edges\":{\"on\":{\"yes\":\"paper\",\"no\":\"plug\"},\"paper\":{\"有\":\"desk\",\"沒有\":\"done\",\"卡住\":"
        "\"on\"}}}";
    const source from = { .reader = read_json, .text = { .data = json, .size = sizeof json - 1 } };
    fail_each_request("JSON", make_guide, &from, 3000);
}

static bool dot_is_here(void)
{
    static const char *const argv[] = { "dot", "-Tdot_json", NULL };
    const child_limits limits = { 30, 1 << 20 };
    bytes out = { 0 };
    bool here = child_run(argv, "digraph { a }", 13, &limits, &out) == CHILD_OK;
    bytes_free(&out);
    return here;
}

static void dot_is_read(void **state)
{
    (void)state;
    static char dot[] =
        "digraph { label=\"Printing\"; start [shape=oval,label=\"Start\"]; start -> on; on "
        "[shape=diamond,label=\"Is it on?\"]; on -> paper [label=Yes]; on -> plug [label=No]; plug "
        "[label=\"Plug it in\\nand wait\"]; plug -> on; paper [shape=diamond,label=\"有紙嗎？\"]; paper -> done "
        "[label=\"有\"]; paper -> desk [label=\"沒有\"]; paper -> fan [style=dashed]; fan [label=\"Hear the "
        "fan\"]; done [label=\"Solved\"]; desk [label=\"Escalate\"] }";
    const source from = { .reader = read_dot, .text = { .data = dot, .size = sizeof dot - 1 } };
    if (!dot_is_here()) {
        skip_because("Graphviz's dot is not here");
        return;
    }
    fail_each_request("DOT", make_guide, &from, 100);
}

/* ---- A guide to begin with ------------------------------------------------------------------------------------------------ */

static wm_status write_first(const void *what, text *told)
{
    const guide_terms terms = { .name = "area/first", .team = "second_line" };
    bytes guide = { 0 }, zh = { 0 }, en = { 0 };
    write_first_guide(&guide, &terms, what);
    write_first_manual(&zh, &terms, WM_ZH);
    write_first_manual(&en, &terms, WM_EN);
    bool made = bytes_string(&guide) != NULL && bytes_string(&zh) != NULL && bytes_string(&en) != NULL;
    not_failing();
    if (made)
        text_add(told, "%s%s%s", guide.data, zh.data, en.data);
    bytes_free(&guide);
    bytes_free(&zh);
    bytes_free(&en);
    return made ? WM_OK : WM_NO_MEMORY;
}

static void a_first_guide_is_written(void **state)
{
    (void)state;
    fail_each_request("a first guide", write_first, "area-first", 100);
    fail_each_request("one without a manual", write_first, NULL, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mermaid_is_read),
        cmocka_unit_test(drawio_is_read),
        cmocka_unit_test(manuals_are_read_in_two_languages),
        cmocka_unit_test(json_is_read),
        cmocka_unit_test(dot_is_read),
        cmocka_unit_test(a_first_guide_is_written),
    };
    signal(SIGPIPE, SIG_IGN); /* of a child that is not there to read */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
