/* huge_pages.c - reserving huge pages node by node, through the journal. */
#include "huge_pages.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <string.h>

#define ALL_PAGES "%s/sys/kernel/mm/hugepages/hugepages-2048kB/"
#define NODE_PAGES "%s/sys/devices/system/node/node%d/hugepages/hugepages-2048kB/"

/* Takes over the text. */
static bool take_number(char *text, unsigned long *number) {
    cleanup_free char *owned = text;
    return owned && sscanf(owned, "%lu", number) == 1;
}

/* Free pages that no mapping has been promised. The promises are told for all nodes together: all
 * of them are taken off each node, so that too few are counted rather than too many. */
static bool unpromised(const char *root, int node, unsigned long *pages) {
    unsigned long promised = 0;
    if (!take_number(small_file_readf(NULL, NODE_PAGES "free_hugepages", root, node), pages))
        return false;
    take_number(small_file_readf(NULL, ALL_PAGES "resv_hugepages", root), &promised);
    *pages -= promised < *pages ? promised : *pages;
    return true;
}

/* Fills part->added with the pages that are missing; the rest is there already. */
static int judge(const char *root, const struct huge_pages_wish *wish, struct huge_pages_part *part,
                 struct error *err) {
    unsigned long wanted = (unsigned long)((wish->bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES);
    unsigned long free_pages;
    int length =
        snprintf(part->path, sizeof part->path, NODE_PAGES "nr_hugepages", root, wish->node);
    if (length >= (int)sizeof part->path ||
        !take_number(small_file_read(part->path, NULL), &part->before) ||
        !unpromised(root, wish->node, &free_pages))
        return error_unavailable(err, "this host has no huge pages of 2 MiB on node %d",
                                 wish->node);
    part->added = wanted > free_pages ? wanted - free_pages : 0;
    if (part->added && access(part->path, W_OK) < 0)
        return error_unavailable(err,
                                 "%lu huge pages of 2 MiB are wanted on node %d and %lu are free; "
                                 "as root: echo %lu >%s",
                                 wanted, wish->node, free_pages, part->before + part->added,
                                 part->path);
    return 0;
}

int huge_pages_possible(const char *root, const struct huge_pages_wish *wishes, size_t count,
                        struct error *err) {
    struct huge_pages_part part;
    for (size_t i = 0; i < count; i++)
        if (judge(root, &wishes[i], &part, err) < 0)
            return -1;
    return 0;
}

static int write_number(const char *path, unsigned long number, struct error *err) {
    char text[32];
    snprintf(text, sizeof text, "%lu", number);
    return small_file_write(path, text, err);
}

/* The kernel takes the number and gives as many pages as it finds: only the number read back tells.
 * Too few are given back at once, since the journal knows of all that were wanted. */
static int add_pages(struct huge_pages_part *part, int node, struct journal *journal,
                     struct error *err) {
    char added[32];
    unsigned long wanted = part->before + part->added, got = part->before;
    snprintf(added, sizeof added, "%lu", part->added);
    part->journal_id = journal_add(journal, "huge-pages", part->path, added, err);
    if (part->journal_id < 0)
        return -1;
    int written = write_number(part->path, wanted, err);
    take_number(small_file_read(part->path, NULL), &got);
    if (written == 0 && got >= wanted)
        return 0;
    if ((got == part->before || write_number(part->path, part->before, err) == 0) &&
        journal_forget(journal, part->journal_id, err) == 0 && written == 0)
        error_unavailable(err,
                          "node %d: %lu huge pages of 2 MiB are wanted and the kernel finds "
                          "memory for %lu; free memory, or reserve them at boot "
                          "(hugepages=%lu)",
                          node, wanted, got, wanted);
    return -1;
}

int huge_pages_reserve(const char *root, const struct huge_pages_wish *wishes, size_t count,
                       struct journal *journal, struct huge_pages *reserved, struct error *err) {
    *reserved = (struct huge_pages){0};
    for (size_t i = 0; i < count && i < TOPOLOGY_MAX_NODES; i++) {
        struct huge_pages_part *part = &reserved->part[reserved->count];
        part->journal_id = -1;
        int status = judge(root, &wishes[i], part, err);
        if (status == 0 && part->added == 0)
            continue;
        if (status == 0) {
            reserved->count++;
            status = add_pages(part, wishes[i].node, journal, err);
        }
        if (status < 0) {
            /* Pages that cannot be given back stay in the journal, whose close tries again. */
            huge_pages_release(reserved, journal, NULL);
            return -1;
        }
    }
    return 0;
}

int huge_pages_release(struct huge_pages *reserved, struct journal *journal, struct error *err) {
    int status = 0;
    while (reserved->count > 0)
        if (journal_undo(journal, reserved->part[--reserved->count].journal_id, err) < 0)
            status = -1;
    return status;
}
