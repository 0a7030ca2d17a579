/* bare_guest.c - Sources: qemu-system(1), QEMU docs/system/i386/microvm.rst, Linux
 * Documentation/admin-guide/kernel-parameters.txt. */
#include "bare_guest.h"

#include "base/process.h"
#include "common/cleanup.h"
#include "cpio.h"
#include "guest_argv.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#if defined __aarch64__
#define CONSOLE "ttyAMA0"
#define CPU_MODEL "max"
#else
#define CONSOLE "ttyS0"
#define CPU_MODEL NULL
#endif

int bare_machine_available(const char *machine, struct error *err) {
    const char *argv[] = {guest_qemu(), "-machine", "help", NULL};
    cleanup_free char *list = NULL;
    char line[64];
    if (process_check(argv, &list, err) < 0) {
        err->status = STATUS_UNAVAILABLE;
        return -1;
    }
    snprintf(line, sizeof line, "\n%s ", machine);
    return strstr(list, line) ? 0
                              : error_unavailable(err, "%s has no machine %s", argv[0], machine);
}

static int write_archive(FILE *out, const void *program, size_t size) {
    return cpio_member(out, S_IFDIR | 0755, "dev", NULL, 0) < 0 ||
                   cpio_member(out, S_IFREG | 0755, "init", program, size) < 0
               ? -1
               : cpio_end(out);
}

int bare_initramfs_make(const char *program, const char *to, struct error *err) {
    cleanup_close int fd = open(program, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) < 0)
        return error_errno(err, "%s", program);
    size_t size = (size_t)status.st_size;
    void *mapped = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapped == MAP_FAILED)
        return error_errno(err, "%s", program);
    FILE *out = fopen(to, "wxe");
    int written = out ? write_archive(out, mapped, size) : -1;
    if (out && fclose(out) != 0)
        written = -1;
    munmap(mapped, size);
    return written < 0 ? error_errno(err, "%s", to) : 0;
}

/* A microvm restarts by a triple fault alone. */
static int add_append(struct argv *argv, bool microvm, const char *const *arguments,
                      struct error *err) {
    char line[2048]; /* COMMAND_LINE_SIZE of x86 and arm64 */
    snprintf(line, sizeof line, "console=" CONSOLE " quiet loglevel=0 panic=-1%s --",
             microvm ? " reboot=t" : "");
    for (; *arguments; arguments++) {
        size_t used = strlen(line);
        if (used + 1 + strlen(*arguments) >= sizeof line)
            return error_failed(err, "'%s': more than Linux takes on its command line", *arguments);
        snprintf(line + used, sizeof line - used, " %s", *arguments);
    }
    argv_add_words(argv, "-append", line);
    return argv_check(argv, err);
}

/* Its program ends by a restart, or by a panic, which is one: both end QEMU. */
int bare_guest_argv(const struct bare_guest *guest, struct argv *argv, struct error *err) {
    bool microvm = guest->machine == BARE_MICROVM;
    for (const char *const *word = guest->arguments; *word; word++)
        if (strpbrk(*word, " \t\n\""))
            return error_failed(err, "'%s': no argument of a first process", *word);
    argv_add_words(argv, guest_qemu(), "-nodefaults", "-no-user-config", "-display", "none",
                   "-no-reboot", "-machine",
                   microvm ? "microvm,isa-serial=on,rtc=on" : guest_machine(), "-accel",
                   strcmp(guest->accel, "tcg") == 0 ? "tcg,thread=multi" : guest->accel);
    if (CPU_MODEL)
        argv_add_words(argv, "-cpu", CPU_MODEL);
    argv_add(argv, "-smp");
    argv_add(argv, "%u", guest->vcpus);
    argv_add(argv, "-m");
    argv_add(argv, "%" PRIu64 "M", guest->memory >> 20);
    argv_add_words(argv, "-kernel", guest->kernel, "-initrd", guest->initramfs, "-serial", "stdio");
    return add_append(argv, microvm, guest->arguments, err);
}
