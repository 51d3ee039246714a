/* What is kept in step with the schema that the loader checks: the reference in rules/README.md and README.en.md (between the marks
 * `<!-- schema: NAME -->`, `<!-- codes -->` and `<!-- end -->`), the annotations for the Lua language server (rules/.editor/waymark.lua)
 * and luacheck's globals (rules/.luacheckrc). GOLDEN=write writes them anew. Uses engine/script/, engine/check/check.h and cmocka. */
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "script/loader.h"
#include "support/tap.h"

#define DEFINITIONS "rules/.editor/waymark.lua"
#define LUACHECKRC  "rules/.luacheckrc"

/* ---- Files --------------------------------------------------------------------------------------------------------------------- */

typedef struct text {
    char *at;
    size_t size;
    FILE *out;
} text;

static FILE *open_text(text *t)
{
    t->out = open_memstream(&t->at, &t->size);
    assert_non_null(t->out);
    return t->out;
}

static char *read_all(const char *path)
{
    text t;
    FILE *in = fopen(path, "r");
    if (in == NULL)
        return strdup("");
    open_text(&t);
    for (int c; (c = getc(in)) != EOF;)
        putc(c, t.out);
    fclose(in);
    fclose(t.out);
    return t.at;
}

/* The kept file is what the schema gives; takes the text. */
static void expect_file(const char *path, text *made)
{
    const char *golden = getenv("GOLDEN");
    fclose(made->out);
    if (golden != NULL && strcmp(golden, "write") == 0) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        fputs(made->at, out);
        assert_int_equal(fclose(out), 0);
    }
    char *kept = read_all(path);
    bool same = strcmp(kept, made->at) == 0;
    if (!same)
        print_message("# %s is behind the schema: GOLDEN=write make test T=rules/test_reference\n", path);
    free(kept);
    free(made->at);
    assert_true(same);
}

/* ---- The reference -------------------------------------------------------------------------------------------------------------- */

static const char *in(wm_text both, wm_lang lang)
{
    return lang == WM_ZH ? both.zh : both.en;
}

static void put_value(FILE *out, const schema_field *f, wm_lang lang)
{
    fputs(in(field_type_about(f->type), lang), out);
    if (f->type == FIELD_WHOLE)
        fprintf(out, lang == WM_ZH ? "，%g 到 %g" : ", %g to %g", f->low, f->high);
    for (size_t i = 0; f->words != NULL && f->words[i] != NULL; i++)
        fprintf(out, "%s`\"%s\"`", lang == WM_ZH ? (i > 0 ? "、" : "：") : i > 0 ? ", " : ": ", f->words[i]);
}

static void put_table(FILE *out, const table_schema *s, wm_lang lang)
{
    fprintf(out, "| %s |\n|---|---|---|\n", lang == WM_ZH ? "欄位 | 值 | 說明" : "field | value | what it is");
    for (size_t i = 0; i < s->count; i++) {
        const schema_field *f = &s->fields[i];
        fprintf(out, "| `%s`%s | ", f->name, f->required ? " *" : "");
        put_value(out, f, lang);
        fprintf(out, " | %s", in(f->about, lang));
        if (f->standard != NULL)
            fprintf(out, lang == WM_ZH ? "（沒寫：`%s`）" : " (left out: `%s`)", f->standard);
        fputs(" |\n", out);
    }
}

static void put_codes(FILE *out, wm_lang lang)
{
    const check_code *codes;
    size_t count = check_codes(&codes);
    fprintf(out, "| %s |\n|---|---|---|\n", lang == WM_ZH ? "代號 | | 是什麼" : "code | | what it is");
    for (size_t i = 0; i < count; i++)
        fprintf(out, "| %s | %s | %s |\n", codes[i].code,
                in(codes[i].severity == WM_ERROR ? (wm_text){ "錯誤", "error" } : (wm_text){ "警告", "warning" }, lang),
                in(codes[i].title, lang));
}

