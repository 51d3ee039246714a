/* test_draw_allocations_heap.c: a real guide as DOT and as Mermaid, a small one as SVG, with a replay's traffic and a case's way on it, with
 * every request for memory failing in turn: the picture's, and cJSON's. Each gives the whole picture or says that there is no memory; SVG laid
 * out anew, and from what was kept. Uses tools/draw/ and failing_heap.h. */
#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "draw/draw.h"
#include "fault/failing_heap.h"

typedef draw_result draw_function(bytes *out, const wm_graph *graph, const draw_what *what);

typedef struct drawing {
    draw_function *draw;
    const wm_graph *graph;
    draw_what what;
} drawing;

/* ---- The guides ----------------------------------------------------------------------------------------------------------- */

static wm_rules *rules;
static wm_graph *large, *small; /* of rules/, and one of a few steps: dot is not asked often */
static wm_rules *few;

#define SMALL                                                                                                          \
    "guide 'small' { zh = '印表機', en = 'The printer' }\n"                                                         \
    "question 'power' { zh = '有電嗎？', en = 'Is it on?' }\n"                                                     \
    "fault 'unplugged' { zh = '沒插電', en = 'Unplugged' }\n"                                                       \
    "action 'plug' { zh = '插電', en = 'Plug it in', fixes = { unplugged = .9 }, cost = 1 }\n"                       \
    "escalation 'desk' { to = 'second_line', zh = '轉給二線', en = 'To second line' }\n"                           \
    "flow { ask 'power' { no = conclude 'unplugged' }, otherwise = escalate 'desk' }\n"

static int load_guides(void **state)
{
    (void)state;
    assert_int_equal(wm_rules_load(&rules, NULL, "rules", NULL), WM_OK);
    assert_int_equal(wm_rules_graph(&large, rules, "compute/ssh_unreachable", NULL), WM_OK);
    assert_int_equal(wm_rules_load_text(&few, NULL, "small.lua", SMALL, strlen(SMALL), NULL), WM_OK);
    assert_int_equal(wm_rules_graph(&small, few, "small", NULL), WM_OK);
    return 0;
}

static int free_guides(void **state)
{
    (void)state;
    wm_graph_free(large);
    wm_graph_free(small);
    wm_rules_free(rules);
    wm_rules_free(few);
    return 0;
}

/* ---- Drawing with failures -------------------------------------------------------------------------------------------------- */

static wm_status status_of(draw_result result)
{
    return result == DRAW_OK ? WM_OK : result == DRAW_NO_MEMORY ? WM_NO_MEMORY : WM_IO;
}

static wm_status draw(const void *context, text *told)
{
    const drawing *d = context;
    bytes out = { 0 };
    wm_status status = status_of(d->draw(&out, d->graph, &d->what));
    not_failing();
    if (status == WM_OK)
        text_add(told, "%s", bytes_string(&out));
    bytes_free(&out);
    return status;
}

static void draw_plain(const char *name, draw_function *draw_as, const wm_graph *graph, size_t all)
{
    const drawing d = { .draw = draw_as, .graph = graph, .what = { .lang = WM_ZH } };
    fail_each_request(name, draw, &d, all);
}

/* With tickets at every step and branch, and a way down to an end. */
static void draw_with_ways(const char *name, draw_function *draw_as, const wm_graph *graph, size_t all)
{
    drawing d = { .draw = draw_as, .graph = graph };
    double *tickets = calloc(graph->node_count + graph->edge_places + 1, sizeof *tickets);
    wm_passed *way = calloc(graph->node_count + 1, sizeof *way);
    assert_true(tickets != NULL && way != NULL);
    for (size_t i = 0; i < graph->node_count + graph->edge_places; i++)
        tickets[i] = 1000.0 / (double)(i + 1);
    const draw_traffic traffic = { tickets, tickets + graph->node_count, graph->node_count, graph->edge_places };
    d.what = (draw_what){ .lang = WM_EN, .traffic = &traffic, .walk = way };
    for (size_t at = graph->start; at != WM_NO_PLACE && d.what.walk_count < graph->node_count;) {
        way[d.what.walk_count++] = (wm_passed){ at, WM_NO_PLACE };
        size_t from = at;
        at = WM_NO_PLACE;
        for (size_t i = 0; i < graph->edge_count && at == WM_NO_PLACE; i++)
            at = graph->edges[i].from == from ? graph->edges[i].to : WM_NO_PLACE;
    }
    fail_each_request(name, draw, &d, all);
    free(tickets);
    free(way);
}

static void dot_is_written(void **state)
{
    (void)state;
    draw_plain("DOT", draw_dot, large, 2500);
    draw_with_ways("DOT", draw_dot, large, 2500);
}

static void mermaid_is_written(void **state)
{
    (void)state;
    draw_plain("Mermaid", draw_mermaid, large, 2500);
    draw_with_ways("Mermaid", draw_mermaid, large, 2500);
}

static bool dot_is_here(void)
{
    bytes out = { 0 };
    const draw_what plain = { .lang = WM_EN };
    bool here = draw_svg(&out, small, &plain) != DRAW_NO_DOT;
    bytes_free(&out);
    return here;
}

/* Nothing can be kept in a folder that is none: every layout is dot's. */
static void svg_is_laid_out(void **state)
{
    (void)state;
    setenv("XDG_CACHE_HOME", "/dev/null", 1);
    if (!dot_is_here()) {
        skip_because("Graphviz's dot is not here");
        return;
    }
    draw_plain("SVG, laid out", draw_svg, small, 40);
}

static void remove_kept(const char *folder)
{
    char path[600];
    snprintf(path, sizeof path, "%.200s/waymark", folder);
    DIR *kept = opendir(path);
    for (const struct dirent *e; kept != NULL && (e = readdir(kept)) != NULL;) {
        snprintf(path, sizeof path, "%.200s/waymark/%.255s", folder, e->d_name);
        (void)unlink(path); /* "." and ".." stay */
    }
    if (kept != NULL)
        closedir(kept);
    snprintf(path, sizeof path, "%.200s/waymark", folder);
    assert_true(kept == NULL || rmdir(path) == 0);
    assert_int_equal(rmdir(folder), 0);
}

static void svg_is_drawn_as_it_was_kept(void **state)
{
    (void)state;
    char folder[200];
    const char *own = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.150s/kept-XXXXXX", own != NULL && own[0] == '/' ? own : "/tmp");
    assert_non_null(mkdtemp(folder));
    setenv("XDG_CACHE_HOME", folder, 1);
    if (dot_is_here())
        draw_with_ways("SVG, kept", draw_svg, small, 2500);
    else
        skip_because("Graphviz's dot is not here");
    remove_kept(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dot_is_written),
        cmocka_unit_test(mermaid_is_written),
        cmocka_unit_test(svg_is_laid_out),
        cmocka_unit_test(svg_is_drawn_as_it_was_kept),
    };
    signal(SIGPIPE, SIG_IGN); /* of a child that is not there to read */
    return cmocka_run_group_tests(tests, load_guides, free_guides);
}
