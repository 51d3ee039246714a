/* Lists of findings: words in both languages, counting, order, every allocation failed. */
#include "support/tap.h"

#include <stdlib.h>
#include <string.h>

#include "base/findings.h"
#include "support/alloc.h"

static const wm_finding *nth(const findings *f, size_t i)
{
    return &VECTOR_AT(&f->list, wm_finding, i);
}

static void a_finding_says_where_what_and_how_to_mend(void **state)
{
    (void)state;
    findings f;
    findings_init(&f, allocator_default());
    finding_place place = { .file = "rules/vpn.lua", .line = 28, .guide = "vpn", .node = "vpn_error" };
    wm_finding *made = findings_add(&f, "WM204", WM_WARNING, place, "問題「%s」有 %d 個答案沒有下一步",
                                    "question \"%s\" has %d answers that lead nowhere", "vpn_error", 2);
    findings_mend(&f, made, "替每個答案寫下一步，或加上 %s", "give each answer a next step, or add %s", "other");
    assert_int_equal(f.list.count, 1);
    const wm_finding *kept = nth(&f, 0);
    assert_string_equal(kept->code, "WM204");
    assert_int_equal(kept->severity, WM_WARNING);
    assert_string_equal(kept->where, "rules/vpn.lua:28");
    assert_string_equal(kept->guide, "vpn");
    assert_string_equal(kept->node, "vpn_error");
    assert_string_equal(kept->what.zh, "問題「vpn_error」有 2 個答案沒有下一步");
    assert_string_equal(kept->what.en, "question \"vpn_error\" has 2 answers that lead nowhere");
    assert_string_equal(kept->mend.zh, "替每個答案寫下一步，或加上 other");
    assert_string_equal(kept->mend.en, "give each answer a next step, or add other");
    assert_int_equal(kept->witness_count, 0);
    findings_free(&f);
}

static void what_is_not_known_is_left_out(void **state)
{
    (void)state;
    findings f;
    findings_init(&f, allocator_default());
    findings_add(&f, "WM001", WM_ERROR, (finding_place){ .file = "rules/a.lua" }, "檔案太大", "the file is too large");
    findings_add(&f, "WM002", WM_ERROR, (finding_place){ 0 }, "沒有規則", "there are no rules");
    findings_add(&f, "WM003", WM_ERROR, (finding_place){ .file = "b.lua", .line = UINT32_MAX }, "長", "long");
    assert_string_equal(nth(&f, 0)->where, "rules/a.lua");
    assert_null(nth(&f, 0)->guide);
    assert_null(nth(&f, 0)->node);
    assert_null(nth(&f, 0)->mend.zh);
    assert_string_equal(nth(&f, 1)->where, "");
    assert_string_equal(nth(&f, 2)->where, "b.lua:4294967295");
    findings_free(&f);
}

static void joined_lists_are_one(void **state)
{
    (void)state;
    findings all, more;
    findings_init(&all, allocator_default());
    findings_init(&more, allocator_default());
    assert_true(findings_join(&all, &more)); /* nothing to nothing */
    findings_add(&all, "WM001", WM_ERROR, (finding_place){ .file = "a.lua" }, "甲", "first");
    wm_finding *second = findings_add(&more, "WM002", WM_ERROR, (finding_place){ .file = "b.lua" }, "乙", "second");
    findings_mend(&more, second, "改", "mend it");
    findings_add(&more, "WM003", WM_WARNING, (finding_place){ .file = "c.lua" }, "丙", "third");
    assert_true(findings_join(&all, &more));
    findings_free(&more);
    assert_int_equal(all.list.count, 3);
    assert_string_equal(nth(&all, 0)->what.en, "first");
    assert_string_equal(nth(&all, 1)->where, "b.lua");
    assert_string_equal(nth(&all, 1)->mend.zh, "改");
    assert_string_equal(nth(&all, 2)->code, "WM003");
    assert_false(all.no_memory);
    more.no_memory = true;
    assert_true(findings_join(&all, &more));
    assert_true(all.no_memory); /* that one is missing is not forgotten */
    findings_free(&all);
}

/* Everything is copied: a finding outlives what it was made of. */
static void texts_are_copied(void **state)
{
    (void)state;
    findings f;
    findings_init(&f, allocator_default());
    char name[] = "vpn", file[] = "vpn.lua", code[] = "WM101";
    finding_place place = { .file = file, .line = 1, .guide = name, .node = name };
    findings_add(&f, code, WM_ERROR, place, "「%s」重複", "\"%s\" is given twice", name);
    memset(name, 'x', 3);
    memset(file, 'x', 7);
    memset(code, 'x', 5);
    assert_string_equal(nth(&f, 0)->code, "WM101");
    assert_string_equal(nth(&f, 0)->where, "vpn.lua:1");
    assert_string_equal(nth(&f, 0)->guide, "vpn");
    assert_string_equal(nth(&f, 0)->node, "vpn");
    assert_string_equal(nth(&f, 0)->what.zh, "「vpn」重複");
    findings_free(&f);
}

static void errors_are_counted_from_where_one_was(void **state)
{
    (void)state;
    static const wm_severity severities[] = { WM_ERROR, WM_WARNING, WM_ERROR, WM_WARNING, WM_WARNING };
    findings f;
    findings_init(&f, allocator_default());
    assert_int_equal(findings_errors(&f, 0), 0);
    for (size_t i = 0; i < 5; i++)
        findings_add(&f, "WM101", severities[i], (finding_place){ 0 }, "甲", "a");
    assert_int_equal(findings_errors(&f, 0), 2);
    assert_int_equal(findings_errors(&f, 1), 1);
    assert_int_equal(findings_errors(&f, 3), 0);
    assert_int_equal(findings_errors(&f, 99), 0);
    findings_free(&f);
}

