/* `waymark check --sarif`: SARIF 2.1.0 (OASIS, 2020), which code hosts show beside the lines of a change. A finding that a rule
 * allows is a result with a suppression. Uses cli/check.h and cJSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

static bool add_message(cJSON *object, const char *name, const char *text)
{
    return check_add_string(cJSON_AddObjectToObject(object, name), "text", text);
}

static const char *level_of(wm_severity severity)
{
    return severity == WM_ERROR ? "error" : "warning";
}

/* ---- Rules ------------------------------------------------------------------------------------------------- */

static bool add_rule(cJSON *rules, const wm_code *code, wm_lang lang)
{
    cJSON *rule = cJSON_CreateObject();
    return cJSON_AddItemToArray(rules, rule) && check_add_string(rule, "id", code->code) &&
           add_message(rule, "shortDescription", wm_text_in(code->title, lang)) &&
           add_message(rule, "fullDescription", wm_text_in(code->explanation, lang)) &&
           check_add_string(cJSON_AddObjectToObject(rule, "defaultConfiguration"), "level", level_of(code->severity));
}

static bool add_tool(cJSON *run, wm_lang lang)
{
    const wm_code *codes = NULL;
    size_t count = wm_codes(&codes);
    cJSON *driver = cJSON_AddObjectToObject(cJSON_AddObjectToObject(run, "tool"), "driver");
    bool made = check_add_string(driver, "name", "waymark") && check_add_string(driver, "version", WM_VERSION);
    cJSON *rules = cJSON_AddArrayToObject(driver, "rules");
    for (size_t i = 0; made && i < count; i++)
        made = add_rule(rules, &codes[i], lang);
    return made && rules != NULL;
}

static double index_of(const char *code)
{
    const wm_code *codes = NULL;
    size_t count = wm_codes(&codes), i = 0;
    while (i < count && strcmp(codes[i].code, code) != 0)
        i++;
    return i < count ? (double)i : -1; /* -1: not among them, as SARIF has it */
}

/* ---- Results ------------------------------------------------------------------------------------------------- */

/* The path as a URI: RFC 3986's unreserved characters and '/' stand for themselves. To be freed, or NULL. */
static char *uri_of(const char *path, size_t size)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    static const char digits[] = "0123456789ABCDEF";
    char *uri = malloc(3 * size + 1), *to = uri;
    for (size_t i = 0; uri != NULL && i < size; i++) {
        unsigned char c = (unsigned char)path[i];
        if (memchr(plain, c, sizeof plain - 1) != NULL) {
            *to++ = (char)c;
        } else {
            *to++ = '%';
            *to++ = digits[c >> 4];
            *to++ = digits[c & 15];
        }
    }
    if (uri != NULL)
        *to = '\0';
    return uri;
}

/* "rules/x.lua:28" */
static bool add_location(cJSON *result, const char *where)
{
    const char *colon = strrchr(where, ':');
    long line = colon != NULL ? strtol(colon + 1, NULL, 10) : 0;
    char *uri = uri_of(where, line > 0 ? (size_t)(colon - where) : strlen(where));
    cJSON *location = cJSON_CreateObject();
    bool made = uri != NULL && cJSON_AddItemToArray(cJSON_AddArrayToObject(result, "locations"), location);
    cJSON *physical = made ? cJSON_AddObjectToObject(location, "physicalLocation") : NULL;
    made = made && check_add_string(cJSON_AddObjectToObject(physical, "artifactLocation"), "uri", uri);
    if (made && line > 0)
        made = cJSON_AddNumberToObject(cJSON_AddObjectToObject(physical, "region"), "startLine", (double)line) != NULL;
    free(uri);
    return made;
}

/* Once more as JSON has it: what SARIF has no place for. */
static bool add_properties(const check *k, cJSON *result, const wm_finding *f)
{
    cJSON *holder = cJSON_CreateArray();
    bool made = holder != NULL && check_add_json(k, holder, f);
    cJSON *properties = made ? cJSON_DetachItemFromArray(holder, 0) : NULL;
    cJSON_Delete(holder);
    return properties != NULL && cJSON_AddItemToObject(result, "properties", properties);
}

static bool add_suppression(cJSON *result, const char *reason)
{
    cJSON *suppression = cJSON_CreateObject();
    return cJSON_AddItemToArray(cJSON_AddArrayToObject(result, "suppressions"), suppression) &&
           check_add_string(suppression, "kind", "inSource") && check_add_string(suppression, "justification", reason);
}

/* What is wrong, how to mend it, the answers that lead there: a code host shows the message alone. */
static bool add_words(const check *k, cJSON *result, const wm_finding *f)
{
    wm_lang lang = k->use->lang;
    char text[4096];
    const char *mend = wm_text_in(f->mend, lang);
    int at = snprintf(text, sizeof text, "%s%s%s", wm_text_in(f->what, lang), mend[0] != '\0' ? "\n" : "", mend);
    for (size_t i = 0; i < f->witness_count && at >= 0 && (size_t)at < sizeof text; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%s%s = %s", i == 0 ? "\n" : ", ", f->witness[i].question,
                       f->witness[i].answer);
    return add_message(result, "message", text);
}

bool check_add_sarif(const check *k, cJSON *list, const wm_finding *f)
{
    cJSON *result = cJSON_CreateObject();
    return cJSON_AddItemToArray(list, result) && check_add_string(result, "ruleId", f->code) &&
           cJSON_AddNumberToObject(result, "ruleIndex", index_of(f->code)) != NULL &&
           check_add_string(result, "level", level_of(f->severity)) && add_words(k, result, f) &&
           (f->where == NULL || f->where[0] == '\0' || add_location(result, f->where)) &&
           (f->allowed == NULL || add_suppression(result, f->allowed)) && add_properties(k, result, f);
}

/* ---- All of it ------------------------------------------------------------------------------------------------- */

bool check_print_sarif(const check *k)
{
    cJSON *root = cJSON_CreateObject(), *run = cJSON_CreateObject();
    bool made = check_add_string(root, "$schema", SCHEMA) && check_add_string(root, "version", "2.1.0") &&
                cJSON_AddItemToArray(cJSON_AddArrayToObject(root, "runs"), run) && add_tool(run, k->use->lang) &&
                cJSON_AddItemReferenceToObject(run, "results", k->list);
    char *text = made ? cJSON_PrintUnformatted(root) : NULL;
    if (text != NULL)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(root);
    return text != NULL;
}
