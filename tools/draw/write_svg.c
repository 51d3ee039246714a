/* A picture that was laid out, as SVG. Colours and fonts are attributes, not style sheets, so that it looks the same in any
 * page; each thing has a class for pages that want to. Uses draw/write.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

#include "draw/wrap.h"
#include "draw/write.h"

#define MARGIN      20.0
#define HEAD        58.0
#define LEGEND_LINE 28.0
#define SWATCH      30.0
#define PILL        24.0 /* the most that corners are round: text stays off them */

static const char *const class_of[SHAPE_COUNT] = {
    [SHAPE_QUESTION] = "question", [SHAPE_CONDITION] = "condition", [SHAPE_REMEDY] = "remedy", [SHAPE_CAUSE] = "cause",
    [SHAPE_FINDING] = "finding",   [SHAPE_HANDOVER] = "hand-over",  [SHAPE_SOLVED] = "solved", [SHAPE_GUIDE] = "guide",
    [SHAPE_ORDER] = "order",       [SHAPE_WORDS] = "words",
};

/* ---- Text ------------------------------------------------------------------------------------------------------ */

/* XML 1.0 §2.2. */
static bool is_xml(utf8proc_int32_t c)
{
    return c == '\t' || c == '\n' || (c >= 0x20 && c < 0xFFFE) || c >= 0x10000;
}

void write_escaped(bytes *out, const char *text, size_t size)
{
    for (size_t at = 0; at < size;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t got =
            utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(size - at), &point);
        if (got <= 0 || !is_xml(point))
            bytes_text(out, "\xEF\xBF\xBD"); /* U+FFFD */
        else if (strchr("<>&\"'", text[at]) != NULL)
            bytes_format(out, "&#%d;", text[at]);
        else
            bytes_put(out, text + at, (size_t)got);
        at += got > 0 ? (size_t)got : 1;
    }
}

static void put_lines(bytes *out, const box *b)
{
    bool words = b->shape == SHAPE_WORDS;
    const char *colour = words ? (b->lit ? COLOUR_PINE : COLOUR_QUIET) : b->stops ? COLOUR_BRICK : COLOUR_INK;
    double x = b->x - (b->shape == SHAPE_HANDOVER ? 5 : 0);
    double y = b->y - (double)(b->rows - 1) * WRAP_LINE / 2 + 5;
    for (const char *line = b->lines; line != NULL;) {
        const char *end = strchr(line, '\n');
        bytes_format(out, "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\"%s>", x, y, colour,
                     b->lit && words ? " font-weight=\"bold\"" : "");
        write_escaped(out, line, end != NULL ? (size_t)(end - line) : strlen(line));
        bytes_text(out, "</text>");
        y += WRAP_LINE;
        line = end != NULL ? end + 1 : NULL;
    }
}

/* ---- Shapes ---------------------------------------------------------------------------------------------------- */

static void put_rect(bytes *out, const box *b, double inset, double round)
{
    double most = (b->height - 2 * inset) / 2;
    bytes_format(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\"/>",
                 b->x - b->width / 2 + inset, b->y - b->height / 2 + inset, b->width - 2 * inset, b->height - 2 * inset,
                 round < most ? round : most);
}

static void put_plate(bytes *out, const box *b)
{
    double left = b->x - b->width / 2, right = b->x + b->width / 2, half = b->height / 2, tip = half < 15 ? half : 15;
    bytes_format(out, "<path d=\"M%.1f %.1fH%.1fL%.1f %.1fL%.1f %.1fH%.1fZ\"/>", left, b->y - half, right - tip, right,
                 b->y, right - tip, b->y + half, left);
}

static void put_hexagon(bytes *out, const box *b)
{
    double left = b->x - b->width / 2, right = b->x + b->width / 2, half = b->height / 2, cut = half < 18 ? half : 18;
    bytes_format(out, "<path d=\"M%.1f %.1fL%.1f %.1fH%.1fL%.1f %.1fL%.1f %.1fH%.1fZ\"/>", left, b->y, left + cut,
                 b->y - half, right - cut, right, b->y, right - cut, b->y + half, left + cut);
}

