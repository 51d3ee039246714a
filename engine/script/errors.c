/* What ended a run, in words: the fence's reasons, rules' own errors, Lua's messages. Uses vm.h and loader.h. */
#include "script/errors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/loader.h"

/* ---- kinds of values --------------------------------------------------------------------------------- */

static wm_text kind_of_handle(handle_kind kind)
{
    switch (kind) {
    case HANDLE_STEP:
    case HANDLE_ASK:
    case HANDLE_AGAIN:
    case HANDLE_WHEN:
        return (wm_text){ "一個步驟", "a step" };
    case HANDLE_ON:
    case HANDLE_BRANCH:
        return (wm_text){ "on(…)", "on(…)" };
    case HANDLE_CONDITION:
        return (wm_text){ "一個條件", "a condition" };
    case HANDLE_STATEMENT:
    case HANDLE_DONE:
        return (wm_text){ "一個宣告", "a statement" };
    default:
        return (wm_text){ "不能用的東西", "something unusable" };
    }
}

wm_text kind_of_value(lua_State *L, int index)
{
    switch (lua_type(L, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
        return (wm_text){ "什麼都沒有（nil）", "nothing (nil)" };
    case LUA_TBOOLEAN:
        return (wm_text){ "true 或 false", "true or false" };
    case LUA_TNUMBER:
        return (wm_text){ "數字", "a number" };
    case LUA_TSTRING:
        return (wm_text){ "字串", "a string" };
    case LUA_TTABLE:
        return (wm_text){ "表 { … }", "a table" };
    case LUA_TFUNCTION:
        return lua_iscfunction(L, index) ? (wm_text){ "少了參數的語句", "a word of the language without its arguments" }
                                         : (wm_text){ "函式", "a function" };
    default:
        return kind_of_handle(handle_at(L, index, NULL));
    }
}

/* ---- the fence's reasons ------------------------------------------------------------------------------ */

static void say_end(const vm *v, wm_error *out)
{
    switch (v->end) {
    case END_FUEL:
        error_set(out, WM_OVERRUN, NULL, "執行的指令超過上限（%llu）；是不是有跑不完的迴圈？",
                  "it uses more than %llu instructions; is there a loop without end?",
                  (unsigned long long)v->limits.fuel);
        break;
    case END_TIME:
        error_set(out, WM_OVERRUN, NULL, "執行超過 %.1f 秒；是不是有跑不完的迴圈？",
                  "it runs for more than %.1f seconds; is there a loop without end?", v->limits.seconds);
        break;
    case END_STRING:
        error_set(out, WM_OVERRUN, NULL, "字串超過 64 KiB", "a string over 64 KiB");
        break;
    case END_BLOCK:
        error_set(out, WM_OVERRUN, NULL, "條件裡的字串、表或層層呼叫超過 %lu KiB",
                  "a string, a table or calls within calls of a condition over %lu KiB",
                  (unsigned long)(v->limits.block / 1024));
        break;
    case END_FULL:
        error_set(out, WM_BAD_RULES, NULL, "問題太多，這裡之後沒有再看",
                  "there are too many errors; what follows here was not looked at");
        break;
    case END_STACK:
        error_set(out, WM_OVERRUN, NULL, "函式一層叫一層，太深了（或參數太多）",
                  "functions call each other too deep (or have too many arguments)");
        break;
    default:
        error_set(out, WM_OVERRUN, NULL, "用掉太多記憶體", "it uses too much memory");
        break;
    }
}

/* ---- Lua's words --------------------------------------------------------------------------------------- */

/* Lua's message without its place; the line goes to *line. */
static const char *skip_place(const char *message, uint32_t *line)
{
    static const char chunk[] = VM_CHUNK ":";
    size_t size = sizeof chunk - 1;
    if (strncmp(message, chunk, size) != 0)
        return message;
    char *end;
    unsigned long n = strtoul(message + size, &end, 10);
    if (end == message + size || *end != ':')
        return message;
    *line = n <= UINT32_MAX ? (uint32_t)n : 0;
    return end[1] == ' ' ? end + 2 : end + 1;
}

static bool is_too_deep(const char *message)
{
    static const char *const signs[] = { "too many registers", "C stack overflow", "too many C levels",
                                         "too many syntax levels" };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(message, signs[i]) != NULL)
            return true;
    return false;
}

