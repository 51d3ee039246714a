/* Taking a command line apart, by the table in verbs.c. Uses waymark.h. */
#include <string.h>

#include "cli/verbs.h"
#include "cli/words.h"

static int wrong_use(const invocation *use)
{
    if (use->verb != NULL)
        say(stderr, use->lang, "用法見 waymark %s --help。\n", "See waymark %s --help.\n", use->verb->name);
    else
        say(stderr, use->lang, "用法見 waymark --help。\n", "See waymark --help.\n");
    return EXIT_WRONG_USE;
}

/* The option of a name of some length, or OPTION_COUNT. */
static option_id find_option(const char *name, size_t length)
{
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        if (strlen(options[i].name) == length && memcmp(options[i].name, name, length) == 0)
            return (option_id)i;
    }
    return OPTION_COUNT;
}

static const char *nearest_option(const verb *v, const char *name)
{
    const char *nearest = NULL;
    size_t least = 3;
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        size_t distance = mistakes(name, options[i].name);
        if (verb_takes(v, (option_id)i) && distance < least) {
            least = distance;
            nearest = options[i].name;
        }
    }
    return nearest;
}

static int unknown_option(const invocation *use, const char *argument)
{
    const char *near = nearest_option(use->verb, argument + strspn(argument, "-"));
    if (near != NULL)
        say(stderr, use->lang, "waymark：沒有 %s 這個選項，是不是 --%s？\n",
            "waymark: no option %s; did you mean --%s?\n", argument, near);
    else
        say(stderr, use->lang, "waymark：沒有 %s 這個選項。\n", "waymark: no option %s.\n", argument);
    return wrong_use(use);
}

static int unknown_verb(const invocation *use, const char *name)
{
    const verb *near = verb_nearest(name);
    if (near != NULL)
        say(stderr, use->lang, "waymark：沒有 %s 這個指令，是不是 %s？\n", "waymark: no command %s; did you mean %s?\n",
            name, near->name);
    else
        say(stderr, use->lang, "waymark：沒有 %s 這個指令。\n", "waymark: no command %s.\n", name);
    return wrong_use(use);
}

static bool keep_gate(invocation *use)
{
    if (use->gate_count == GATES_MOST)
        return false;
    use->gates[use->gate_count++] = use->values[OPTION_GATE];
    return true;
}

/* The value after '=' or in the next argument, which is then passed over. */
static int read_value(invocation *use, option_id id, const char *equals, int argc, char **argv, int *at)
{
    const option *o = &options[id];
    if (o->value == NULL && equals != NULL) {
        say(stderr, use->lang, "waymark：--%s 後面不接值。\n", "waymark: --%s takes no value.\n", o->name);
        return wrong_use(use);
    }
    if (o->value == NULL) {
        use->values[id] = "";
        return EXIT_DONE;
    }
    use->values[id] = equals != NULL ? equals + 1 : *at + 1 < argc ? argv[++*at] : NULL;
    if (use->values[id] != NULL && use->values[id][0] != '\0' && (id != OPTION_GATE || keep_gate(use)))
        return EXIT_DONE;
    say(stderr, use->lang, "waymark：--%s 後面要接 %s。\n", "waymark: --%s takes a value: %s.\n", o->name, o->value);
    return wrong_use(use);
}

static int read_option(invocation *use, int argc, char **argv, int *at)
{
    const char *argument = argv[*at];
    if (strcmp(argument, "-o") == 0)
        return read_value(use, OPTION_OUTPUT, NULL, argc, argv, at);
    if (strncmp(argument, "--", 2) != 0)
        return strcmp(argument, "-h") == 0 ? (use->values[OPTION_HELP] = "", EXIT_DONE) : unknown_option(use, argument);
    const char *equals = strchr(argument, '=');
    size_t length = equals != NULL ? (size_t)(equals - argument - 2) : strlen(argument + 2);
    option_id id = find_option(argument + 2, length);
    if (id == OPTION_COUNT)
        return unknown_option(use, argument);
    return read_value(use, id, equals, argc, argv, at);
}

/* The language is looked up first, so that whatever is wrong is told in it. */
static void read_lang_ahead(invocation *use, int argc, char **argv)
{
    use->lang = lang_of_locale();
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--lang=", 7) == 0)
            (void)lang_of_name(argv[i] + 7, &use->lang);
        else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
            (void)lang_of_name(argv[i + 1], &use->lang);
    }
}

/* The first operand is the verb; the others are gathered. "-" is one. */
static int read_operand(invocation *use, char *argument, char **operands)
{
    if (use->verb == NULL) {
        use->verb = verb_find(argument);
        return use->verb != NULL ? EXIT_DONE : unknown_verb(use, argument);
    }
    operands[use->operand_count++] = argument;
    return EXIT_DONE;
}

static int check_use(const invocation *use)
{
    wm_lang lang;
    for (unsigned i = 0; i < OPTION_COUNT; i++) {
        if (use->values[i] == NULL || verb_takes(use->verb, (option_id)i))
            continue;
        say(stderr, use->lang, "waymark：%s 不收 --%s。\n", "waymark: %s takes no --%s.\n",
            use->verb != NULL ? use->verb->name : "waymark", options[i].name);
        return wrong_use(use);
    }
    if (use->values[OPTION_LANG] != NULL && !lang_of_name(use->values[OPTION_LANG], &lang)) {
        say(stderr, use->lang, "waymark：沒有 %s 這種語言；有 zh、en。\n",
            "waymark: no language %s; there are zh, en.\n", use->values[OPTION_LANG]);
        return wrong_use(use);
    }
    if (use->verb != NULL && use->verb->run != NULL && use->operand_count > use->verb->operands_max) {
        say(stderr, use->lang, "waymark：多了「%s」。\n", "waymark: one argument too many: %s.\n",
            use->operands[use->verb->operands_max]);
        return wrong_use(use);
    }
    return EXIT_DONE;
}

int invocation_read(invocation *use, int argc, char **argv)
{
    *use = (invocation){ .operands = argv };
    read_lang_ahead(use, argc, argv);
    bool options_end = false;
    int result = EXIT_DONE;
    for (int i = 1; i < argc && result == EXIT_DONE; i++) {
        if (use->verb != NULL && use->verb->run == NULL)
            return EXIT_DONE; /* what it would take is not known yet */
        if (!options_end && strcmp(argv[i], "--") == 0)
            options_end = true;
        else if (!options_end && argv[i][0] == '-' && argv[i][1] != '\0')
            result = read_option(use, argc, argv, &i);
        else
            result = read_operand(use, argv[i], argv);
    }
    return result == EXIT_DONE ? check_use(use) : result;
}