static void put_shape(bytes *out, const box *b)
{
    const look *l = &looks[b->shape];
    bytes_format(out, "<g fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"%s>", b->lit ? COLOUR_SOFT : l->fill,
                 b->lit     ? COLOUR_PINE
                 : b->stops ? COLOUR_BRICK
                            : l->line,
                 b->lit || b->stops ? "3" : "1.3", l->dashed ? " stroke-dasharray=\"5 4\"" : "");
    if (b->shape == SHAPE_HANDOVER)
        put_plate(out, b);
    else if (b->shape == SHAPE_CONDITION || b->shape == SHAPE_ORDER)
        put_hexagon(out, b);
    else
        put_rect(out, b, 0,
                 b->shape == SHAPE_QUESTION ? 8
                 : b->shape == SHAPE_GUIDE  ? 3
                 : b->shape == SHAPE_REMEDY ? 0
                                            : PILL);
    if (b->shape == SHAPE_SOLVED)
        put_rect(out, b, 3.5, PILL);
    bytes_text(out, "</g>");
}

/* The waymark: in what order it was walked. */
static void put_number(bytes *out, const box *b)
{
    char number[16];
    snprintf(number, sizeof number, "%u", b->number);
    double width = wrap_width(number, strlen(number)) + 7, left = b->x - b->width / 2 - width / 2;
    bytes_format(
        out,
        "<rect class=\"waymark\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"22\" rx=\"3\" fill=\"" COLOUR_BLAZE
        "\"/>"
        "<text x=\"%.1f\" y=\"%.1f\" fill=\"" COLOUR_PAPER "\" font-size=\"12\" font-weight=\"bold\">%s</text>",
        left, b->y - 11, width, left + width / 2, b->y + 4.5, number);
}

static void put_box(bytes *out, const box *b)
{
    bytes_format(out, "<g class=\"%s%s\">", class_of[b->shape], b->lit ? " lit" : "");
    if (b->shape != SHAPE_WORDS) {
        bytes_text(out, "<title>");
        write_escaped(out, b->full, strlen(b->full));
        bytes_text(out, "</title>");
        put_shape(out, b);
    }
    put_lines(out, b);
    if (b->number > 0)
        put_number(out, b);
    bytes_text(out, "</g>\n");
}

/* ---- Wires ------------------------------------------------------------------------------------------------------ */

static void put_arrow(bytes *out, const wire *w, const char *colour)
{
    const double *last = w->points + 2 * (w->point_count - 1), *tip = last + 2;
    double dx = tip[0] - last[0], dy = tip[1] - last[1], length = hypot(dx, dy);
    if (length < 0.5)
        return;
    double half = (3.2 + w->thick / 2) / length;
    bytes_format(out, "<path fill=\"%s\" stroke=\"none\" d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fZ\"/>", colour, tip[0],
                 tip[1], last[0] - dy * half, last[1] + dx * half, last[0] + dy * half, last[1] - dx * half);
}

static void put_wire(bytes *out, const wire *w)
{
    const char *colour = w->lit ? COLOUR_PINE : COLOUR_EDGE;
    if (w->points == NULL)
        return;
    bytes_format(out, "<g class=\"wire%s\"><path fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\"%s d=\"M%.1f %.1fC",
                 w->lit ? " lit" : "", colour, w->thick, w->dashed ? " stroke-dasharray=\"2 4\"" : "", w->points[0],
                 w->points[1]);
    for (size_t i = 1; i < w->point_count; i++)
        bytes_format(out, "%.1f %.1f ", w->points[2 * i], w->points[2 * i + 1]);
    bytes_text(out, "\"/>");
    if (w->arrow)
        put_arrow(out, w, colour);
    bytes_text(out, "</g>\n");
}

/* ---- Legend ------------------------------------------------------------------------------------------------------ */

typedef struct legend {
    bytes *out; /* NULL: only measured */
    wm_lang lang;
    double x, y, most;
} legend;

static void put_entry(legend *l, const char *swatch, wm_text words)
{
    const char *text = wm_text_in(words, l->lang);
    double width = SWATCH + 8 + wrap_width(text, strlen(text)) + 26;
    if (l->x > MARGIN && l->x + width > l->most) {
        l->x = MARGIN;
        l->y += LEGEND_LINE;
    }
    if (l->out != NULL) {
        bytes_format(l->out,
                     "<g transform=\"translate(%.1f %.1f)\">%s<text x=\"%.1f\" y=\"5\" text-anchor=\"start\" "
                     "fill=\"" COLOUR_QUIET "\">",
                     l->x, l->y, swatch, SWATCH + 8);
        write_escaped(l->out, text, strlen(text));
        bytes_text(l->out, "</text></g>\n");
    }
    l->x += width;
}

