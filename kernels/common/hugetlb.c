/* hugetlb.c - counts the pages of a pool below /sys/kernel/mm/hugepages. */
#include "common/hugetlb.h"

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "common/units.h"

#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

static uint64_t pages_told(const char *root, size_t page, const char *what) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/sys/kernel/mm/hugepages/hugepages-%zukB/%s", root, page / 1024,
             what);
    cleanup_free char *text = small_file_read(path, NULL);
    uint64_t pages;
    return text && parse_count(text, "pages", 0, UINT64_MAX / page, &pages, NULL) == 0
               ? pages
               : HUGETLB_UNTOLD;
}

/* Pages that others have mapped but not touched are free, but promised. */
uint64_t hugetlb_room(const char *root, size_t page) {
    uint64_t free_pages = pages_told(root, page, "free_hugepages");
    uint64_t promised = pages_told(root, page, "resv_hugepages");
    if (free_pages == HUGETLB_UNTOLD || promised == HUGETLB_UNTOLD)
        return HUGETLB_UNTOLD;
    return free_pages > promised ? (free_pages - promised) * page : 0;
}

int hugetlb_refused(const char *root, size_t page, uint64_t bytes, int cause, struct error *err) {
    bool large = page >= (size_t)1 << 30;
    const char *kind = large ? "hugetlb-1g" : "hugetlb", *size = large ? "1 GiB" : "2 MiB";
    const char *instead = large ? "hugetlb" : "thp";
    uint64_t needed = bytes / page, room = hugetlb_room(root, page), there = room / page;
    if (room == HUGETLB_UNTOLD)
        return error_unavailable(err,
                                 "%s: mapping %" PRIu64 " huge pages of %s: %s; this system has no "
                                 "such pages, or does not show them in /sys: use --hugepages=%s",
                                 kind, needed, size, strerror(cause), instead);
    if (there >= needed)
        return error_unavailable(
            err,
            "%s: mapping %" PRIu64 " huge pages of %s: %s, though %" PRIu64
            " are free; a control group may forbid it (hugetlb.%s.max), or use "
            "--hugepages=%s",
            kind, needed, size, strerror(cause), there, large ? "1GB" : "2MB", instead);
    uint64_t pool = pages_told(root, page, "nr_hugepages") + (needed - there);
    if (large)
        return error_unavailable(
            err,
            "%s: %" PRIu64 " free huge pages of %s are needed, %" PRIu64
            " are there; reserve them with 'echo %" PRIu64
            " > /sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages' (boot with "
            "hugepagesz=1G hugepages=%" PRIu64 " where memory is in pieces), or use --hugepages=%s",
            kind, needed, size, there, pool, pool, instead);
    return error_unavailable(err,
                             "%s: %" PRIu64 " free huge pages of %s are needed, %" PRIu64
                             " are there; reserve them with 'sysctl -w vm.nr_hugepages=%" PRIu64
                             "', or use --hugepages=%s",
                             kind, needed, size, there, pool, instead);
}
