/* The manual of the rule language, held to its word: every Lua block of rules/README.md and README.en.md is loaded, every field of the
 * schema and every code of a finding is named in both, and both have the same blocks. Uses waymark.h, engine/script/schema.h,
 * engine/check/check.h and cmocka.
 *
 * The info string after ```lua says what a block is: `guide` a whole file · `part` statements added to the guide marked `frame` · `step`
 * steps of a flow of it · `condition` a condition · `fails=CODE` must be refused for it · `finds=CODE` loads, and `waymark check` says it ·
 * `with=rules` needs the guides in rules/, and is loaded with them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/check.h"
#include "script/schema.h"
#include "support/tap.h"
#include "waymark.h"

enum { TEXT_MOST = 1 << 20, BLOCKS_LEAST = 40 };

typedef struct snippet {
    const char *file;
    size_t line;                      /* of its first line of Lua */
    const char *kind, *fails, *finds; /* "guide", …; a code or NULL */
    bool is_frame, is_beside_rules;
    char *info, *text;
} snippet;

typedef struct manual {
    const char *file;
    char *text;
    snippet *blocks;
    size_t count;
    const snippet *frame;
} manual;

typedef struct manuals {
    manual of[2]; /* in Chinese, in English */
} manuals;

/* ---- Reading -------------------------------------------------------------------------------- */

static char *text_of_file(const char *path)
{
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    char *text = calloc(TEXT_MOST + 1, 1);
    assert_non_null(text);
    assert_in_range(fread(text, 1, TEXT_MOST, in), 1, TEXT_MOST - 1);
    fclose(in);
    return text;
}

static char *copy_of(const char *from, const char *end)
{
    size_t size = (size_t)(end - from);
    char *copy = malloc(size + 1);
    assert_non_null(copy);
    memcpy(copy, from, size);
    copy[size] = '\0';
    return copy;
}