/* By the name in the mark. */
static const table_schema *schema_of(const char *name, size_t size)
{
    static const struct {
        const char *name;
        const table_schema *schema;
    } parts[] = { { "pair", &schema_pair },
                  { "how", &schema_how },
                  { "answer", &schema_answer },
                  { "as", &schema_as },
                  { "again", &schema_again } };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strlen(parts[i].name) == size && memcmp(parts[i].name, name, size) == 0)
            return parts[i].schema;
    for (size_t i = 0; i < SCHEMAS; i++)
        if (strlen(schemas[i]->name) == size && memcmp(schemas[i]->name, name, size) == 0)
            return schemas[i];
    return NULL;
}

/* What belongs between the mark on a line and its end. */
static void put_region(FILE *out, const char *mark, wm_lang lang)
{
    static const char schema_mark[] = "<!-- schema: ";
    if (strncmp(mark, schema_mark, sizeof schema_mark - 1) != 0) {
        put_codes(out, lang);
        return;
    }
    const char *name = mark + sizeof schema_mark - 1;
    const table_schema *s = schema_of(name, strcspn(name, " "));
    if (s == NULL)
        fail_msg("no schema: %.40s", mark);
    put_table(out, s, lang);
}

/* The page with its regions made anew; how many there are. */
static size_t renew(FILE *out, const char *page, wm_lang lang)
{
    size_t regions = 0;
    while (*page != '\0') {
        size_t line = strcspn(page, "\n") + 1;
        fprintf(out, "%.*s", (int)line, page);
        if (strncmp(page, "<!-- schema: ", 13) == 0 || strncmp(page, "<!-- codes -->", 14) == 0) {
            put_region(out, page, lang);
            page = strstr(page, "<!-- end -->");
            assert_non_null(page);
            regions++;
            continue;
        }
        page += line;
    }
    return regions;
}

static void expect_page(const char *path, wm_lang lang)
{
    text made;
    char *page = read_all(path);
    assert_int_equal(renew(open_text(&made), page, lang), SCHEMAS + 1);
    free(page);
    expect_file(path, &made);
}

static void the_manual_lists_every_field_and_code_of_the_schema(void **state)
{
    (void)state;
    expect_page("rules/README.md", WM_ZH);
    expect_page("rules/README.en.md", WM_EN);
}

/* ---- Annotations ------------------------------------------------------------------------------------------------------------------ */

/* A field's type, as the language server writes it. */
static const char *type_of(const schema_field *f)
{
    static const char *const types[FIELD_TYPES] = {
        [FIELD_TEXT] = "string",
        [FIELD_PAIR] = "waymark.text",
        [FIELD_UNIT] = "string|waymark.text",
        [FIELD_HOW] = "waymark.how",
        [FIELD_HOWS] = "waymark.how[]",
        [FIELD_STRING] = "string",
        [FIELD_NAME] = "string",
        [FIELD_NAMES] = "string[]",
        [FIELD_STRINGS] = "string[]",
        [FIELD_DATE] = "string",
        [FIELD_CITE] = "string",
        [FIELD_NUMBER] = "number",
        [FIELD_WHOLE] = "integer",
        [FIELD_YES] = "boolean",
        [FIELD_CONDITION] = "waymark.condition",
        [FIELD_ANSWERS] = "(string|waymark.answer)[]",
        [FIELD_MATCH] = "table<string, string|string[]>",
        [FIELD_GIVEN] = "table<string, table<string, number>>",
        [FIELD_FIXES] = "table<string, number>",
        [FIELD_SETS] = "table<string, string|number>",
        [FIELD_STEP] = "waymark.step",
    };
    if (strcmp(f->name, "applies") == 0) /* goal and verify take no function */
        return "waymark.condition|fun(facts: table): any";
    return types[f->type];
}

static void put_field(FILE *out, const schema_field *f)
{
    fprintf(out, "---@field %s%s ", f->name, f->required ? "" : "?");
    for (size_t i = 0; f->words != NULL && f->words[i] != NULL; i++)
        fprintf(out, "%s\"%s\"", i > 0 ? "|" : "", f->words[i]);
    fprintf(out, "%s %s · %s", f->words == NULL ? type_of(f) : "", f->about.zh, f->about.en);
    if (f->standard != NULL)
        fprintf(out, " (%s)", f->standard);
    putc('\n', out);
}

