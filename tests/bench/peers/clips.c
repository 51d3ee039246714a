/* The replay workload in CLIPS 6.30, embedded: an environment a guide, a rule a branch; the walk is a fact `at` that rules move on. Facts are
 * made through the C interface, tickets are read by cJSON.
 *     cc -O2 clips.c -lclips -lcjson -lm; ./clips TREES TICKETS COUNT > results
 * Results: id, verdict, fault, first action, questions; seconds go to stderr. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cjson/cJSON.h>
#include <clips/clips.h>

enum { TREES = 256, NODES = 4096, NAME = 64, LINE = 1024 };

typedef struct tree {
    char name[NAME];
    void *environment, *at, *known;
    char (*fault)[NAME], (*action)[NAME]; /* of leaves, by node */
} tree;

static tree trees[TREES];
static int tree_count;

static void fail(const char *what)
{
    fprintf(stderr, "clips: %s\n", what);
    exit(3);
}

/* ---- The trees as rules ---------------------------------------------------------------------- */

static void build(const tree *t, const char *construct)
{
    if (!EnvBuild(t->environment, construct))
        fail(construct);
}

static tree *add_tree(const char *name)
{
    tree *t = &trees[tree_count++];
    snprintf(t->name, sizeof t->name, "%s", name);
    t->environment = CreateEnvironment();
    t->fault = calloc(NODES, NAME);
    t->action = calloc(NODES, NAME);
    build(t, "(deftemplate known (slot question) (slot value))");
    build(t, "(deftemplate at (slot node) (slot asked))");
    t->at = EnvFindDeftemplate(t->environment, "at");
    t->known = EnvFindDeftemplate(t->environment, "known");
    return t;
}

/* A rule that takes one branch; those of a node are tried in written order. */
static void add_rule(const tree *t, int node, int number, const char *question, const char *value, int child)
{
    char text[4 * LINE];
    snprintf(
        text, sizeof text,
        "(defrule r%d-%d (declare (salience %d)) ?a <- (at (node %d) (asked ?k)) (known (question %s) (value %s)) => "
        "(retract ?a) (assert (at (node %d) (asked (+ ?k 1)))))",
        node, number, -number, node, question, value, child);
    build(t, text);
}

/* What a branch asks of a value, as CLIPS writes it. */
static void write_test(char *out, size_t size, const char *kind, char *what)
{
    size_t used = 0;
    if (*kind == 'b') {
        snprintf(out, size, "?v&:(< ?v %s)", what);
    } else if (*kind == 'c') {
        for (char *c = what; *c; c++)
            *c = *c == '_' ? ' ' : *c;
        snprintf(out, size, "?v&:(str-index (lowcase \"%s\") (lowcase ?v))", what);
    } else {
        for (char *v = strtok(what, "|"); v; v = strtok(NULL, "|"))
            used += (size_t)snprintf(out + used, size - used, "%s\"%s\"", used ? "|" : "", v);
    }
}

static void read_trees(const char *path)
{
    FILE *f = fopen(path, "r");
    char tag, a[NAME], b[NAME], kind[16], what[LINE], test[2 * LINE];
    int nodes, count, other, child;
    if (!f)
        fail(path);
    while (fscanf(f, " %c %63s %d", &tag, a, &nodes) == 3 && tag == 'T') {
        tree *t = add_tree(a);
        for (int n = 0; n < nodes && fscanf(f, " %c %63s", &tag, a) == 2; n++) {
            if (tag == 'L') {
                if (fscanf(f, "%63s", b) != 1)
                    fail("a leaf without an action");
                strcpy(t->fault[n], a);
                strcpy(t->action[n], b);
                continue;
            }
            if (fscanf(f, "%d %d", &count, &other) != 2)
                fail("a question without branches");
            for (int k = 0; k < count; k++) {
                if (fscanf(f, " B %15s %d %1023s", kind, &child, what) != 3)
                    fail("no branch");
                write_test(test, sizeof test, kind, what);
                add_rule(t, n, k, a, test, child);
            }
            add_rule(t, n, count, a, "?v", other);
        }
    }
    fclose(f);
}

/* ---- A ticket --------------------------------------------------------------------------------- */

static void set_slot(void *environment, void *fact, const char *slot, void *value, int type)
{
    DATA_OBJECT x;
    memset(&x, 0, sizeof x);
    x.type = (unsigned short)type;
    x.value = value;
    if (!EnvPutFactSlot(environment, fact, slot, &x))
        fail(slot);
}

static void assert_known(const tree *t, const cJSON *item)
{
    void *e = t->environment, *fact = EnvCreateFact(e, t->known);
    set_slot(e, fact, "question", EnvAddSymbol(e, item->string), SYMBOL);
    if (cJSON_IsNumber(item))
        set_slot(e, fact, "value", EnvAddDouble(e, item->valuedouble), FLOAT);
    else
        set_slot(e, fact, "value", EnvAddSymbol(e, item->valuestring), STRING);
    EnvAssignFactSlotDefaults(e, fact);
    EnvAssert(e, fact);
}

static long long slot_number(const tree *t, void *fact, const char *slot)
{
    DATA_OBJECT x;
    if (!EnvGetFactSlot(t->environment, fact, slot, &x))
        fail(slot);
    return DOToLong(x);
}

static void replay(const cJSON *ticket)
{
    const char *name = cJSON_GetObjectItemCaseSensitive(ticket, "guide")->valuestring;
    const cJSON *resolved = cJSON_GetObjectItemCaseSensitive(ticket, "resolved");
    tree *t = trees;
    while (strcmp(t->name, name) != 0)
        t++;
    void *e = t->environment;
    EnvReset(e);
    for (const cJSON *f = cJSON_GetObjectItemCaseSensitive(ticket, "facts")->child; f; f = f->next)
        assert_known(t, f);
    void *at = EnvCreateFact(e, t->at);
    set_slot(e, at, "node", EnvAddLong(e, 0), INTEGER);
    set_slot(e, at, "asked", EnvAddLong(e, 0), INTEGER);
    EnvAssert(e, at);
    EnvRun(e, -1);
    void *end = EnvGetNextFactInTemplate(e, t->at, NULL);
    if (!end)
        fail("the walk is lost");
    const char *fault = t->fault[slot_number(t, end, "node")], *action = t->action[slot_number(t, end, "node")];
    bool agree = strcmp(cJSON_GetObjectItemCaseSensitive(resolved, "fault")->valuestring, fault) == 0;
    printf("%s\t%s\t%s\t%s\t%lld\n", cJSON_GetObjectItemCaseSensitive(ticket, "id")->valuestring,
           agree ? "agree" : "disagree", fault, action, slot_number(t, end, "asked"));
}

int main(int argc, char **argv)
{
    static char line[1 << 16];
    if (argc != 4)
        fail("TREES TICKETS COUNT");
    read_trees(argv[1]);
    FILE *f = fopen(argv[2], "r");
    long done = 0, most = atol(argv[3]);
    clock_t begin = clock();
    while (f && done < most && fgets(line, sizeof line, f)) {
        cJSON *ticket = cJSON_Parse(line);
        replay(ticket);
        cJSON_Delete(ticket);
        done++;
    }
    fprintf(stderr, "%ld %.6f\n", done, (double)(clock() - begin) / CLOCKS_PER_SEC);
    return 0;
}
