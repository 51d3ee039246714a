/* A section of a manual on the screen: kb/manuals/NAME.LANG.md, read by md4c's parser. Uses desk.h, places.h. */
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "cli/desk.h"
#include "cli/places.h"

#define MANUAL_MOST ((size_t)4 << 20)

/* ---- Finding a section ------------------------------------------------------------------------------------------- */

static char *read_manual(desk *d, const char *name, wm_lang lang)
{
    const char *folder = kb_folder(d->use);
    char path[4096];
    if (folder == NULL)
        return NULL;
    snprintf(path, sizeof path, "%s/manuals/%.200s.%s.md", folder, name, lang == WM_EN ? "en" : "zh");
    FILE *in = fopen(path, "rb");
    char *bytes = in != NULL ? malloc(MANUAL_MOST + 1) : NULL;
    if (bytes != NULL)
        bytes[fread(bytes, 1, MANUAL_MOST, in)] = '\0';
    if (in != NULL)
        (void)fclose(in);
    return bytes;
}

static size_t heading_level(const char *line)
{
    size_t level = strspn(line, "#");
    return level > 0 && level <= 6 && line[level] == ' ' ? level : 0;
}

/* Whether a heading ends in {#anchor}. */
static bool has_anchor(const char *line, const char *anchor)
{
    size_t size = strcspn(line, "\n"), length = strlen(anchor);
    const char *open = size > length + 3 ? line + size - length - 3 : NULL;
    return open != NULL && strncmp(open, "{#", 2) == 0 && strncmp(open + 2, anchor, length) == 0 &&
           line[size - 1] == '}';
}

/* From its heading to the next one of its level or above; headings are not looked for within ``` fences. The
 * whole manual where there is no anchor. */
static const char *section_of(const char *manual, const char *anchor, size_t *size)
{
    const char *from = anchor == NULL || anchor[0] == '\0' ? manual : NULL;
    size_t level = 0;
    bool fenced = false;
    const char *line = manual;
    for (; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        fenced = fenced != (strncmp(line, "```", 3) == 0);
        size_t of = fenced ? 0 : heading_level(line);
        if (of > 0 && from != NULL && level > 0 && of <= level)
            break;
        if (of > 0 && from == NULL && has_anchor(line, anchor)) {
            from = line;
            level = of;
        }
    }
    *size = from != NULL ? (size_t)(line - from) : 0;
    return from;
}

/* ---- Showing it --------------------------------------------------------------------------------------------------------- */

typedef struct page {
    sheet *s;
    size_t depth;  /* of lists */
    size_t number; /* of the next item; 0: none */
    bool code, heading, item;
} page;

static size_t indent_of(const page *p)
{
    return 1 + p->depth * 2;
}

static void end_paragraph(page *p)
{
    if (p->s->line.size > 0)
        sheet_end(p->s, STAYS, indent_of(p) + (p->depth > 0 ? 2 : 0));
}

static void begin_line(page *p)
{
    if (p->s->line.size > 0)
        return;
    ink_repeat(&p->s->line, ' ', indent_of(p) + (p->code ? 2 : 0));
    if (p->heading)
        ink_raw(&p->s->line, BOLD, 1);
    if (p->item && p->number > 0)
        ink_add(&p->s->line, p->s->lang, "%zu. ", "%zu. ", p->number++);
    else if (p->item)
        ink_raw(&p->s->line, "- ", 2);
    p->item = false;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    page *p = context;
    end_paragraph(p);
    p->heading = type == MD_BLOCK_H;
    p->code = type == MD_BLOCK_CODE;
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL)
        p->depth++;
    if (type == MD_BLOCK_UL)
        p->number = 0;
    if (type == MD_BLOCK_OL)
        p->number = ((const MD_BLOCK_OL_DETAIL *)detail)->start;
    if (type == MD_BLOCK_LI)
        p->item = true;
    return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    page *p = context;
    (void)detail;
    end_paragraph(p);
    if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && p->depth > 0)
        p->depth--;
    if (type != MD_BLOCK_LI && p->depth == 0 && type != MD_BLOCK_DOC)
        sheet_blank(p->s);
    p->code = p->heading = false;
    return 0;
}

static int on_span(MD_SPANTYPE type, void *detail, void *context)
{
    page *p = context;
    (void)detail;
    if (type == MD_SPAN_STRONG) {
        begin_line(p);
        ink_raw(&p->s->line, BOLD, 1);
    }
    return 0;
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *context)
{
    page *p = context;
    (void)detail;
    if (type == MD_SPAN_STRONG)
        ink_raw(&p->s->line, PLAIN, 1);
    return 0;
}

static void add_text(page *p, const char *from, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL) {
        p->s->failed = true;
        return;
    }
    memcpy(text, from, size);
    text[size] = '\0';
    char *anchor = p->heading ? strstr(text, " {#") : NULL;
    if (anchor != NULL)
        *anchor = '\0';
    begin_line(p);
    ink_show(&p->s->line, text);
    free(text);
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    page *p = context;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) {
        ink_raw(&p->s->line, " ", 1);
    } else if (p->code && size == 1 && text[0] == '\n') {
        if (p->s->line.size == 0)
            ink_raw(&p->s->line, " ", 1);
        end_paragraph(p);
    } else {
        add_text(p, text, size);
    }
    return 0;
}

static void compose_section(sheet *s, const char *section, size_t size)
{
    const MD_PARSER parser = { .flags = MD_FLAG_NOHTML | MD_FLAG_PERMISSIVEAUTOLINKS,
                               .enter_block = on_enter_block,
                               .leave_block = on_leave_block,
                               .enter_span = on_span,
                               .leave_span = on_leave_span,
                               .text = on_text };
    page p = { .s = s };
    if (md_parse(section, (MD_SIZE)size, &parser, &p) != 0)
        s->failed = true;
    end_paragraph(&p);
}

static void compose_manual(desk *d, sheet *s, wm_cite cite)
{
    size_t size = 0;
    char *manual = read_manual(d, cite.manual, d->lang);
    if (manual == NULL)
        manual = read_manual(d, cite.manual, d->lang == WM_EN ? WM_ZH : WM_EN);
    const char *section = manual != NULL ? section_of(manual, cite.anchor, &size) : NULL;
    if (section == NULL)
        sheet_line(s, STAYS, 3, " 找不到手冊 %s 的這一節（%s）。", " The manual %s has no such section (%s).",
                   cite.manual, cite.anchor != NULL ? cite.anchor : "");
    else
        compose_section(s, section, size);
    free(manual);
}

void view_manual(desk *d, wm_cite cite)
{
    size_t scroll = 0;
    if (cite.manual == NULL) {
        view_note(d, "這一步沒有註明手冊。", "This step names no manual.");
        return;
    }
    for (bool open = true; open && !d->left;) {
        press p;
        sheet *s = view_begin(d, &scroll);
        compose_manual(d, s, cite);
        sheet_key(s, "空白鍵 PgUp 捲動", "space PgUp scroll");
        sheet_key(s, "Enter 回去", "Enter goes back");
        sheet_key(s, "t English", "t 中文");
        view_wait(d, &scroll, &p);
        open = p.kind != PRESS_ENTER && p.kind != PRESS_ESCAPE && p.kind != PRESS_BACKSPACE &&
               !(p.kind == PRESS_CHAR && p.key == 'm');
        if (p.kind == PRESS_DOWN)
            scroll++;
        else if (p.kind == PRESS_UP)
            scroll -= scroll > 0;
        else if (open && !view_common(d, &p))
            view_wrong(d, &p);
    }
}