/* "step fails=WM101 with=rules" */
static void read_info(snippet *b)
{
    char *rest = NULL;
    for (char *word = strtok_r(b->info, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        if (strncmp(word, "fails=", 6) == 0)
            b->fails = word + 6;
        else if (strncmp(word, "finds=", 6) == 0)
            b->finds = word + 6;
        else if (strcmp(word, "with=rules") == 0)
            b->is_beside_rules = true;
        else if (strncmp(word, "file=", 5) == 0)
            continue; /* where the tutorial saves it: tutorial.test.sh */
        else if (strcmp(word, "frame") == 0)
            b->is_frame = true;
        else
            b->kind = word;
    }
    if (b->kind == NULL)
        fail_msg("%s:%zu: what kind of block is it?", b->file, b->line);
}

static size_t line_of(const char *text, const char *at)
{
    size_t line = 1;
    for (const char *c = text; c < at; c++)
        line += *c == '\n';
    return line;
}

static void read_manual(manual *m, const char *file)
{
    *m = (manual){ .file = file, .text = text_of_file(file) };
    for (const char *at = strstr(m->text, "\n```lua"); at != NULL; at = strstr(at, "\n```lua")) {
        const char *info = at + strlen("\n```lua"), *body = strchr(info, '\n') + 1, *end = strstr(body, "\n```");
        assert_non_null(end);
        m->blocks = realloc(m->blocks, (m->count + 1) * sizeof *m->blocks);
        assert_non_null(m->blocks);
        snippet *b = &m->blocks[m->count++];
        *b = (snippet){ .file = file, .line = line_of(m->text, body) };
        b->info = copy_of(info, body - 1);
        b->text = copy_of(body, end + 1);
        read_info(b);
        at = end + 1;
    }
    for (size_t i = 0; i < m->count; i++)
        if (m->blocks[i].is_frame)
            m->frame = &m->blocks[i];
    assert_non_null(m->frame);
}

static int read_both(void **state)
{
    static manuals both;
    read_manual(&both.of[0], "rules/README.md");
    read_manual(&both.of[1], "rules/README.en.md");
    *state = &both;
    return 0;
}

static int forget_both(void **state)
{
    manuals *both = *state;
    for (size_t i = 0; i < 2; i++) {
        manual *m = &both->of[i];
        for (size_t k = 0; k < m->count; k++)
            free(m->blocks[k].info), free(m->blocks[k].text);
        free(m->blocks);
        free(m->text);
    }
    return 0;
}

/* ---- Loading a block ------------------------------------------------------------------------ */

/* The frame's declarations: what stands before its flows. */
static char *declarations(const manual *m)
{
    const char *flows = strstr(m->frame->text, "\nflow {");
    assert_non_null(flows);
    return copy_of(m->frame->text, flows + 1);
}

/* The frame's flows below the main one, for steps that go there. */
static const char *other_flows(const manual *m)
{
    const char *at = strstr(m->frame->text, "\nflow \"");
    assert_non_null(at);
    return at;
}

/* The rule file that a block stands for; the caller frees it. */
static char *file_of(const manual *m, const snippet *b)
{
    static const char last[] = "flow { go 'line', otherwise = escalate 'network_desk' }\n";
    char *frame = declarations(m);
    const char *flows = other_flows(m);
    size_t size = strlen(frame) + strlen(b->text) + strlen(flows) + 200;
    char *file = malloc(size);
    assert_non_null(file);
    if (strcmp(b->kind, "guide") == 0)
        snprintf(file, size, "%s", b->text);
    else if (strcmp(b->kind, "part") == 0)
        snprintf(file, size, "%s%s%s%s", frame, b->text, strstr(b->text, "flow {") ? "" : last,
                 strstr(b->text, "flow {") ? "" : flows);
    else if (strcmp(b->kind, "step") == 0)
        snprintf(file, size, "%sflow {\n%s, go 'line', otherwise = escalate 'network_desk' }\n%s", frame, b->text,
                 flows);
    else if (strcmp(b->kind, "condition") == 0)
        snprintf(file, size, "%sflow { when(\n%s) { resolve() }, otherwise = escalate 'network_desk' }\n", frame,
                 b->text);
    else
        fail_msg("%s:%zu: '%s' is no kind of block", b->file, b->line, b->kind);
    free(frame);
    return file;
}

/* wm_rules_load_text takes one guide; to be linked with others, a block must be a file. */
static wm_status load_beside_rules(wm_rules **out, const char *text, wm_error *error)
{
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/block-XXXXXX", folder != NULL ? folder : "/tmp");
    int at = mkstemp(path);
    assert_true(at >= 0);
    assert_int_equal(write(at, text, strlen(text)), strlen(text));
    close(at);
    wm_config config = { .kb_dir = "kb", .extra_files = (const char *const[]){ path, NULL } };
    wm_status status = wm_rules_load(out, &config, "rules", error);
    unlink(path);
    return status;
}

static wm_rules *load(const manual *m, const snippet *b)
{
    char *file = file_of(m, b);
    wm_config config = { .kb_dir = "kb" };
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    wm_status status = b->is_beside_rules ? load_beside_rules(&rules, file, &error)
                                          : wm_rules_load_text(&rules, &config, "block", file, strlen(file), &error);
    if (status != WM_OK)
        fail_msg("%s:%zu: %s", b->file, b->line, wm_error_what(&error, WM_EN));
    free(file);
    return rules;
}

static void show(const snippet *b, const wm_finding *found, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print_message("# %s:%zu: %s %s: %s\n", b->file, b->line, found[i].code, found[i].where, found[i].what.en);
}

static bool has_code(const wm_finding *found, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(found[i].code, code) == 0)
            return true;
    return false;
}

/* A block that fails is refused for that alone, so that it shows one thing. */
static bool is_refused_for(const snippet *b, const wm_finding *found, size_t count)
{
    bool is_alone = count > 0;
    for (size_t i = 0; i < count; i++)
        is_alone = is_alone && strcmp(found[i].code, b->fails) == 0;
    return is_alone;
}

