/* The manuals' headings: kb/manuals/NAME.zh.md and NAME.en.md, read by md4c's parser; a heading's anchor stands at
 * its end, {#id}. Part of the façade. */
#include <dirent.h>
#include <md4c.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "facade.h"

#define HEADING_MOST 400

/* ---- One manual ---------------------------------------------------------------------------------------- */

typedef struct reader {
    wm_rules *rules;
    const char *manual;
    wm_lang lang;
    bool in_heading, failed;
    char text[HEADING_MOST];
    size_t size;
} reader;

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    reader *r = context;
    (void)detail;
    if (type == MD_BLOCK_H) {
        r->in_heading = true;
        r->size = 0;
    }
    return 0;
}

static int read_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    reader *r = context;
    (void)type;
    size_t room = HEADING_MOST - 1 - r->size, part = size < room ? size : room;
    if (r->in_heading) {
        memcpy(r->text + r->size, text, part);
        r->size += part;
    }
    return 0;
}

static heading *heading_of(const wm_rules *r, const char *manual, const char *anchor)
{
    for (size_t i = 0; i < r->headings.count; i++) {
        heading *h = &VECTOR_AT(&r->headings, heading, i);
        if (strcmp(h->anchor, anchor) == 0 && strcmp(h->manual, manual) == 0)
            return h;
    }
    return NULL;
}

/* The title without its mark; kept for the language that was read. */
static bool keep_heading(reader *r, const char *anchor, size_t title_size)
{
    heading *known = heading_of(r->rules, r->manual, anchor);
    char *title = arena_string(&r->rules->memory, r->text, title_size);
    if (!known) {
        known = vector_push(&r->rules->headings);
        if (known)
            *known =
                (heading){ .manual = r->manual, .anchor = arena_string(&r->rules->memory, anchor, strlen(anchor)) };
    }
    if (!known || !known->anchor || !title)
        return false;
    *(r->lang == WM_ZH ? &known->title.zh : &known->title.en) = title;
    return true;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    reader *r = context;
    (void)detail;
    if (type != MD_BLOCK_H)
        return 0;
    r->in_heading = false;
    r->text[r->size] = '\0';
    char *mark = strstr(r->text, "{#"), *end = mark ? strchr(mark, '}') : NULL;
    if (!end || end[1])
        return 0;
    *end = '\0';
    size_t title_size = (size_t)(mark - r->text);
    while (title_size > 0 && r->text[title_size - 1] == ' ')
        title_size--;
    r->failed = r->failed || !keep_heading(r, mark + 2, title_size);
    return r->failed;
}

static int ignore_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)type;
    (void)detail;
    (void)context;
    return 0;
}

static wm_status read_manual(wm_rules *r, const char *manual, wm_lang lang, const char *text, size_t size,
                             wm_error *error)
{
    reader to = { .rules = r, .manual = manual, .lang = lang };
    static const MD_PARSER parser = { .enter_block = enter_block,
                                      .leave_block = leave_block,
                                      .enter_span = ignore_span,
                                      .leave_span = ignore_span,
                                      .text = read_text };
    md_parse(text, (MD_SIZE)size, &parser, &to);
    return to.failed ? error_no_memory(error) : WM_OK;
}

/* ---- All of them ------------------------------------------------------------------------------------------ */

/* "NAME.zh.md" → its language and NAME's length; false for other files. */
static bool is_manual(const char *file, wm_lang *lang, size_t *name_size)
{
    size_t size = strlen(file);
    if (size <= 6 || file[0] == '.')
        return false;
    *name_size = size - 6;
    *lang = strcmp(file + size - 6, ".en.md") == 0 ? WM_EN : WM_ZH;
    return *lang == WM_EN || strcmp(file + size - 6, ".zh.md") == 0;
}

static wm_status read_one(wm_rules *r, const char *dir, const char *file, wm_error *error)
{
    wm_lang lang;
    size_t name_size;
    if (!is_manual(file, &lang, &name_size))
        return WM_OK;
    const char *manual = arena_string(&r->memory, file, name_size);
    const char *path = arena_format(&r->memory, "%s/%s", dir, file);
    file_contents contents;
    if (!manual || !path)
        return error_no_memory(error);
    wm_status status = rules_read_file(r, path, MANUAL_MOST_BYTES, &contents, error);
    if (status == WM_OK)
        status = read_manual(r, manual, lang, contents.text, contents.size, error);
    rules_drop_file(r, &contents);
    return status == WM_NO_MEMORY ? status : WM_OK; /* a manual that can't be read has no headings: check says so */
}

wm_status rules_read_manuals(wm_rules *r, wm_error *error)
{
    r->headings = vector_of(r->allocator, sizeof(heading));
    if (!r->config.kb_dir)
        return WM_OK;
    const char *path = arena_format(&r->memory, "%s/manuals", r->config.kb_dir);
    if (!path)
        return error_no_memory(error);
    DIR *dir = opendir(path);
    if (!dir)
        return WM_OK;
    wm_status status = WM_OK;
    for (const struct dirent *e = readdir(dir); e && status == WM_OK; e = readdir(dir))
        status = read_one(r, path, e->d_name, error);
    closedir(dir);
    return status;
}

/* A manual is there in both languages where any of its headings is. */
static bool manual_exists(const wm_rules *r, const char *manual)
{
    for (size_t i = 0; i < r->headings.count; i++) {
        const heading *h = &VECTOR_AT(&r->headings, heading, i);
        if (strcmp(h->manual, manual) == 0 && h->title.zh && h->title.en)
            return true;
    }
    return false;
}

bool rules_cite_exists(void *rules, const char *manual, const char *anchor)
{
    if (!anchor)
        return manual_exists(rules, manual);
    const heading *h = heading_of(rules, manual, anchor);
    return h && h->title.zh && h->title.en;
}

wm_text rules_cite_title(const wm_rules *rules, const cite *c)
{
    const heading *h = c->manual && c->anchor ? heading_of(rules, c->manual, c->anchor) : NULL;
    return h ? h->title : (wm_text){ c->manual, c->manual };
}
