/* DOT: read by Graphviz itself, which gives it as JSON without laying it out. Uses author/chart.h, draw/child.h and draw/json.h. */
#include <stdlib.h>
#include <string.h>

#include "author/chart.h"
#include "draw/child.h"
#include "draw/json.h"

#define DOT_SECONDS 20.0
#define DOT_MOST    ((size_t)32 << 20)

static const char *string_of(const cJSON *object, const char *name)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return text != NULL ? text : "";
}

/* A label as it is shown: \n, \l and \r end a line, \N is the node's own name. To be freed. */
static char *label_of(const cJSON *object, const char *name)
{
    bytes out = { 0 };
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, "label");
    for (const char *at = cJSON_IsString(item) ? item->valuestring : name; *at != '\0'; at++) {
        if (*at != '\\' || at[1] == '\0') {
            bytes_put(&out, at, 1);
        } else if (strchr("nlr", *++at) != NULL) {
            bytes_text(&out, " ");
        } else if (*at == 'N') {
            bytes_text(&out, name);
        } else {
            bytes_put(&out, at, 1);
        }
    }
    bytes_text(&out, "");
    if (out.failed)
        bytes_free(&out);
    return out.data;
}

static bool take_box(chart *c, const cJSON *object)
{
    const char *name = string_of(object, "name"), *shape = string_of(object, "shape");
    char *label = label_of(object, name);
    size_t index = label != NULL ? chart_add_box(c, name, label) : NO_BOX;
    c->failed = c->failed || label == NULL;
    free(label);
    if (index == NO_BOX)
        return false;
    c->boxes[index].decision = strcmp(shape, "diamond") == 0 || strcmp(shape, "Mdiamond") == 0;
    c->boxes[index].terminal =
        strcmp(shape, "oval") == 0 || strcmp(shape, "ellipse") == 0 || strcmp(shape, "circle") == 0;
    return true;
}

/* Boxes come before arrows by their number; groups of boxes, which have "nodes", lie between them. */
static bool take_arrow(chart *c, const size_t *box_of, size_t count, const cJSON *edge)
{
    const cJSON *tail = cJSON_GetObjectItemCaseSensitive(edge, "tail");
    const cJSON *head = cJSON_GetObjectItemCaseSensitive(edge, "head");
    double from = cJSON_IsNumber(tail) ? tail->valuedouble : -1, to = cJSON_IsNumber(head) ? head->valuedouble : -1;
    if (from < 0 || to < 0 || from >= (double)count || to >= (double)count)
        return true;
    char *label = label_of(edge, "");
    chart_arrow *a = label != NULL ? chart_add_arrow(c, box_of[(size_t)from], box_of[(size_t)to], label) : NULL;
    c->failed = c->failed || label == NULL;
    free(label);
    if (a != NULL)
        a->aside =
            strstr(string_of(edge, "style"), "dashed") != NULL || strstr(string_of(edge, "style"), "dotted") != NULL;
    return a != NULL || !c->failed;
}

static bool take_graph(chart *c, const cJSON *root)
{
    const cJSON *objects = cJSON_GetObjectItemCaseSensitive(root, "objects"), *item;
    size_t count = (size_t)cJSON_GetArraySize(objects), at = 0;
    size_t *box_of = malloc((count + 1) * sizeof *box_of);
    bool read = box_of != NULL;
    c->failed = c->failed || !read;
    cJSON_ArrayForEach(item, objects)
    {
        bool is_group = cJSON_HasObjectItem(item, "nodes") || cJSON_HasObjectItem(item, "subgraphs");
        if (read && !is_group)
            read = take_box(c, item);
        if (box_of != NULL)
            box_of[at++] = read && !is_group ? chart_find_box(c, string_of(item, "name")) : NO_BOX;
    }
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(root, "edges"))
    {
        read = read && take_arrow(c, box_of, count, item);
    }
    free(box_of);
    return read;
}

static bool take_json(chart *c, const bytes *json)
{
    bool no_memory;
    cJSON *root = json_read(json->data, json->size, &no_memory);
    c->failed = c->failed || no_memory;
    if (root == NULL)
        return !no_memory && chart_refuse(c, 0, "Graphviz 讀不懂這個 DOT 檔", "Graphviz can't read this DOT file");
    const char *title = string_of(root, "label");
    bool read = title[0] == '\0' || chart_set_text(c, &c->title, title, strlen(title));
    read = read && take_graph(c, root);
    cJSON_Delete(root);
    return read;
}

bool read_dot(chart *c, const char *text, size_t size)
{
    static const char *const argv[] = { "dot", "-Tdot_json", NULL };
    const child_limits limits = { DOT_SECONDS, DOT_MOST };
    bytes json = { 0 };
    bool read = false;
    switch (child_run(argv, text, size, &limits, &json)) {
    case CHILD_OK:
        read = json.size > 0 ? take_json(c, &json) : chart_refuse(c, 0, "是空的", "it is empty");
        break;
    case CHILD_ABSENT:
        chart_refuse(c, 0, "讀 DOT 要用 Graphviz 的 dot，這台機器沒有；安裝：sudo apt-get install graphviz",
                     "DOT is read by Graphviz's dot, which is not here; to install it: sudo apt-get install graphviz");
        break;
    case CHILD_NO_MEMORY:
        c->failed = true;
        break;
    default:
        chart_refuse(c, 0, "Graphviz 讀不懂這個 DOT 檔", "Graphviz can't read this DOT file");
        break;
    }
    bytes_free(&json);
    return read;
}
