/* host_kernel.c - finds the host's kernel image and judges whether it can drive a guest;
 * appends what its initrd must load. */
#include "host_kernel.h"

#include "base/process.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "cpio.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>

enum presence { ABSENT, MODULE, BUILT_IN };

static const struct driver {
    const char *option, *module;
} drivers[] = {
    {"CONFIG_VIRTIO_PCI", "virtio_pci"}, {"CONFIG_VIRTIO_BLK", "virtio_blk"},
    {"CONFIG_VIRTIO_NET", "virtio_net"}, {"CONFIG_EXT4_FS", "ext4"},
    {"CONFIG_ISO9660_FS", "isofs"},
};

/* The first of the places (printf formats of root and release) that can be read; else NULL, and
 * *hidden names one that is there but cannot be read. */
static char *first_readable(const char *const *places, const char *root, const char *release,
                            char *hidden, size_t size) {
    for (; *places; places++) {
        char path[PATH_MAX];
        size_t used = (size_t)snprintf(path, sizeof path, "%s", root);
        for (const char *at = *places; *at && used + 1 < sizeof path; at++)
            if (*at == '@')
                used += (size_t)snprintf(path + used, sizeof path - used, "%s", release);
            else
                path[used++] = *at, path[used] = '\0';
        if (access(path, R_OK) == 0)
            return strdup(path);
        if (hidden && access(path, F_OK) == 0)
            snprintf(hidden, size, "%s", path);
    }
    return NULL;
}

static const char *const kernel_places[] = {"/boot/vmlinuz-@", "/lib/modules/@/vmlinuz",
                                            "/usr/lib/modules/@/vmlinuz", "/boot/Image-@", NULL};
static const char *const initrd_places[] = {"/boot/initrd.img-@", "/boot/initramfs-@.img",
                                            "/boot/initrd-@", "/lib/modules/@/initramfs.img", NULL};
static const char *const config_places[] = {"/boot/config-@", "/lib/modules/@/config",
                                            "/usr/lib/modules/@/config", NULL};
static const char *const packed_config[] = {"/proc/config.gz", NULL};
static const char *const built_in_places[] = {"/lib/modules/@/modules.builtin",
                                              "/usr/lib/modules/@/modules.builtin", NULL};
static const char *const module_places[] = {"/lib/modules/@/modules.dep",
                                            "/usr/lib/modules/@/modules.dep", NULL};

static char *read_first(const char *const *places, const char *root, const char *release) {
    cleanup_free char *path = first_readable(places, root, release, NULL, 0);
    return path ? small_file_read(path, NULL) : NULL;
}

static char *read_config(const char *root, const char *release) {
    char *config = read_first(config_places, root, release);
    cleanup_free char *packed = config ? NULL : first_readable(packed_config, root, "", NULL, 0);
    if (packed) {
        const char *argv[] = {"gzip", "-dc", packed, NULL};
        process_check(argv, &config, NULL);
    }
    return config;
}

/* "CONFIG_VIRTIO_BLK=y" in a configuration. */
static enum presence in_config(const char *config, const char *option) {
    size_t size = strlen(option);
    for (const char *at = config; (at = strstr(at, option)); at += size)
        if ((at == config || at[-1] == '\n') && at[size] == '=')
            return at[size + 1] == 'y' ? BUILT_IN : at[size + 1] == 'm' ? MODULE : ABSENT;
    return ABSENT;
}

/* ".../virtio_blk.ko" in a list of modules, also compressed. */
static bool lists(const char *list, const char *module) {
    char name[64];
    snprintf(name, sizeof name, "/%s.ko", module);
    return list && strstr(list, name);
}

static int judge_drivers(const char *root, const char *release, bool *modules, struct error *err) {
    cleanup_free char *config = read_config(root, release);
    cleanup_free char *built_in = config ? NULL : read_first(built_in_places, root, release);
    cleanup_free char *module = config ? NULL : read_first(module_places, root, release);
    if (!config && !built_in)
        return error_unavailable(err,
                                 "which drivers kernel %s has cannot be told: no /boot/config-%s, "
                                 "no /proc/config.gz and no modules.builtin",
                                 release, release);
    *modules = false;
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
        const struct driver *driver = &drivers[i];
        enum presence presence = config ? in_config(config, driver->option)
                                 : lists(built_in, driver->module) ? BUILT_IN
                                 : lists(module, driver->module)   ? MODULE
                                                                   : ABSENT;
        if (presence == ABSENT)
            return error_unavailable(err,
                                     "kernel %s has no %s (%s), which a guest needs; name a kernel "
                                     "that has it with --kernel FILE",
                                     release, driver->module, driver->option);
        *modules = *modules || presence == MODULE;
    }
    return 0;
}

int host_kernel_find(const char *root, const char *release, bool has_initrd,
                     struct host_kernel *found, struct error *err) {
    char hidden[PATH_MAX] = "";
    bool modules = false;
    *found = (struct host_kernel){0};
    found->kernel = first_readable(kernel_places, root, release, hidden, sizeof hidden);
    if (!found->kernel && hidden[0])
        return error_unavailable(err, "%s cannot be read; run as root, or: sudo chmod a+r %s",
                                 hidden, hidden);
    if (!found->kernel)
        return error_unavailable(err,
                                 "there is no image of the running kernel %s in /boot or "
                                 "/lib/modules/%s; name one with --kernel FILE",
                                 release, release);
    if (judge_drivers(root, release, &modules, err) < 0)
        return -1;
    if (!modules || has_initrd)
        return 0;
    found->initrd = first_readable(initrd_places, root, release, hidden, sizeof hidden);
    if (!found->initrd)
        return error_unavailable(err,
                                 "drivers of kernel %s are modules and there is no initrd in /boot "
                                 "that can be read; make one (sudo update-initramfs -c -k %s) or "
                                 "name one with --initrd FILE",
                                 release, release);
    return 0;
}

void host_kernel_free(struct host_kernel *found) {
    free(found->kernel);
    free(found->initrd);
    *found = (struct host_kernel){0};
}

static const char modules[] = "virtio_pci\nvirtio_blk\nvirtio_net\nvirtio_rng\next4\nisofs\n";

int guest_initrd_make(const char *from, const char *to, struct error *err) {
    const char *argv[] = {"cp", "--", from, to, NULL};
    if (process_check(argv, NULL, err) < 0 || chmod(to, 0600) < 0)
        return error_wrap(err, "the guest's initrd");
    FILE *out = fopen(to, "r+e");
    if (!out || fseek(out, 0, SEEK_END) < 0) {
        error_errno(err, "%s", to);
        if (out)
            fclose(out);
        return -1;
    }
    int status = cpio_pad(out);
    if (status == 0)
        status = cpio_member(out, S_IFDIR | 0755, "conf", NULL, 0);
    if (status == 0)
        status = cpio_member(out, S_IFREG | 0644, "conf/modules", modules, strlen(modules));
    if (status == 0)
        status = cpio_end(out);
    if (fclose(out) != 0 || status < 0)
        return error_errno(err, "%s", to);
    return 0;
}
