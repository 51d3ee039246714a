/* Choosing a reader, and what holds for all of them. Uses author/readers.h. */
#include "author/readers.h"

#include <string.h>

chart_reader *reader_of(const char *ending)
{
    static const struct {
        const char *ending;
        chart_reader *reader;
    } all[] = { { "dot", read_dot },       { "gv", read_dot },     { "mmd", read_mermaid }, { "mermaid", read_mermaid },
                { "drawio", read_drawio }, { "xml", read_drawio }, { "json", read_json },   { "md", read_markdown } };
    for (size_t i = 0; ending != NULL && i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].ending, ending) == 0)
            return all[i].reader;
    return NULL;
}

bool chart_read(chart *c, chart_reader *reader, const char *text, size_t size)
{
    *c = (chart){ 0 };
    if (size > CHART_MOST_BYTES)
        return chart_refuse(c, 0, "檔案太大，最多 4 MiB", "the file is too large; at most 4 MiB");
    if (size == 0 || memchr(text, '\0', size) != NULL)
        return chart_refuse(c, 0, "不是文字檔，或是空的", "it is not a text file, or empty");
    bool read = reader(c, text, size);
    if (read && chart_settle(c))
        return true;
    if (!c->failed && c->wrong.zh == NULL)
        chart_settle(c); /* says what is wrong where a limit was reached */
    if (!c->failed && c->wrong.zh == NULL)
        chart_refuse(c, 0, "讀不懂這個檔案", "this file can't be read");
    return false;
}
