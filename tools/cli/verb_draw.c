/* `waymark draw`: the picture of a guide, with the traffic of a replay or the way of a case on it. Uses waymark.h and draw/. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/draw_overlay.h"
#include "cli/places.h"
#include "cli/words.h"
#include "draw/draw.h"

typedef draw_result draw_function(bytes *out, const wm_graph *graph, const draw_what *what);

static const struct {
    const char *ending;
    draw_function *draw;
} formats[] = { { "svg", draw_svg }, { "dot", draw_dot }, { "mmd", draw_mermaid } };

static draw_function *format_of(const char *ending)
{
    for (size_t i = 0; ending != NULL && i < sizeof formats / sizeof *formats; i++)
        if (strcmp(formats[i].ending, ending) == 0)
            return formats[i].draw;
    return NULL;
}

/* By --as, else by the file's ending, else SVG. NULL after saying that there is no such format. */
static draw_function *chosen_format(const invocation *use)
{
    const char *as = use->values[OPTION_AS], *file = use->values[OPTION_OUTPUT], *dot = NULL;
    if (as == NULL && (file == NULL || strcmp(file, "-") == 0))
        return draw_svg;
    if (as == NULL && (dot = strrchr(file, '.')) != NULL)
        as = dot + 1;
    draw_function *draw = format_of(as);
    if (draw == NULL)
        say(stderr, use->lang, "waymark：畫不出「%s」這種檔案；有 .svg、.dot、.mmd。\n",
            "waymark: no pictures of the kind \"%s\"; there are .svg, .dot, .mmd.\n", as != NULL ? as : file);
    return draw;
}

static int say_failure(const invocation *use, draw_result result)
{
    if (result == DRAW_NO_DOT)
        say(stderr, use->lang,
            "waymark：畫 SVG 要用 Graphviz 的 dot，這台機器沒有。安裝：sudo apt-get install graphviz\n"
            "　　　　 或改畫 .mmd、.dot（-o 檔名.mmd），不用 dot。\n",
            "waymark: SVG is laid out by Graphviz's dot, which is not here. To install it: sudo apt-get install "
            "graphviz\n"
            "         .mmd and .dot need no dot: -o FILE.mmd\n");
    else if (result == DRAW_DOT_FAILED)
        say(stderr, use->lang, "waymark：dot 沒有畫出來，或畫太久；可以改畫 .dot 或 .mmd。\n",
            "waymark: dot gave no picture, or took too long; .dot and .mmd work without it.\n");
    else
        say(stderr, use->lang, "waymark：記憶體不足\n", "waymark: out of memory\n");
    return EXIT_FAULT;
}

/* Standard output's errors are looked at by main. */
static int put_out(const invocation *use, const bytes *picture)
{
    const char *file = use->values[OPTION_OUTPUT];
    if (file == NULL || strcmp(file, "-") == 0) {
        fwrite(picture->data, 1, picture->size, stdout);
        return EXIT_DONE;
    }
    FILE *out = fopen(file, "wb");
    bool wrote = out != NULL && fwrite(picture->data, 1, picture->size, out) == picture->size;
    if (out != NULL)
        wrote = fclose(out) == 0 && wrote;
    if (!wrote)
        say(stderr, use->lang, "waymark：寫不進 %s：%s\n", "waymark: can't write %s: %s\n", file,
            wm_text_in(wm_errno_words(errno), use->lang));
    return wrote ? EXIT_DONE : EXIT_FAULT;
}

static int draw_graph(const invocation *use, const wm_rules *rules, const wm_graph *graph, draw_function *draw)
{
    bytes picture = { 0 };
    overlay over = { 0 };
    int result = overlay_read(&over, use, rules, graph);
    if (result == EXIT_DONE) {
        draw_what what = { .lang = use->lang,
                           .traffic = over.has_traffic ? &over.traffic : NULL,
                           .walk = over.walk,
                           .walk_count = over.walk_count };
        draw_result drawn = draw(&picture, graph, &what);
        result = drawn == DRAW_OK ? put_out(use, &picture) : say_failure(use, drawn);
    }
    overlay_free(&over);
    bytes_free(&picture);
    return result;
}

int run_draw(const invocation *use)
{
    wm_rules *rules = NULL;
    wm_graph *graph = NULL;
    wm_error error;
    if (use->operand_count == 0) {
        say(stderr, use->lang, "waymark：要畫哪一份判斷樹？用法見 waymark draw --help。\n",
            "waymark: which guide? See waymark draw --help.\n");
        return EXIT_WRONG_USE;
    }
    draw_function *draw = chosen_format(use);
    int result = draw != NULL ? rules_open_for_walk(use, &rules) : EXIT_WRONG_USE;
    if (result == EXIT_DONE) {
        wm_status status = wm_rules_graph(&graph, rules, use->operands[0], &error);
        if (status != WM_OK) {
            say(stderr, use->lang, "waymark：%s\n", "waymark: %s\n", wm_error_what(&error, use->lang));
            result = status == WM_UNKNOWN ? EXIT_WRONG_USE : status == WM_NOTHING ? EXIT_NO : EXIT_FAULT;
        }
    }
    if (result == EXIT_DONE)
        result = draw_graph(use, rules, graph, draw);
    wm_graph_free(graph);
    wm_rules_free(rules);
    return result;
}
