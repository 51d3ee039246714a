/* What the files of `waymark check` share: the findings so far, and the forms in which they are told. Uses waymark.h and
 * cJSON. */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <cjson/cJSON.h>

#include "cli/verbs.h"

typedef enum check_form { CHECK_PLAIN, CHECK_JSON, CHECK_SARIF } check_form;

/* A path of the command line and the rule set that it belongs to, both absolute. */
typedef struct check_place {
    char *asked, *root;
} check_place;

/* What is checked, and everything that it has come to. */
typedef struct check {
    const invocation *use;
    check_place *places; /* none: all is asked for */
    size_t place_count;
    check_form form;
    cJSON *list, *allowed; /* for programs: the findings so far, and those that rules allow */
    bool color, no_memory;
    size_t errors, warnings, guides, allows;
} check;

/* For people (check_plain.c). */
void check_print_finding(const check *k, const wm_finding *f);
void check_print_sum(const check *k);
/* For programs: a finding into one of the lists, and all of it on stdout. False where there is no memory. */
bool check_add_json(const check *k, cJSON *list, const wm_finding *f);
bool check_print_json(const check *k);
bool check_add_sarif(const check *k, cJSON *list, const wm_finding *f);
bool check_print_sarif(const check *k);
/* --explain CODE: an exit code. */
int check_explain(const invocation *use, const char *name);

/* cJSON, with null for NULL. */
bool check_add_string(cJSON *object, const char *name, const char *s);

#endif
