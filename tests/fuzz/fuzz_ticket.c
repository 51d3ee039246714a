/* Fuzzes the ticket reader against cJSON: every line that the reader takes, cJSON reads, and to equal values. What only
 * cJSON takes is listed in tests/unit/replay/test_reader.c. Each ticket is then replayed; its line must be one, too. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>

#include "unit/replay/bench.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Made once, for all inputs. */
static bench *the_bench(void)
{
    static bench b;
    if (!b.rules)
        bench_open(&b, bench_rules);
    return &b;
}

static void require(bool holds)
{
    if (!holds)
        abort();
}

static bool is_text(const cJSON *value, const span *read)
{
    const char *text = cJSON_IsString(value) ? value->valuestring : NULL;
    if (!read->s || !text)
        return !read->s && !text;
    return strlen(text) == read->size && memcmp(text, read->s, read->size) == 0;
}

static const cJSON *within(const cJSON *tree, const char *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(tree, object), name);
}

/* The values that the guide's questions took. */
static void compare_facts(const bench *b, const cJSON *tree)
{
    const ticket *t = &b->y->reader->t;
    if (t->guide == NONE || t->wrong || cJSON_GetObjectItemCaseSensitive(tree, "steps"))
        return;
    const fact *cpu = bench_fact(b, "cpu"), *said = bench_fact(b, "said"), *port = bench_fact(b, "port_22");
    const cJSON *given = within(tree, "facts", "cpu");
    require(!cJSON_IsNumber(given) || (cpu->state == FACT_KNOWN && cpu->as.number == given->valuedouble));
    given = within(tree, "facts", "said");
    if (cJSON_IsString(given) && strcmp(given->valuestring, "unsure") != 0)
        require(said->state == FACT_KNOWN && strcmp(said->as.text->raw, given->valuestring) == 0);
    given = within(tree, "facts", "port_22");
    if (cJSON_IsString(given) && strcmp(given->valuestring, "unsure") != 0)
        require(port->state == FACT_KNOWN &&
                strcmp(b->rules->set->guides[0]->questions[1].answers[port->answer].id, given->valuestring) == 0);
    require(!cJSON_IsNull(given) || port->state == FACT_UNSURE);
}

static void compare(const bench *b, const ticket *t, const uint8_t *data, size_t size)
{
    cJSON *tree = cJSON_ParseWithLength((const char *)data, size);
    require(cJSON_IsObject(tree));
    require(is_text(cJSON_GetObjectItemCaseSensitive(tree, "id"), &t->id));
    require(is_text(cJSON_GetObjectItemCaseSensitive(tree, "guide"), &t->guide_name));
    require(is_text(cJSON_GetObjectItemCaseSensitive(tree, "text"), &t->text));
    require(is_text(within(tree, "resolved", "fault"), &t->fault));
    require(is_text(within(tree, "resolved", "action"), &t->action));
    require(is_text(within(tree, "escalated", "to"), &t->to));
    const cJSON *minutes = cJSON_GetObjectItemCaseSensitive(tree, "minutes");
    require(cJSON_IsNumber(minutes) ? minutes->valuedouble == t->minutes : t->minutes < 0);
    compare_facts(b, tree);
    cJSON_Delete(tree);
}

static void replay(bench *b, const uint8_t *data, size_t size)
{
    char *copy = bench_line(b, (const char *)data, size), *behind;
    b->lines.size = 0;
    require(replayer_line(b->y, copy, copy + size + 1, &behind, &b->lines));
    if (!b->lines.size)
        return;
    cJSON *tree = cJSON_ParseWithLength(b->lines.data, b->lines.size);
    require(cJSON_IsString(cJSON_GetObjectItemCaseSensitive(tree, "verdict")));
    cJSON_Delete(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bench *b = the_bench();
    if (size > 1 << 16 || memchr(data, '\n', size))
        return 0;
    char *copy = bench_line(b, (const char *)data, size), *behind;
    const ticket *t = reader_read(b->y->reader, copy, copy + size + 1, &behind);
    require(behind == copy + size + 1);
    if (t)
        compare(b, t, data, size);
    replay(b, data, size);
    return 0;
}
