/* test_layout.c: every guide of rules/, laid out in both languages: no box covers another, no text is wider than its box, no wire ends in the
 * air. Uses draw/ and Graphviz's dot; skipped, with a word, where that is not here. */
#include <math.h>
#include <signal.h>
#include <string.h>

#include "draw/child.h"
#include "draw/wrap.h"
#include "draw/write.h"
#include "support/tap.h"

static const child_limits limits = { 30, 1 << 26 };

static bool dot_is_here(void)
{
    static const char *const argv[] = { "dot", "-Tplain", NULL };
    bytes out = { 0 };
    bool here = child_run(argv, "digraph { a }", 13, &limits, &out) == CHILD_OK;
    bytes_free(&out);
    return here;
}

static void lay_out(picture *p)
{
    static const char *const argv[] = { "dot", "-Tjson0", NULL };
    bytes dot = { 0 }, json = { 0 };
    bool no_memory;
    write_layout(&dot, p);
    assert_int_equal(child_run(argv, dot.data, dot.size, &limits, &json), CHILD_OK);
    assert_true(layout_read(p, json.data, json.size, &no_memory));
    bytes_free(&dot);
    bytes_free(&json);
}

/* Boxes have a pixel of grace: the layout rounds. */
static void no_box_covers_another(const picture *p)
{
    for (size_t i = 0; i < p->box_count; i++) {
        const box *a = &p->boxes[i];
        for (size_t k = 0; k < i; k++) {
            const box *b = &p->boxes[k];
            double across = fabs(a->x - b->x) - (a->width + b->width) / 2,
                   down = fabs(a->y - b->y) - (a->height + b->height) / 2;
            if (across < -1 && down < -1)
                fail_msg("%s: \"%s\" covers \"%s\"", p->name, a->lines, b->lines);
        }
    }
}

static void texts_fit(const picture *p)
{
    for (size_t i = 0; i < p->box_count; i++) {
        const box *b = &p->boxes[i];
        size_t rows = 0;
        for (const char *line = b->lines; line != NULL; rows++) {
            const char *end = strchr(line, '\n');
            size_t size = end != NULL ? (size_t)(end - line) : strlen(line);
            assert_true(wrap_width(line, size) <= b->width);
            line = end != NULL ? end + 1 : NULL;
        }
        assert_int_equal(rows, b->rows);
        assert_true((double)rows * WRAP_LINE <= b->height);
        assert_null(strstr(b->lines, "…\n"));
    }
}

static bool touches(const box *b, const double *point)
{
    return fabs(point[0] - b->x) <= b->width / 2 + 3 && fabs(point[1] - b->y) <= b->height / 2 + 3;
}

static void wires_end_at_their_boxes(const picture *p)
{
    for (size_t i = 0; i < p->wire_count; i++) {
        const wire *w = &p->wires[i];
        assert_true(touches(&p->boxes[w->from], w->points));
        assert_true(touches(&p->boxes[w->to], w->points + 2 * (w->point_count - (w->arrow ? 0 : 1))));
    }
}

static void every_guide_of_the_rules_can_be_read(void **state)
{
    (void)state;
    wm_rules *rules = NULL;
    wm_guide_info info;
    if (!dot_is_here()) {
        skip_because("Graphviz's dot is not here");
        return;
    }
    assert_int_equal(wm_rules_load(&rules, NULL, "rules", NULL), WM_OK);
    for (size_t i = 0; wm_rules_guide(rules, i, &info) == WM_OK; i++) {
        wm_graph *graph = NULL;
        wm_status status = wm_rules_graph(&graph, rules, info.name, NULL);
        if (status == WM_NOTHING)
            continue; /* it has no flow */
        assert_int_equal(status, WM_OK);
        for (unsigned lang = 0; lang < 2; lang++) {
            const draw_what what = { .lang = (wm_lang)lang };
            picture *p = picture_new(graph, &what);
            assert_non_null(p);
            lay_out(p);
            no_box_covers_another(p);
            texts_fit(p);
            wires_end_at_their_boxes(p);
            picture_free(p);
        }
        wm_graph_free(graph);
    }
    wm_rules_free(rules);
}

static void no_layout_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "[]",
        "{}",
        "{\"bb\":\"0,0,10,10\"}",
        "{\"bb\":\"0,0,nan,inf\",\"objects\":[]}",
        "{\"bb\":\"0,0,9,9\",\"objects\":[{\"name\":\"b0\",\"pos\":\"x\"}]}",
        "{\"bb\":\"0,0,9,9\",\"objects\":[{\"name\":\"b0\",\"pos\":\"1,2\"}],\"edges\":[{\"tail\":0,\"head\":7,\"pos\":"
        "\"\"}]}",
    };
    box one = { .width = 1, .height = 1, .column = NO_BOX };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        picture p = { .boxes = &one, .box_count = 1, .wire_count = 0 };
        bool no_memory;
        assert_false(layout_read(&p, wrong[i], strlen(wrong[i]), &no_memory));
        assert_false(no_memory);
    }
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_guide_of_the_rules_can_be_read),
        cmocka_unit_test(no_layout_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
