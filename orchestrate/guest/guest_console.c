/* guest_console.c - recognises how guests die. */
#include "guest_console.h"

#include <ctype.h>
#include <string.h>

/* The word "x86-64-v2" to "x86-64-v4" at or after `at`, on its line. */
static const char *isa_level(const char *at) {
    static char level[] = "x86-64-v2";
    const char *found = strstr(at, "x86-64-v");
    if (!found || found > at + strcspn(at, "\n") || !isdigit((unsigned char)found[8]))
        return "x86-64-v2 or later";
    level[8] = found[8];
    return level;
}

/* glibc from 2.33 on, as the loader and as a library: sysdeps/x86/dl-hwcap.h and cpu-features.c. */
static const char *newer_cpu(const char *console) {
    static const char *const words[] = {"CPU ISA level is lower than required",
                                        "CPU does not support x86-64-v"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = strstr(console, words[i]);
        if (at)
            return at;
    }
    return NULL;
}

int guest_console_verdict(const char *console, bool host_cpu, struct error *err) {
    const char *newer = newer_cpu(console);
    if (newer && host_cpu)
        return error_failed(err,
                            "the image is built for a newer CPU (%s) than the newest that this "
                            "host gives a guest, which this one has (cpu-model=host); take an "
                            "image for older CPUs, or a newer host",
                            isa_level(newer));
    if (newer)
        return error_failed(err,
                            "the image is built for a newer CPU (%s) than QEMU's default CPU model "
                            "has; environment kvm-tuned, or kvm+cpu-model=host, boots it where "
                            "the host's CPU is new enough",
                            isa_level(newer));
    const char *panic = strstr(console, "Kernel panic");
    if (panic)
        return error_failed(err, "%.*s", (int)strcspn(panic, "\r\n"), panic);
    if (strstr(console, "No bootable device"))
        return error_failed(err, "the firmware found nothing to boot on the image: it has no boot "
                                 "loader; --kernel FILE boots it without one");
    return 0;
}
