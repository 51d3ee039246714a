/* printer.h: a small guide in a folder of its own, with the walks that a test puts beside it. Uses support/walk_support.h and POSIX.
 *
 *     folder f = printer_with("{\"id\":\"power\",\"facts\":{\"power\":\"no\"},\"expect\":{\"fault\":\"unplugged\"}}\n", NULL); */
#ifndef UNIT_PROVE_PRINTER_H
#define UNIT_PROVE_PRINTER_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/walk_support.h"

/* Every kind of step that a mutant may change: branches, a threshold, a condition, ends, a goal. */
static const char printer[] =
    "guide 'printer' { zh = '印表機', en = 'The printer', goal = is('prints', 'yes') }\n"
    "question 'prints' { zh = '印得出來嗎？', en = 'Does it print?' }\n"
    "question 'power' { zh = '有電嗎？', en = 'Is it on?' }\n"
    "question 'paper' { zh = '紙？', en = 'Paper?', answers = { 'none', 'some', 'jammed' } }\n"
    "question 'pages' { zh = '頁數？', en = 'Pages?', kind = 'number', min = 0, max = 1000 }\n"
    "fault 'unplugged' { zh = '沒插電', en = 'Unplugged' }\n"
    "fault 'empty' { zh = '沒紙', en = 'Empty' }\n"
    "fault 'jam' { zh = '卡紙', en = 'A jam' }\n"
    "action 'plug' { zh = '插電', en = 'Plug it in', fixes = { unplugged = .9 }, cost = 1 }\n"
    "action 'fill' { zh = '裝紙', en = 'Fill it', fixes = { empty = .9 }, cost = 1,\n"
    "  verify = is('paper', 'some'), changes = { 'paper' } }\n"
    "escalation 'desk' { to = 'second_line', zh = '轉給二線', en = 'To second line' }\n"
    "escalation 'vendor' { to = 'second_line', zh = '轉給原廠', en = 'To the vendor' }\n"
    "flow {\n"
    "  ask 'power' { no = conclude 'unplugged' },\n"
    "  ask 'paper' { none = conclude 'empty', jammed = conclude 'jam', unsure = escalate 'desk' },\n"
    "  ask 'pages' { on(at_least(500)) { escalate 'vendor' } },\n"
    "  otherwise = escalate 'desk',\n"
    "}\n";

typedef struct folder {
    char path[256], rule[300], jsonl[300], lua[300];
    wm_rules *rules;
    wm_walks *walks;
} folder;

static inline void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    assert_true(fputs(text, out) >= 0);
    assert_int_equal(fclose(out), 0);
}

/* The guide and its walks, read and run. Either text may be NULL. */
static inline folder printer_with(const char *guide, const char *jsonl, const char *lua)
{
    folder f;
    wm_error error = { 0 };
    const char *own = getenv("TMPDIR");
    snprintf(f.path, sizeof f.path, "%.200s/walks-XXXXXX", own != NULL && own[0] != '\0' ? own : "/tmp");
    assert_non_null(mkdtemp(f.path));
    snprintf(f.rule, sizeof f.rule, "%s/printer.lua", f.path);
    snprintf(f.jsonl, sizeof f.jsonl, "%s/printer.walks.jsonl", f.path);
    snprintf(f.lua, sizeof f.lua, "%s/printer.walks.lua", f.path);
    write_text(f.rule, guide);
    assert_int_equal(wm_rules_load(&f.rules, NULL, f.path, &error), WM_OK);
    assert_int_equal(wm_walks_new(&f.walks, f.rules, &error), WM_OK);
    if (jsonl != NULL) {
        write_text(f.jsonl, jsonl);
        assert_int_equal(wm_walks_read(f.walks, f.jsonl, &error), WM_OK);
    }
    if (lua != NULL) {
        write_text(f.lua, lua);
        assert_int_equal(wm_walks_read(f.walks, f.lua, &error), WM_OK);
    }
    assert_int_equal(wm_walks_run(f.walks, &error), WM_OK);
    return f;
}

static inline void folder_free(folder *f)
{
    wm_walks_free(f->walks);
    wm_rules_free(f->rules);
    (void)unlink(f->rule);
    (void)unlink(f->jsonl);
    (void)unlink(f->lua);
    assert_int_equal(rmdir(f->path), 0);
}

/* The only walk: whether it passed, and words that are said of why not. */
static inline void expect_walk(const char *jsonl, bool passes, const char *why)
{
    folder f = printer_with(printer, jsonl, NULL);
    wm_walked w;
    assert_int_equal(wm_walks_count(f.walks), 1);
    assert_int_equal(wm_walks_at(f.walks, 0, &w), WM_OK);
    if (w.passed != passes || (why != NULL && (w.why.en == NULL || strstr(w.why.en, why) == NULL)))
        print_message("# %s: %s: %s\n", jsonl, w.passed ? "passed" : "failed", w.why.en != NULL ? w.why.en : "");
    assert_true(w.passed == passes);
    assert_true(why == NULL || (w.why.en != NULL && strstr(w.why.en, why) != NULL));
    folder_free(&f);
}

#endif