static void put_class(FILE *out, const char *name, const table_schema *s)
{
    fprintf(out, "\n---%s · %s\n---@class waymark.%s\n", s->about.zh, s->about.en, name);
    if (s == &schema_answer)
        fputs("---@field [1] string 名字 · its id\n", out);
    if (s == &schema_flow)
        fputs("---@field [integer] waymark.step\n", out);
    for (size_t i = 0; i < s->count; i++)
        put_field(out, &s->fields[i]);
}

/* "question string" → "---@param question string"; the names alone go between the brackets. */
static void put_word(FILE *out, const word_schema *w)
{
    fprintf(out, "\n---%s · %s\n", w->about.zh, w->about.en);
    if (w->fields == &schema_flow)
        fputs("---@overload fun(steps: waymark.flow)\n", out);
    for (size_t i = 0; i < 3 && w->params[i] != NULL; i++)
        fprintf(out, "---@param %s\n", w->params[i]);
    if (w->fields != NULL)
        fprintf(out, "---@return fun(fields: waymark.%s)\n", w->name);
    else
        fprintf(out, "---@return %s\n", w->returns);
    fprintf(out, "function %s(", w->name);
    for (size_t i = 0; i < 3 && w->params[i] != NULL; i++)
        fprintf(out, "%s%.*s", i > 0 ? ", " : "", (int)strcspn(w->params[i], "? "), w->params[i]);
    fputs(") end\n", out);
}

static void editors_know_the_language(void **state)
{
    (void)state;
    text made;
    FILE *out = open_text(&made);
    fputs("-- luacheck: ignore\n"
          "-- 由 schema 產生，不要手改：GOLDEN=write make test T=rules/test_reference\n"
          "-- Made from the schema that the loader checks; don't edit: GOLDEN=write make test T=rules/test_reference\n"
          "---@meta\n\n"
          "---一個步驟 · a step\n---@class waymark.step\n\n"
          "---一個條件 · a condition\n---@class waymark.condition\n\n"
          "---on(…) { … }\n---@class waymark.branch\n\n"
          "---答案 = 步驟；other 接其餘的答案，unsure 接「不確定」 · answer = step; other takes the rest, unsure \"not "
          "sure\"\n"
          "---@class waymark.branches: { [string]: waymark.step|waymark.step[], [integer]: waymark.branch }\n"
          "---@field other? waymark.step|waymark.step[] 其餘的答案 · every answer without a branch\n"
          "---@field unsure? waymark.step|waymark.step[] 不確定 · \"not sure\"\n",
          out);
    put_class(out, "text", &schema_pair);
    put_class(out, "how", &schema_how);
    put_class(out, "answer", &schema_answer);
    put_class(out, "as", &schema_as);
    put_class(out, "again", &schema_again);
    for (const word_schema *w = schema_words; w->name != NULL; w++)
        if (w->fields != NULL)
            put_class(out, w->name, w->fields);
    for (const word_schema *w = schema_words; w->name != NULL; w++)
        put_word(out, w);
    expect_file(DEFINITIONS, &made);
}

/* The file that they are in is Lua, and no rule file: the loader passes folders over whose names begin with a dot. */
static void the_annotations_are_lua(void **state)
{
    (void)state;
    lua_State *L = luaL_newstate();
    assert_non_null(L);
    assert_int_equal(luaL_loadfile(L, DEFINITIONS), LUA_OK);
    assert_int_equal(lua_pcall(L, 0, 0, 0), LUA_OK);
    for (const luaL_Reg *c = constructors; c->name != NULL; c++) {
        assert_int_equal(lua_getglobal(L, c->name), LUA_TFUNCTION);
        lua_pop(L, 1);
    }
    lua_close(L);
}

/* ---- Words --------------------------------------------------------------------------------------------------------------------------- */

static const word_schema *word_named(const char *name)
{
    for (const word_schema *w = schema_words; w->name != NULL; w++)
        if (strcmp(w->name, name) == 0)
            return w;
    return NULL;
}

