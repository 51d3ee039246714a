/* JSON: cJSON, with what it lets pass refused by a scan before and a look at the keys after. The only
 * file in engine/ that calls cJSON's parser and printer. Uses base/ alone. */
#include "base/json.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define DEPTH_MAX  200
#define NUMBER_MAX ((size_t)63) /* characters of a number: cJSON reads no more of one */

/* A text that is being scanned. What is wrong is told once: `error` is then filled and every further
 * step fails. */
typedef struct scan {
    const char *text;
    size_t size, at, depth;
    wm_error *error;
} scan;

#define REFUSE(s, offset, zh, en)                                                                                      \
    (error_set((s)->error, WM_BAD_INPUT, NULL, "JSON 位移 %zu：" zh, "JSON, byte offset %zu: " en, (size_t)(offset)),  \
     false)

/* ---- Before cJSON: tokens -------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static char peek(const scan *s)
{
    return s->at < s->size ? s->text[s->at] : '\0';
}

/* After a backslash. cJSON takes bad hexadecimal digits for 0 and ends a string at U+0000. */
static bool scan_escape(scan *s)
{
    if (peek(s) != 'u') {
        s->at++;
        return true; /* cJSON knows the letters */
    }
    const char *hex = s->text + s->at + 1;
    if (s->size - s->at < 5 || !is_hex(hex[0]) || !is_hex(hex[1]) || !is_hex(hex[2]) || !is_hex(hex[3]))
        return REFUSE(s, s->at - 1, "\\u 後面要有四個十六進位數字", "\\u takes four hexadecimal digits");
    if (memcmp(hex, "0000", 4) == 0)
        return REFUSE(s, s->at - 1, "字串裡不能有 \\u0000", "a string can't hold \\u0000");
    s->at += 5;
    return true;
}

static bool scan_string(scan *s)
{
    size_t start = s->at++;
    while (s->at < s->size) {
        unsigned char c = (unsigned char)s->text[s->at];
        if (c < 0x20)
            return REFUSE(s, s->at, "字串裡有控制字元，請改用 \\n、\\t 或 \\u 寫法",
                          "a control character in a string; write it as \\n, \\t or \\u");
        s->at++;
        if (c == '"')
            return true;
        if (c == '\\' && !scan_escape(s))
            return false;
    }
    return REFUSE(s, start, "字串沒有結尾的引號", "a string without its closing quote");
}

static size_t scan_digits(scan *s)
{
    size_t start = s->at;
    while (is_digit(peek(s)))
        s->at++;
    return s->at - start;
}

/* number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ ( "e" / "E" ) [ "-" / "+" ] 1*digit ]
 * (RFC 8259, section 6). Tells whether there is an exponent. */
static bool scan_number_form(scan *s, bool *has_exponent)
{
    if (peek(s) == '-')
        s->at++;
    bool zero = peek(s) == '0';
    size_t digits = scan_digits(s);
    if (digits == 0 || (zero && digits > 1))
        return false;
    if (peek(s) == '.') {
        s->at++;
        if (scan_digits(s) == 0)
            return false;
    }
    *has_exponent = peek(s) == 'e' || peek(s) == 'E';
    if (!*has_exponent)
        return true;
    s->at++;
    if (peek(s) == '+' || peek(s) == '-')
        s->at++;
    return scan_digits(s) > 0;
}

/* strtod reads the point of the host's locale, as cJSON knows. */
static bool is_finite(const char *number, size_t size)
{
    char copy[NUMBER_MAX + 1];
    memcpy(copy, number, size);
    copy[size] = '\0';
    char *point = strchr(copy, '.');
    if (point != NULL)
        *point = *localeconv()->decimal_point;
    return isfinite(strtod(copy, NULL));
}