static void put_legend(legend *l, const picture *p)
{
    bool used[SHAPE_COUNT] = { false }, dashed = false;
    for (size_t i = 0; i < p->box_count; i++)
        used[p->boxes[i].shape] = true;
    for (size_t i = 0; i < p->wire_count; i++)
        dashed = dashed || p->wires[i].dashed;
    for (unsigned i = 0; i < SHAPE_WORDS; i++) {
        bytes swatch = { 0 };
        box small = { .shape = (shape)i, .x = SWATCH / 2, .y = 0, .width = SWATCH, .height = 16 };
        if (!used[i])
            continue;
        put_shape(&swatch, &small);
        put_entry(l, swatch.failed ? "" : bytes_string(&swatch), looks[i].legend); /* measured by its words alone */
        if (l->out != NULL)
            l->out->failed = l->out->failed || swatch.failed;
        bytes_free(&swatch);
    }
    if (dashed)
        put_entry(l, "<path stroke=\"" COLOUR_EDGE "\" stroke-width=\"1.3\" stroke-dasharray=\"2 4\" d=\"M0 0H30\"/>",
                  (wm_text){ "步驟走完之後", "once the steps run out" });
    if (p->has_walk)
        put_entry(l,
                  "<path stroke=\"" COLOUR_PINE
                  "\" stroke-width=\"5\" d=\"M0 0H30\"/><rect x=\"10\" y=\"-9\" width=\"10\" "
                  "height=\"18\" rx=\"2\" fill=\"" COLOUR_BLAZE "\"/>",
                  (wm_text){ "走過，號碼是順序", "walked; the numbers are the order" });
    if (p->has_traffic)
        put_entry(l, "<path stroke=\"" COLOUR_EDGE "\" stroke-width=\"9\" d=\"M0 0H30\"/>",
                  (wm_text){ "越粗案件越多", "the thicker, the more tickets" });
}

/* ---- All of it ----------------------------------------------------------------------------------------------------- */

static void put_head(bytes *out, const picture *p, double width, double height)
{
    bytes_format(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" viewBox=\"0 0 %.0f %.0f\" "
                 "xml:lang=\"%s\" role=\"img\" aria-label=\"",
                 width, height, width, height, p->lang == WM_EN ? "en" : "zh-Hant-TW");
    write_escaped(out, p->title, strlen(p->title));
    bytes_text(out, "\" font-family=\"" FONTS "\" font-size=\"14\" text-anchor=\"middle\">\n<title>");
    write_escaped(out, p->title, strlen(p->title));
    bytes_format(out, "</title>\n<rect width=\"%.0f\" height=\"%.0f\" fill=\"" COLOUR_PAPER "\"/>\n", width, height);
    bytes_format(
        out,
        "<g text-anchor=\"start\"><text x=\"%.0f\" y=\"34\" font-size=\"20\" font-weight=\"bold\" fill=\"" COLOUR_INK
        "\">",
        MARGIN);
    write_escaped(out, p->title, strlen(p->title));
    bytes_format(out, "</text><text x=\"%.0f\" y=\"55\" fill=\"" COLOUR_QUIET "\">", MARGIN);
    write_escaped(out, p->name, strlen(p->name));
    bytes_text(out, "</text></g>\n");
}

void write_svg(bytes *out, const picture *p)
{
    double title = wrap_width(p->title, strlen(p->title)) * 20 / WRAP_FONT * 1.08;
    double inner = fmax(fmax(p->width, title), fmax(360, wrap_width(p->name, strlen(p->name))));
    double width = inner + 2 * MARGIN, top = HEAD + MARGIN;
    legend l = { NULL, p->lang, MARGIN, 0, width };
    put_legend(&l, p);
    double height = top + p->height + MARGIN + l.y + LEGEND_LINE + MARGIN / 2;
    put_head(out, p, width, height);
    bytes_format(out, "<g transform=\"translate(%.0f %.0f)\">\n", MARGIN, top);
    for (size_t i = 0; i < p->wire_count; i++)
        put_wire(out, &p->wires[i]);
    for (size_t i = 0; i < p->box_count; i++)
        put_box(out, &p->boxes[i]);
    bytes_text(out, "</g>\n");
    l = (legend){ out, p->lang, MARGIN, top + p->height + MARGIN + LEGEND_LINE / 2, width };
    put_legend(&l, p);
    bytes_text(out, "</svg>\n");
}
