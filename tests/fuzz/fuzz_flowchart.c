/* Fuzzes the readers of flowcharts that are our own or get bytes from outside: Mermaid, draw.io, JSON, Markdown. The first byte chooses. What
 * is read is written as a guide, and that must load: no text of a chart is ever Lua, and every name is one. */
#include <stdlib.h>
#include <string.h>

#include "author/readers.h"
#include "author/write_guide.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* A chart may come to a guide that check has something to say about, but never to a file that does not load (WM001, 1xx). */
static void load(const bytes *guide)
{
    wm_rules *rules = NULL;
    const wm_finding *findings;
    require(wm_rules_load_text(&rules, NULL, "made.lua", guide->data, guide->size, NULL) == WM_OK);
    size_t count = wm_rules_findings(rules, &findings);
    for (size_t i = 0; i < count; i++)
        require(findings[i].severity == WM_WARNING);
    wm_rules_free(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static chart_reader *const readers[] = { read_mermaid, read_drawio, read_json, read_markdown };
    if (size < 2 || size > 1 << 16)
        return 0;
    chart c;
    bytes guide = { 0 };
    guide_counts counts;
    const guide_terms terms = { "made/of_it", "chart", "second_line" };
    if (chart_read(&c, readers[data[0] % 4], (const char *)data + 1, size - 1)) {
        require(write_guide(&guide, &c, &terms, &counts));
        load(&guide);
    }
    chart_free(&c);
    bytes_free(&guide);
    return 0;
}
