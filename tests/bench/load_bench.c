/* load_bench.c: loads a folder of rules and tells what it took, for load_bench.sh. Uses waymark.h.
 *     load_bench RULES KB        prints guides, nodes and seconds of processor time */
#include <stdio.h>
#include <time.h>

#include "waymark.h"

int main(int argc, char **argv)
{
    wm_rules *rules = NULL;
    wm_error error = { 0 };
    const wm_finding *found;
    if (argc != 3) {
        (void)fprintf(stderr, "usage: load_bench RULES KB\n");
        return 2;
    }
    wm_config config = { .kb_dir = argv[2] };
    clock_t begun = clock();
    wm_status status = wm_rules_load(&rules, &config, argv[1], &error);
    double taken = (double)(clock() - begun) / CLOCKS_PER_SEC;
    if (status != WM_OK) {
        (void)fprintf(stderr, "%s: %s\n", argv[1], error.en);
        return 3;
    }
    size_t guides = wm_rules_guide_count(rules), nodes = 0, count = wm_rules_findings(rules, &found);
    for (size_t i = 0; i < count; i++)
        if (found[i].severity == WM_ERROR)
            (void)fprintf(stderr, "%s: %s\n", found[i].where, found[i].what.en);
    for (size_t i = 0; i < guides; i++) {
        wm_guide_info info;
        if (wm_rules_guide(rules, i, &info) == WM_OK)
            nodes += info.nodes;
    }
    printf("%zu guides, %zu nodes, %.3f s\n", guides, nodes, taken);
    wm_rules_free(rules);
    return 0;
}