static void add(findings *f, const char *file, uint32_t line, const char *code, int serial)
{
    finding_place place = { .file = file, .line = line };
    assert_non_null(findings_add(f, code, WM_ERROR, place, "%d", "%d", serial));
}

static void expect(const findings *f, size_t i, const char *where, const char *code)
{
    assert_string_equal(nth(f, i)->where, where);
    assert_string_equal(nth(f, i)->code, code);
}

static void order_is_by_file_line_and_code(void **state)
{
    (void)state;
    findings f;
    findings_init(&f, allocator_default());
    add(&f, "rules/b.lua", 2, "WM101", 0);
    add(&f, "rules/a.lua", 10, "WM300", 1);
    add(&f, "rules/a.lua", 9, "WM300", 2); /* by number: 9 is before 10 */
    add(&f, "rules/a.lua", 10, "WM200", 3);
    add(&f, "rules/a.lua", 0, "WM900", 4);
    add(&f, "rules/a.lua.old", 1, "WM100", 5);
    add(&f, NULL, 0, "WM999", 6);
    findings_sort(&f);
    expect(&f, 0, "", "WM999");
    expect(&f, 1, "rules/a.lua", "WM900");
    expect(&f, 2, "rules/a.lua:9", "WM300");
    expect(&f, 3, "rules/a.lua:10", "WM200");
    expect(&f, 4, "rules/a.lua:10", "WM300");
    expect(&f, 5, "rules/a.lua.old:1", "WM100");
    expect(&f, 6, "rules/b.lua:2", "WM101");
    findings_free(&f);
}

/* Fills with `count` findings on 50 lines in a scattered order, numbered as they are added. */
static void fill_scattered(findings *f, int count)
{
    for (int i = 0; i < count; i++)
        add(f, "rules/x.lua", (uint32_t)(i * 7919 % 50) + 1, "WM101", i);
}

static long line_of(const wm_finding *finding)
{
    const char *colon = strchr(finding->where, ':');
    assert_non_null(colon);
    return strtol(colon + 1, NULL, 10);
}

static long serial_of(const wm_finding *finding)
{
    return strtol(finding->what.en, NULL, 10);
}

static void assert_sorted_and_stable(const findings *f)
{
    for (size_t i = 1; i < f->list.count; i++) {
        const wm_finding *before = nth(f, i - 1), *after = nth(f, i);
        if (line_of(before) == line_of(after))
            assert_true(serial_of(before) < serial_of(after));
        else
            assert_true(line_of(before) < line_of(after));
    }
}

static void order_is_stable(void **state)
{
    (void)state;
    static const int counts[] = { 0, 1, 2, 3, 16, 17, 33, 1000 };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        findings f;
        findings_init(&f, allocator_default());
        fill_scattered(&f, counts[i]);
        findings_sort(&f);
        assert_int_equal(f.list.count, counts[i]);
        assert_sorted_and_stable(&f);
        findings_free(&f);
    }
}

static void order_holds_even_without_memory(void **state)
{
    (void)state;
    struct counting_alloc memory;
    counting_alloc_init(&memory, 0);
    findings f;
    findings_init(&f, counting_alloc_hook(&memory));
    fill_scattered(&f, 300);
    memory.fail_at = memory.requests + 1;
    findings_sort(&f);
    assert_int_equal(memory.failed, 1);
    assert_sorted_and_stable(&f);
    findings_free(&f);
    assert_int_equal(counting_alloc_report(&memory, stderr), 0);
}

/* 40 findings; returns how many were kept. Only whole ones are: none without its words. */
static size_t add_forty(findings *f)
{
    for (uint32_t i = 1; i <= 40; i++) {
        finding_place place = { .file = "rules/vpn.lua", .line = i, .guide = "vpn", .node = "n" };
        wm_finding *made = findings_add(f, "WM101", WM_ERROR, place, "第 %300u 個", "number %300u", i);
        findings_mend(f, made, "改 %300u", "mend %300u", i);
    }
    for (size_t i = 0; i < f->list.count; i++) {
        const wm_finding *kept = nth(f, i);
        assert_true(kept->code && kept->where && kept->guide && kept->node && kept->what.zh && kept->what.en);
        assert_int_equal(kept->mend.zh == NULL, kept->mend.en == NULL);
    }
    return f->list.count;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct counting_alloc memory;
    for (size_t n = 1;; n++) {
        counting_alloc_init(&memory, n);
        findings f;
        findings_init(&f, counting_alloc_hook(&memory));
        size_t kept = add_forty(&f);
        assert_int_equal(f.no_memory, memory.failed > 0); /* a lost word is never silent */
        assert_in_range(kept, memory.failed ? 39 : 40, 40);
        findings_free(&f);
        assert_int_equal(counting_alloc_report(&memory, stderr), 0);
        if (memory.failed == 0)
            break;
        assert_in_range(n, 1, 100);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_says_where_what_and_how_to_mend),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(joined_lists_are_one),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(errors_are_counted_from_where_one_was),
        cmocka_unit_test(order_is_by_file_line_and_code),
        cmocka_unit_test(order_is_stable),
        cmocka_unit_test(order_holds_even_without_memory),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("findings", tests, NULL, NULL);
}
