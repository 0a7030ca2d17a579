/* file_system.c - mkfs.ext4, mount(2), e2fsck. */
#include "file_system.h"

#include "base/cause.h"
#include "common/last_lines.h"

#include <inttypes.h>
#include <string.h>
#include <sys/mount.h>

static const char *const make_options[] = {
    "-q", "-F", "-b",         "4096", "-m",
    "0",  "-L", "vtx-medium", "-E",   "lazy_itable_init=0,lazy_journal_init=0,nodiscard"};
enum { MAKE_OPTIONS = sizeof make_options / sizeof *make_options };

json_t *file_system_make_options(void) {
    json_t *options = json_array();
    for (int i = 0; i < MAKE_OPTIONS; i++)
        json_array_append_new(options, json_string(make_options[i]));
    return options;
}

int file_system_make(const char *path, uint64_t size, struct error *err) {
    char kilobytes[32];
    const char *argv[MAKE_OPTIONS + 4] = {"mkfs.ext4"};
    snprintf(kilobytes, sizeof kilobytes, "%" PRIu64 "k", size >> 10);
    memcpy(argv + 1, make_options, sizeof make_options);
    argv[MAKE_OPTIONS + 1] = path;
    argv[MAKE_OPTIONS + 2] = kilobytes;
    return process_check(argv, NULL, err);
}

int file_system_mount(const char *device, const char *directory, struct error *err) {
    /* noatime is a flag of mount(2), not one of the file system's own options. */
    if (mount(device, directory, "ext4", MS_NOATIME, NULL) < 0)
        return error_errno(err, "mounting %s on %s", device, directory);
    return 0;
}

int file_system_check(const char *device, struct file_system_check *check, struct error *err) {
    const char *argv[] = {"e2fsck", "-f", "-n", device, NULL};
    struct process_spec spec = {.argv = argv};
    struct process_result result;
    int status = process_run(&spec, &result, err);
    if (status == 0) {
        const char *last = last_lines(result.out, 1);
        *check = (struct file_system_check){.clean = result.exit_status == 0,
                                            .exit_status = result.exit_status};
        snprintf(check->detail, sizeof check->detail, "%.*s", (int)strcspn(last, "\r\n"), last);
        /* From 8 on e2fsck could not look (e2fsck(8)). */
        if (result.exit_status >= 8)
            status = cause_failed("e2fsck", &result, err);
    }
    process_result_free(&result);
    return status;
}