/* How the errors of running code begin, and what they mean. */
static const struct {
    const char *sign;
    wm_text means;
} meanings[] = {
    { "attempt to call", { "呼叫了不能呼叫的東西", "something is called that can't be" } },
    { "attempt to index", { "從不是表的東西裡取值", "a field is taken of what is no table" } },
    { "attempt to compare", { "比較了不能比較的東西", "things are compared that can't be" } },
    { "attempt to perform arithmetic", { "拿不是數字的東西來計算", "what is no number is reckoned with" } },
    { "attempt to concatenate", { "接上了不是文字的東西", "what is no text is joined" } },
    { "attempt to get length", { "沒有長度的東西不能用 #", "# is used on what has no length" } },
    { "bad argument", { "函式的參數不對", "a function is given the wrong argument" } },
    { "stack overflow", { "函式一層叫一層，太深了", "functions call each other too deep" } },
};

static void say_lua(const char *message, bool syntax, wm_error *out)
{
    char words[300];
    vm_clean(words, sizeof words, message, strlen(message));
    if (is_too_deep(message)) {
        error_set(out, WM_BAD_RULES, NULL,
                  "這裡寫得太深，Lua 讀不下；請把這一部分另外取名（flow \"名字\" { … }，再用 go \"名字\"）",
                  "this is nested too deep for Lua; give this part of the flow a name (flow \"name\" { … }, then go "
                  "\"name\")");
        return;
    }
    if (syntax) {
        error_set(out, WM_BAD_RULES, NULL, "語法錯誤：%s", "syntax error: %s", words);
        return;
    }
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strncmp(message, meanings[i].sign, strlen(meanings[i].sign)) == 0) {
            error_set(out, WM_BAD_RULES, NULL, "%s%.0s（Lua：%s）", "%.0s%s (Lua: %s)", meanings[i].means.zh,
                      meanings[i].means.en, words);
            return;
        }
    error_set(out, WM_BAD_RULES, NULL, "規則執行時出錯（Lua：%s）", "an error while the rule ran (Lua: %s)", words);
}

uint32_t error_describe(vm *v, int status, wm_error *out)
{
    uint32_t line = 0;
    if (status == LUA_ERRMEM || (vm_raised(v) && v->end != END_NONE)) {
        say_end(v, out);
        return v->line;
    }
    if (vm_raised(v)) {
        *out = v->failure;
        return v->line;
    }
    if (lua_type(v->L, -1) != LUA_TSTRING) {
        error_set(out, WM_BAD_RULES, NULL, "規則執行時出錯", "an error while the rule ran");
        return v->line;
    }
    const char *message = skip_place(lua_tostring(v->L, -1), &line);
    say_lua(message, status == LUA_ERRSYNTAX, out);
    return line;
}

/* ---- findings -------------------------------------------------------------------------------------------- */

bool may_complain(loader *s)
{
    s->refused = true;
    if (s->complaints++ < COMPLAINTS_MOST)
        return true;
    if (s->running)
        vm_stop(&s->vm, END_FULL);
    return false;
}

static int compare_words(const void *left, const void *right)
{
    const wm_finding *a = left, *b = right;
    return strcmp(a->what.en, b->what.en);
}

void order_complaints(loader *s, size_t from)
{
    wm_finding *list = s->found->list.data;
    size_t count = s->found->list.count;
    if (count > from + 1)
        qsort(list + from, count - from, sizeof *list, compare_words);
}

void complain_of_error(loader *s, int status, uint32_t reached)
{
    wm_error words;
    uint32_t line = error_describe(&s->vm, status, &words);
    if (s->vm.starved) {
        s->refused = s->found->no_memory = true;
        return;
    }
    s->complaints = 0; /* this one is always told */
    s->running = false;
    complain(s, "WM001", line > 0 ? line : reached, NULL, "%s%.0s", "%.0s%s", words.zh, words.en);
}
