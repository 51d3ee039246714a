/* draw.io: mxGraph's cells in XML, plain or deflated and in base64. Read by Expat; a DOCTYPE is refused, so there are no entities to
 * blow up. Uses author/chart.h, Expat and zlib. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "author/chart.h"
#include "author/markup.h"

#define MOST_DEPTH    200u
#define MOST_INFLATED ((size_t)16 << 20)

/* A cell as it stands in the file; strings are its own. */
typedef struct cell {
    char *id, *text, *style, *parent, *source, *target;
    bool edge, vertex;
} cell;

typedef struct reading {
    chart *chart;
    XML_Parser parser;
    cell *cells;
    size_t count, room;
    cell wrapper; /* the object around a cell: its id and label */
    bytes packed; /* text of the first diagram */
    unsigned depth, diagrams;
    bool in_diagram;
} reading;

/* ---- Cells ------------------------------------------------------------------------------------------------------- */

static const char *attribute(const XML_Char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

static char *copy_of(reading *r, const char *text)
{
    if (text == NULL)
        text = "";
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    r->chart->failed = r->chart->failed || copy == NULL;
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

static void drop_cell(cell *c)
{
    free(c->id);
    free(c->text);
    free(c->style);
    free(c->parent);
    free(c->source);
    free(c->target);
    *c = (cell){ 0 };
}

static bool is_set(const char *value)
{
    return value != NULL && strcmp(value, "1") == 0;
}

static void take_cell(reading *r, const XML_Char **attributes)
{
    const char *id = attribute(attributes, "id"), *value = attribute(attributes, "value");
    if (r->count == r->room) {
        size_t room = r->room != 0 ? 2 * r->room : 64;
        cell *cells =
            room <= 4 * (CHART_MOST_BOXES + CHART_MOST_ARROWS) ? realloc(r->cells, room * sizeof *cells) : NULL;
        r->chart->failed = r->chart->failed || cells == NULL;
        if (cells == NULL)
            return;
        r->cells = cells;
        r->room = room;
    }
    cell *c = &r->cells[r->count++];
    *c = (cell){ .edge = is_set(attribute(attributes, "edge")), .vertex = is_set(attribute(attributes, "vertex")) };
    c->id = copy_of(r, id != NULL ? id : r->wrapper.id);
    c->text = copy_of(r, value != NULL ? value : r->wrapper.text);
    c->style = copy_of(r, attribute(attributes, "style"));
    c->parent = copy_of(r, attribute(attributes, "parent"));
    c->source = copy_of(r, attribute(attributes, "source"));
    c->target = copy_of(r, attribute(attributes, "target"));
}

/* ---- Elements ---------------------------------------------------------------------------------------------------- */

static void stop(reading *r, const char *zh, const char *en)
{
    chart_refuse(r->chart, (size_t)XML_GetCurrentLineNumber(r->parser), zh, en);
    XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    reading *r = context;
    if (++r->depth > MOST_DEPTH) {
        stop(r, "XML 套了太多層", "the XML is nested too deep");
    } else if (strcmp(name, "diagram") == 0) {
        const char *title = attribute(attributes, "name");
        r->in_diagram = ++r->diagrams == 1;
        if (r->in_diagram && title != NULL && r->chart->title == NULL && strncmp(title, "Page-", 5) != 0)
            (void)chart_set_text(r->chart, &r->chart->title, title, strlen(title));
    } else if (strcmp(name, "object") == 0 || strcmp(name, "UserObject") == 0) {
        drop_cell(&r->wrapper);
        r->wrapper.id = copy_of(r, attribute(attributes, "id"));
        r->wrapper.text = copy_of(r, attribute(attributes, "label"));
    } else if (strcmp(name, "mxCell") == 0 && r->diagrams <= 1) {
        take_cell(r, attributes);
    }
    if (r->chart->failed)
        XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    reading *r = context;
    r->depth--;
    if (strcmp(name, "diagram") == 0)
        r->in_diagram = false;
    if (strcmp(name, "object") == 0 || strcmp(name, "UserObject") == 0)
        drop_cell(&r->wrapper);
}

static void XMLCALL on_text(void *context, const XML_Char *text, int size)
{
    reading *r = context;
    for (int i = 0; i < size && r->in_diagram; i++)
        if (strchr(" \t\r\n", text[i]) == NULL)
            bytes_put(&r->packed, text + i, 1);
    r->chart->failed = r->chart->failed || r->packed.failed;
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(context, "檔案裡有 DOCTYPE，不讀", "the file has a DOCTYPE, which is not read");
}

static bool parse(reading *r, const char *text, size_t size)
{
    r->parser = XML_ParserCreate("UTF-8");
    if (r->parser == NULL) {
        r->chart->failed = true;
        return false;
    }
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    bool read = XML_Parse(r->parser, text, (int)size, 1) == XML_STATUS_OK;
    if (!read && XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY)
        r->chart->failed = true;
    else if (!read && !r->chart->failed)
        chart_refuse(r->chart, (size_t)XML_GetCurrentLineNumber(r->parser), "這一行不是合格的 XML",
                     "this line is not well-formed XML");
    XML_ParserFree(r->parser);
    drop_cell(&r->wrapper);
    return read;
}

/* ---- Packed diagrams: base64 of raw deflate of percent-encoded XML ------------------------------------------------- */

static int value_of(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    return at != NULL ? (int)(at - digits) : -1;
}

/* RFC 4648, without line ends. False where it is not base64. */
static bool from_base64(const bytes *in, bytes *out)
{
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < in->size && in->data[i] != '='; i++) {
        int value = value_of(in->data[i]);
        if (value < 0)
            return false;
        bits = (bits << 6 | (unsigned)value) & 0xFFFFFF;
        held += 6;
        if (held >= 8) {
            held -= 8;
            char byte = (char)(bits >> held & 0xFF);
            bytes_put(out, &byte, 1);
        }
    }
    return true;
}

static bool inflate_all(const bytes *in, bytes *out)
{
    z_stream z = { 0 };
    char part[1 << 14];
    int status = Z_OK;
    out->failed = inflateInit2(&z, -MAX_WBITS) != Z_OK; /* there is nothing else to be wrong */
    if (out->failed)
        return false;
    z.next_in = (Bytef *)in->data;
    z.avail_in = (uInt)in->size;
    while (status == Z_OK && out->size <= MOST_INFLATED) {
        z.next_out = (Bytef *)part;
        z.avail_out = sizeof part;
        status = inflate(&z, Z_NO_FLUSH);
        bytes_put(out, part, sizeof part - z.avail_out);
    }
    inflateEnd(&z);
    out->failed = out->failed || status == Z_MEM_ERROR;
    return status == Z_STREAM_END && out->size <= MOST_INFLATED;
}

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void from_percent(const bytes *in, bytes *out)
{
    for (size_t i = 0; i < in->size; i++) {
        int high = in->data[i] == '%' && i + 2 < in->size ? hex_of(in->data[i + 1]) : -1;
        int low = high >= 0 ? hex_of(in->data[i + 2]) : -1;
        char byte = in->data[i];
        if (low >= 0)
            byte = (char)(high << 4 | low);
        bytes_put(out, &byte, 1);
        i += low >= 0 ? 2 : 0;
    }
}

static bool parse_packed(reading *r)
{
    bytes raw = { 0 }, encoded = { 0 }, xml = { 0 };
    bool read = from_base64(&r->packed, &raw) && raw.size > 0 && inflate_all(&raw, &encoded);
    if (!read && !raw.failed && !encoded.failed)
        chart_refuse(r->chart, 0, "壓縮的圖解不開", "the packed diagram can't be unpacked");
    from_percent(&encoded, &xml);
    r->chart->failed = r->chart->failed || raw.failed || encoded.failed || xml.failed;
    r->diagrams = 0;
    read = read && !r->chart->failed && parse(r, xml.data != NULL ? xml.data : "", xml.size);
    bytes_free(&raw);
    bytes_free(&encoded);
    bytes_free(&xml);
    return read;
}

/* ---- From cells to the chart ------------------------------------------------------------------------------------------ */

static const cell *cell_of(const reading *r, const char *id)
{
    for (size_t i = 0; id[0] != '\0' && i < r->count; i++)
        if (strcmp(r->cells[i].id, id) == 0)
            return &r->cells[i];
    return NULL;
}

static size_t take_box(reading *r, const cell *from)
{
    size_t index = chart_find_box(r->chart, from->id);
    char *text = index == NO_BOX ? markup_text(from->text, strlen(from->text)) : NULL;
    if (text != NULL) {
        index = chart_add_box(r->chart, from->id, text);
        if (index != NO_BOX) {
            r->chart->boxes[index].decision =
                strstr(from->style, "rhombus") != NULL || strstr(from->style, "decision") != NULL;
            r->chart->boxes[index].terminal =
                strstr(from->style, "ellipse") != NULL || strstr(from->style, "terminator") != NULL;
        }
    }
    free(text);
    r->chart->failed = r->chart->failed || (index == NO_BOX && !r->chart->full);
    return index;
}

/* What is written at an arrow: its own text, and that of cells within it. */
static char *arrow_text(const reading *r, const cell *arrow)
{
    bytes all = { 0 };
    bytes_text(&all, arrow->text);
    for (size_t i = 0; i < r->count; i++) {
        if (r->cells[i].vertex && r->cells[i].text[0] != '\0' && strcmp(r->cells[i].parent, arrow->id) == 0) {
            bytes_text(&all, " ");
            bytes_text(&all, r->cells[i].text);
        }
    }
    char *text = all.failed ? NULL : markup_text(all.data, all.size);
    bytes_free(&all);
    return text;
}

static bool take_arrow(reading *r, const cell *arrow)
{
    const cell *from = cell_of(r, arrow->source), *to = cell_of(r, arrow->target);
    if (from == NULL || to == NULL || !from->vertex || !to->vertex)
        return true; /* it hangs in the air */
    size_t tail = take_box(r, from), head = take_box(r, to);
    char *text = arrow_text(r, arrow);
    chart_arrow *a = text != NULL ? chart_add_arrow(r->chart, tail, head, text) : NULL;
    r->chart->failed = r->chart->failed || text == NULL;
    free(text);
    if (a != NULL)
        a->aside = strstr(arrow->style, "dashed=1") != NULL;
    return a != NULL;
}

static bool take_cells(reading *r)
{
    bool read = !r->chart->failed;
    for (size_t i = 0; i < r->count && read; i++)
        if (r->cells[i].edge)
            read = take_arrow(r, &r->cells[i]);
    if (read && r->chart->box_count == 0)
        chart_refuse(r->chart, 0, "圖裡沒有接在框上的箭頭", "no arrow of the diagram joins two boxes");
    return read && r->chart->box_count > 0;
}

bool read_drawio(chart *c, const char *text, size_t size)
{
    reading r = { .chart = c };
    c->opaque = true;
    bool read = parse(&r, text, size);
    if (read && r.count == 0 && r.packed.size > 0)
        read = parse_packed(&r);
    read = read && take_cells(&r);
    for (size_t i = 0; i < r.count; i++)
        drop_cell(&r.cells[i]);
    free(r.cells);
    bytes_free(&r.packed);
    return read;
}