static bool scan_number(scan *s)
{
    size_t start = s->at;
    bool has_exponent = false, formed = scan_number_form(s, &has_exponent);
    char next = peek(s);
    if (!formed || is_digit(next) || (next != '\0' && strchr("+-.eE", next) != NULL))
        return REFUSE(s, start, "數字的寫法不對（像 12、-0.5、1e3 才對）", "not a number's form (12, -0.5, 1e3 are)");
    if (s->at - start > NUMBER_MAX)
        return REFUSE(s, start, "數字太長，最多 63 個字元", "a number may have 63 characters at most");
    if (has_exponent && !is_finite(s->text + start, s->at - start))
        return REFUSE(s, start, "數字太大", "the number is too large");
    return true;
}

/* Any one token, white space or byte: the grammar is left to cJSON. */
static bool scan_token(scan *s)
{
    char c = s->text[s->at];
    if (c == '"')
        return scan_string(s);
    if (is_digit(c) || c == '-' || c == '+' || c == '.')
        return scan_number(s);
    if ((unsigned char)c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        return REFUSE(s, s->at, "字串外有控制字元", "a control character");
    if ((c == '[' || c == '{') && ++s->depth > DEPTH_MAX)
        return REFUSE(s, s->at, "巢狀太深，最多 200 層", "nested more than 200 deep");
    if ((c == ']' || c == '}') && s->depth > 0)
        s->depth--;
    s->at++;
    return true;
}

static bool scan_text(scan *s)
{
    if (s->size >= 3 && memcmp(s->text, "\xEF\xBB\xBF", 3) == 0)
        return REFUSE(s, 0, "開頭有位元組順序記號（BOM），請去掉", "begins with a byte order mark; take it away");
    size_t invalid = text_invalid_at(s->text, s->size);
    if (invalid < s->size)
        return REFUSE(s, invalid, "不是 UTF-8", "not UTF-8");
    while (s->at < s->size) {
        if (!scan_token(s))
            return false;
    }
    return true;
}

/* ---- cJSON ------------------------------------------------------------------------------------ */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* NULL with the error filled. cJSON doesn't tell bad syntax from lack of memory; malloc does, by errno. */
static cJSON *parse_value(scan *s)
{
    const char *end = s->text;
    errno = 0;
    cJSON *value = cJSON_ParseWithLengthOpts(s->text, s->size, &end, false);
    if (value == NULL && errno == ENOMEM) {
        error_no_memory(s->error);
        return NULL;
    }
    size_t at = end != NULL ? (size_t)(end - s->text) : 0;
    if (value == NULL) {
        (void)REFUSE(s, at, "不合 JSON 語法", "not JSON's syntax");
        return NULL;
    }
    while (at < s->size && is_space(s->text[at]))
        at++;
    if (at == s->size)
        return value;
    (void)REFUSE(s, at, "值的後面還有多餘的內容", "something follows the value");
    cJSON_Delete(value);
    return NULL;
}

/* ---- After cJSON: keys ------------------------------------------------------------------------- */

/* One member of an object, with its number among the object's. */
typedef struct member {
    const cJSON *item;
    size_t number;
} member;

static int compare_members(const void *a, const void *b)
{
    const member *x = a, *y = b;
    int order = strcmp(x->item->string, y->item->string);
    if (order != 0)
        return order;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* The usual small object: every pair is compared, without memory. */
static const cJSON *repeated_of_few(const cJSON *object)
{
    const cJSON *item, *earlier;
    cJSON_ArrayForEach(item, object)
    {
        for (earlier = object->child; earlier != item; earlier = earlier->next) {
            if (strcmp(earlier->string, item->string) == 0)
                return item;
        }
    }
    return NULL;
}

/* A large one: sorted, so that a hostile one costs no more than n log n. */
static const cJSON *repeated_of_many(const cJSON *object, size_t count, bool *no_memory)
{
    member *members = cJSON_malloc(count * sizeof *members);
    if (members == NULL) {
        *no_memory = true;
        return NULL;
    }
    const cJSON *item, *found = NULL;
    size_t filled = 0;
    cJSON_ArrayForEach(item, object)
    {
        members[filled] = (member){ .item = item, .number = filled };
        filled++;
    }
    qsort(members, count, sizeof *members, compare_members);
    for (size_t i = 1; i < count && found == NULL; i++) {
        if (strcmp(members[i - 1].item->string, members[i].item->string) == 0)
            found = members[i].item;
    }
    cJSON_free(members);
    return found;
}

/* A member whose key an earlier one of its object has, anywhere below value, or NULL. Recursion is as
 * deep as the text, which the scan bounds. */
static const cJSON *repeated_member(const cJSON *value, bool *no_memory)
{
    const cJSON *item, *found = NULL;
    size_t count = 0;
    cJSON_ArrayForEach(item, value)
    {
        count++;
        found = item->child != NULL ? repeated_member(item, no_memory) : NULL;
        if (found != NULL || *no_memory)
            return found;
    }
    if (!cJSON_IsObject(value))
        return NULL;
    return count <= 8 ? repeated_of_few(value) : repeated_of_many(value, count, no_memory);
}

/* Counts the keys below value, in the text's order, up to that of `wanted`; true when it is met. */
static bool count_keys(const cJSON *value, const cJSON *wanted, size_t *keys)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, value)
    {
        *keys += item->string != NULL;
        if (item == wanted || (item->child != NULL && count_keys(item, wanted, keys)))
            return true;
    }
    return false;
}