static bool holds(const manual *m, const snippet *b)
{
    wm_rules *rules = load(m, b);
    const wm_finding *found = NULL;
    size_t count = wm_rules_findings(rules, &found);
    bool is_whole = strcmp(b->kind, "guide") == 0;
    bool is_good = b->fails != NULL ? is_refused_for(b, found, count) : count == 0;
    if (is_good && b->fails == NULL && (b->finds != NULL || is_whole)) {
        wm_error error;
        assert_int_equal(wm_rules_check(rules, is_whole ? NULL : "network/intranet_page", &found, &count, &error),
                         WM_OK);
        is_good = b->finds != NULL ? has_code(found, count, b->finds) : true;
        for (size_t i = 0; b->finds == NULL && i < count; i++)
            is_good = is_good && found[i].severity != WM_ERROR;
    }
    if (!is_good)
        print_message("# %s:%zu: not as the manual says; found:\n", b->file, b->line), show(b, found, count);
    wm_rules_free(rules);
    return is_good;
}

static void every_block_does_what_the_manual_says(void **state)
{
    const manuals *both = *state;
    size_t failed = 0;
    for (size_t i = 0; i < 2; i++) {
        assert_true(both->of[i].count >= BLOCKS_LEAST);
        for (size_t k = 0; k < both->of[i].count; k++)
            failed += !holds(&both->of[i], &both->of[i].blocks[k]);
    }
    assert_int_equal(failed, 0);
}

static void both_languages_have_the_same_blocks(void **state)
{
    const manuals *both = *state;
    assert_int_equal(both->of[0].count, both->of[1].count);
    for (size_t i = 0; i < both->of[0].count; i++)
        assert_string_equal(both->of[0].blocks[i].text, both->of[1].blocks[i].text);
}

/* ---- What must be named --------------------------------------------------------------------- */

/* A table with one row a field, in the schema's order. */
static bool lists_fields(const manual *m, const table_schema *s)
{
    for (const char *table = strstr(m->text, "|---|---|---|\n"); table != NULL;
         table = strstr(table, "|---|---|---|\n")) {
        table += strlen("|---|---|---|\n");
        const char *row = table;
        size_t i = 0;
        for (; i < s->count && row != NULL; i++) {
            char start[64];
            snprintf(start, sizeof start, "| `%s`%s |", s->fields[i].name, s->fields[i].required ? " *" : "");
            if (strncmp(row, start, strlen(start)) != 0)
                break;
            row = strchr(row, '\n') + 1;
        }
        if (i == s->count && row[0] != '|')
            return true;
    }
    print_message("# %s: no table lists the fields of %s\n", m->file, s->name);
    return false;
}

static void every_field_is_in_a_table_of_both(void **state)
{
    const manuals *both = *state;
    size_t missing = 0;
    for (size_t i = 0; i < SCHEMAS; i++)
        for (size_t k = 0; k < 2; k++)
            missing += !lists_fields(&both->of[k], schemas[i]);
    assert_int_equal(missing, 0);
}

static void every_code_is_in_both(void **state)
{
    const manuals *both = *state;
    const check_code *codes = NULL;
    size_t count = check_codes(&codes), missing = 0;
    for (size_t i = 0; i < count; i++) {
        char row[32];
        snprintf(row, sizeof row, "\n| %s |", codes[i].code);
        for (size_t k = 0; k < 2; k++)
            if (strstr(both->of[k].text, row) == NULL) {
                print_message("# %s: %s is not told\n", both->of[k].file, codes[i].code);
                missing++;
            }
    }
    assert_int_equal(missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_does_what_the_manual_says),
        cmocka_unit_test(both_languages_have_the_same_blocks),
        cmocka_unit_test(every_field_is_in_a_table_of_both),
        cmocka_unit_test(every_code_is_in_both),
    };
    return cmocka_run_group_tests(tests, read_both, forget_both);
}