static void every_constructor_has_its_words(void **state)
{
    (void)state;
    size_t words = 0, constructors_count = 0;
    for (const word_schema *w = schema_words; w->name != NULL; w++, words++)
        assert_true(w->about.zh[0] && w->about.en[0] && (w->fields != NULL) == (w->returns == NULL));
    for (const luaL_Reg *c = constructors; c->name != NULL; c++, constructors_count++)
        if (word_named(c->name) == NULL)
            fail_msg("%s is not in schema_words", c->name);
    assert_int_equal(words, constructors_count);
}

/* ---- luacheck -------------------------------------------------------------------------------------------------------------------------- */

static void put_list(FILE *out, const char *const *names)
{
    fputs("{ fields = {", out);
    for (size_t i = 0; names[i] != NULL; i++)
        fprintf(out, "%s \"%s\"", i > 0 ? "," : "", names[i]);
    fputs(" } },\n", out);
}

/* Whether a rule can use them, asked of the fence itself: `assert(math.abs)`. */
static void expect_within_the_fence(const char *list, const char *const *names)
{
    script_limits limits = script_limits_of(NULL);
    script_loader *s = script_loader_new(allocator_default(), &limits);
    for (size_t i = 0; names[i] != NULL; i++) {
        char source[64];
        findings found;
        findings_init(&found, allocator_default());
        snprintf(source, sizeof source, "assert(%s.%s)", list, names[i]);
        draft_free(script_load(s, "t.lua", source, strlen(source), &found));
        for (size_t k = 0; k < found.list.count; k++) /* but for the guide that is missing */
            assert_string_equal(VECTOR_AT(&found.list, wm_finding, k).code, "WM115");
        findings_free(&found);
    }
    script_loader_free(s);
}

static void luacheck_knows_the_globals(void **state)
{
    (void)state;
    static const char *const base[] = { "assert",   "error",    "ipairs", "pairs", "select",
                                        "tonumber", "tostring", "type",   NULL };
    static const char *const table_names[] = { "insert", "remove", "unpack", NULL };
    static const char *const math_names[] = { "abs", "acos",       "asin", "atan", "ceil", "cos", "deg",
                                              "exp", "floor",      "fmod", "huge", "log",  "max", "maxinteger",
                                              "min", "mininteger", "modf", "pi",   "rad",  "sin", "sqrt",
                                              "tan", "tointeger",  "type", "ult",  NULL };
    static const char *const utf8_names[] = { "char", "charpattern", "codepoint", "codes", "len", "offset", NULL };
    expect_within_the_fence("table", table_names);
    expect_within_the_fence("math", math_names);
    expect_within_the_fence("utf8", utf8_names);
    text made;
    FILE *out = open_text(&made);
    fputs("-- 由 schema 產生，不要手改：GOLDEN=write make test T=rules/test_reference\n"
          "-- Made from the schema that the loader checks; don't edit: GOLDEN=write make test T=rules/test_reference\n"
          "-- For luacheck run in this folder, as editors do; from the root of the tree its own .luacheckrc counts.\n"
          "std = { read_globals = {\n",
          out);
    for (const luaL_Reg *c = constructors; c->name != NULL; c++)
        fprintf(out, "  \"%s\",\n", c->name);
    for (size_t i = 0; base[i] != NULL; i++) {
        assert_true(environment_has(base[i]));
        fprintf(out, "  \"%s\",\n", base[i]);
    }
    fputs("  string = { fields = {", out);
    for (const luaL_Reg *s = string_helpers; s->name != NULL; s++)
        fprintf(out, "%s \"%s\"", s == string_helpers ? "" : ",", s->name);
    fputs(" } },\n  table = ", out);
    put_list(out, table_names);
    fputs("  math = ", out);
    put_list(out, math_names);
    fputs("  utf8 = ", out);
    put_list(out, utf8_names);
    fputs("} }\ncodes = true\nmax_line_length = false\n", out);
    expect_file(LUACHECKRC, &made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_constructor_has_its_words),
        cmocka_unit_test(the_manual_lists_every_field_and_code_of_the_schema),
        cmocka_unit_test(editors_know_the_language),
        cmocka_unit_test(the_annotations_are_lua),
        cmocka_unit_test(luacheck_knows_the_globals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
