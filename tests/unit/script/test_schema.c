/* The schema: each field once, documented in both languages, and what the language's manual says it takes. Uses script/schema.h and cmocka. */
#include <string.h>

#include "script/schema.h"
#include "support/tap.h"

static bool is_text(wm_text t)
{
    return t.zh != NULL && t.zh[0] != '\0' && t.en != NULL && t.en[0] != '\0';
}

static void every_field_is_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCHEMAS; i++) {
        const table_schema *s = schemas[i];
        assert_int_equal(s->index, i);
        assert_in_range(s->count, 1, FIELDS_MOST);
        assert_true(is_text(s->about));
        for (size_t k = 0; k < s->count; k++) {
            const schema_field *f = &s->fields[k];
            assert_true(is_text(f->about));
            assert_true(is_text(field_type_about(f->type)));
            assert_true((f->type == FIELD_WORD) == (f->words != NULL));
            for (size_t other = 0; other < k; other++)
                assert_string_not_equal(f->name, s->fields[other].name);
        }
    }
}

/* design: the table of statements; * = required. */
static void statements_take_what_the_language_says(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "guide zh* en* symptoms manual goal owner reviewed applies kind",
        "question zh* en* kind answers say min max unit match how why cost wait given environment share cite",
        "fault zh* en* prior tell cite",
        "action zh* en* fixes cost wait risk steps safety verify sets changes share workaround undo stuck cite",
        "escalation to* zh* en* say evidence cost level",
        "flow otherwise",
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char line[256];
        size_t size = (size_t)snprintf(line, sizeof line, "%s", schemas[i]->name);
        for (size_t k = 0; k < schemas[i]->count; k++)
            size += (size_t)snprintf(line + size, sizeof line - size, " %s%s", schemas[i]->fields[k].name,
                                     schemas[i]->fields[k].required ? "*" : "");
        assert_string_equal(line, expected[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_documented),
        cmocka_unit_test(statements_take_what_the_language_says),
    };
    return cmocka_run_group_tests_name("script/schema", tests, NULL, NULL);
}
