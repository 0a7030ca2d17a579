/* huge_tree.h - a /sys tree of huge pages below the scratch directory, as the kernel shows it. */
#ifndef VIRTAX_TESTS_HUGE_TREE_H
#define VIRTAX_TESTS_HUGE_TREE_H

#include "base/journal.h"
#include "scratch_tree.h"

static const char *huge_file(int node, const char *name) {
    static char path[128];
    snprintf(path, sizeof path, "sys/devices/system/node/node%d/hugepages/hugepages-2048kB/%s",
             node, name);
    return path;
}

static void huge_node(int node, const char *reserved, const char *free_pages) {
    tree_write(huge_file(node, "nr_hugepages"), reserved);
    tree_write(huge_file(node, "free_hugepages"), free_pages);
}

static struct journal *open_journal(void) {
    struct journal *journal = NULL;
    if (journal_open(&journal, NULL) < 0)
        abort();
    return journal;
}

#endif