/* Where the n-th key (from 1) of a well-formed text begins: a string that a colon follows. */
static size_t key_offset(const char *text, size_t size, size_t n)
{
    scan s = { .text = text, .size = size };
    while (s.at < size) {
        size_t start = s.at;
        if (!scan_token(&s))
            return 0;
        if (text[start] != '"')
            continue;
        while (is_space(peek(&s)))
            s.at++;
        if (peek(&s) == ':' && --n == 0)
            return start;
    }
    return 0;
}

/* A key as it may be shown: up to 60 bytes of it, whole characters, none of them a control. */
static int showable_size(const char *key)
{
    size_t size = strlen(key), most = size < 60 ? size : 60;
    while (most > 0 && most < size && ((unsigned char)key[most] & 0xC0) == 0x80)
        most--;
    for (size_t i = 0; i < most; i++) {
        if ((unsigned char)key[i] < 0x20)
            return (int)i;
    }
    return (int)text_control_at(key, most);
}

static bool keys_differ(const scan *s, const cJSON *root)
{
    bool no_memory = false;
    const cJSON *repeated = repeated_member(root, &no_memory);
    if (no_memory) {
        error_no_memory(s->error);
        return false;
    }
    if (repeated == NULL)
        return true;
    size_t keys = 0;
    (void)count_keys(root, repeated, &keys);
    int shown = showable_size(repeated->string);
    error_set(s->error, WM_BAD_INPUT, NULL, "JSON 位移 %zu：鍵「%.*s」在同一個物件裡重複出現，請只留一個",
              "JSON, byte offset %zu: the key \"%.*s\" is given twice in one object; keep one of them",
              key_offset(s->text, s->size, keys), shown, repeated->string);
    return false;
}

/* ---- The interface ----------------------------------------------------------------------------- */

cJSON *json_parse(const char *text, size_t size, wm_error *error)
{
    scan s = { .text = text, .size = size, .error = error };
    if (!scan_text(&s))
        return NULL;
    cJSON *value = parse_value(&s);
    if (value != NULL && !keys_differ(&s, value)) {
        cJSON_Delete(value);
        value = NULL;
    }
    return value;
}

void json_free(cJSON *value)
{
    cJSON_Delete(value);
}

const cJSON *json_get(const cJSON *object, const char *name)
{
    return cJSON_IsObject(object) ? cJSON_GetObjectItemCaseSensitive(object, name) : NULL;
}

const char *json_string(const cJSON *object, const char *name)
{
    const cJSON *value = json_get(object, name);
    return cJSON_IsString(value) ? value->valuestring : NULL;
}

char *json_print(const cJSON *value)
{
    return cJSON_PrintUnformatted(value);
}

void json_text_free(char *text)
{
    cJSON_free(text);
}
