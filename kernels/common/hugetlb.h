/* hugetlb.h - the pools of huge pages that are set apart, and what to do where they are short.
 *
 * Source: Linux Documentation/admin-guide/mm/hugetlbpage.rst. `root` is the tree below which /sys
 * is looked for, "" on a live machine; `page` is the size of a page in bytes. */
#ifndef VIRTAX_HUGETLB_H
#define VIRTAX_HUGETLB_H

#include "common/error.h"

#include <stddef.h>
#include <stdint.h>

/* Bytes in pages that are free and promised to nobody; HUGETLB_UNTOLD where /sys does not tell. */
#define HUGETLB_UNTOLD UINT64_MAX
uint64_t hugetlb_room(const char *root, size_t page);

/* Why a mapping of `bytes` (a multiple of `page`) failed with `cause`, an errno: always
 * STATUS_UNAVAILABLE, with the size of pool that has room for it beside what is in use. Where the
 * pool has room it is not to blame: then the cause itself, and who may have refused. */
int hugetlb_refused(const char *root, size_t page, uint64_t bytes, int cause, struct error *err);

#endif
