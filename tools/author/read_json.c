/* JSON: {"nodes": {id: {label, terminal, utterance}}, "edges": {id: {answer: id}}}. Uses author/chart.h and draw/json.h. */
#include <stdio.h>
#include <string.h>

#include "author/chart.h"
#include "draw/json.h"

static const char *string_of(const cJSON *object, const char *name)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

/* Ids that are numbers get a letter before them: n7. */
static const char *id_of(const char *id, char *room, size_t size)
{
    snprintf(room, size, "%s%s", id[0] >= '0' && id[0] <= '9' ? "n" : "", id);
    return room;
}

static bool take_box(chart *c, const cJSON *node)
{
    char id[128];
    const char *label = string_of(node, "label"), *said = string_of(node, "utterance");
    if (!cJSON_IsObject(node) || (label == NULL && said == NULL))
        return chart_refuse(c, 0, "每個 node 都要有 label", "every node has a label");
    size_t index =
        chart_add_box(c, id_of(node->string, id, sizeof id), label != NULL && label[0] != '\0' ? label : said);
    if (index == NO_BOX)
        return false;
    chart_box *b = &c->boxes[index];
    b->decision = cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(node, "terminal"));
    if (said != NULL && said[0] != '\0' && b->more == NULL)
        (void)chart_set_text(c, &b->more, said, strlen(said));
    return !c->failed;
}

static bool take_arrows(chart *c, const cJSON *arrows)
{
    char id[128];
    const cJSON *arrow;
    size_t from = chart_find_box(c, id_of(arrows->string, id, sizeof id));
    if (from == NO_BOX)
        return chart_refuse(c, 0, "edges 裡有 nodes 沒有的 id", "edges name an id that nodes do not have");
    cJSON_ArrayForEach(arrow, arrows)
    {
        const char *to = cJSON_GetStringValue(arrow);
        size_t index = to != NULL ? chart_find_box(c, id_of(to, id, sizeof id)) : NO_BOX;
        if (index == NO_BOX)
            return chart_refuse(c, 0, "有箭頭指向不存在的 node", "an arrow leads to a node that is not there");
        if (chart_add_arrow(c, from, index, arrow->string != NULL ? arrow->string : "") == NULL)
            return false;
    }
    return true;
}

bool read_json(chart *c, const char *text, size_t size)
{
    bool no_memory;
    cJSON *root = json_read(text, size, &no_memory);
    const cJSON *nodes = cJSON_GetObjectItemCaseSensitive(root, "nodes"),
                *edges = cJSON_GetObjectItemCaseSensitive(root, "edges");
    const cJSON *item;
    bool read = cJSON_IsObject(nodes) && cJSON_IsObject(edges);
    c->failed = c->failed || no_memory;
    if (!read && !no_memory)
        chart_refuse(c, 0, "要是 {\"nodes\":{…},\"edges\":{…}} 這種 JSON",
                     "it should be JSON like {\"nodes\":{…},\"edges\":{…}}");
    const char *title = string_of(root, "problem_description");
    if (title == NULL)
        title = string_of(root, "name");
    if (title != NULL)
        read = chart_set_text(c, &c->title, title, strlen(title)) && read;
    cJSON_ArrayForEach(item, nodes) read = read && take_box(c, item);
    cJSON_ArrayForEach(item, edges) read = read && take_arrows(c, item);
    cJSON_Delete(root);
    return read;
}
