/* huge_pages.h - huge pages of the host, reserved for one guest and given back after it.
 *
 * Source: Linux Documentation/admin-guide/mm/hugetlbpage.rst. `root` is the tree below which /sys
 * is looked for, "" on a live machine. */
#ifndef VIRTAX_HUGE_PAGES_H
#define VIRTAX_HUGE_PAGES_H

#include "base/journal.h"
#include "common/topology.h"

#include <stdint.h>

#define HUGE_PAGE_BYTES (UINT64_C(2) << 20)

/* Bytes wanted on one node of the host; whole pages are taken for them. */
struct huge_pages_wish {
    int node;
    uint64_t bytes;
};

/* What was reserved beyond the pages that lay free. */
struct huge_pages {
    size_t count;
    struct huge_pages_part {
        char path[192]; /* of nr_hugepages */
        unsigned long before, added;
        int journal_id;
    } part[TOPOLOGY_MAX_NODES];
};

/* Could they be had: pages that lie free, or leave to reserve them? STATUS_UNAVAILABLE with cause
 * and mend otherwise. Changes nothing. */
int huge_pages_possible(const char *root, const struct huge_pages_wish *wishes, size_t count,
                        struct error *err);

/* Uses what lies free and reserves the rest, journalled first.
 * STATUS_UNAVAILABLE where the kernel does not give enough: then all is as it was. */
int huge_pages_reserve(const char *root, const struct huge_pages_wish *wishes, size_t count,
                       struct journal *journal, struct huge_pages *reserved, struct error *err);

/* Gives back what was added, whatever others reserved or gave back meanwhile. */
int huge_pages_release(struct huge_pages *reserved, struct journal *journal, struct error *err);

#endif
