/* boot_choice.c - checks that --image, --kernel, --initrd and --append go together, and takes
 * digests. */
#include "guest/boot_choice.h"

#include "base/durable.h"
#include "guest/disk_image.h"
#include "guest/firmware.h"
#include "guest/host_kernel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

bool boot_requested(const struct boot_request *request) {
    return request->image || request->kernel || request->initrd || request->append;
}

static int take_file(const char *option, const char *path, struct plan_file *file,
                     struct error *err) {
    char digest[65];
    struct stat status;
    file->path = realpath(path, NULL);
    if (!file->path || stat(file->path, &status) < 0 || access(file->path, R_OK) < 0)
        return error_usage(err, "%s %s: %s", option, path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return error_usage(err, "%s %s: not a regular file", option, path);
    if (file_sha256(file->path, digest, err) < 0)
        return error_wrap(err, "%s", option);
    file->sha256 = strdup(digest);
    return file->sha256 ? 0 : error_failed(err, "out of memory");
}

static int check_together(const struct boot_request *request, struct error *err) {
    if (request->initrd && !request->kernel)
        return error_usage(err, "--initrd: belongs to a kernel; name it with --kernel FILE");
    if (request->append && !request->kernel)
        return error_usage(err, "--append: belongs to a kernel; name it with --kernel FILE|host");
    bool root = request->append && strstr(request->append, "root=");
    if (request->image && request->kernel && !root)
        return error_usage(err, "--kernel with --image: which partition is the root? "
                                "Say it with --append root=..., for instance root=/dev/vda1");
    return 0;
}

static int take_host_kernel(const struct boot_request *request, struct plan_boot *boot,
                            struct error *err) {
    struct utsname system;
    struct host_kernel found;
    if (uname(&system) < 0)
        return error_errno(err, "uname");
    int status = host_kernel_find("", system.release, request->initrd != NULL, &found, err);
    if (status == 0)
        status = take_file("--kernel", found.kernel, &boot->kernel, err);
    if (status == 0 && found.initrd)
        status = take_file("--kernel host: initrd", found.initrd, &boot->initrd, err);
    boot->load_drivers = found.initrd != NULL;
    host_kernel_free(&found);
    return status < 0 ? error_wrap(err, "--kernel host") : 0;
}

static int take_kernel(const struct boot_request *request, struct plan_boot *boot,
                       struct error *err) {
    bool host = strcmp(request->kernel, "host") == 0;
    if (host && take_host_kernel(request, boot, err) < 0)
        return -1;
    if (!host && take_file("--kernel", request->kernel, &boot->kernel, err) < 0)
        return -1;
    return request->initrd ? take_file("--initrd", request->initrd, &boot->initrd, err) : 0;
}

int plan_boot_choose(const struct boot_request *request, struct plan_boot *boot,
                     struct error *err) {
    *boot = (struct plan_boot){0};
    if (check_together(request, err) < 0 ||
        (request->kernel && take_kernel(request, boot, err) < 0))
        return -1;
    if (request->append && !(boot->append = strdup(request->append)))
        return error_failed(err, "out of memory");
    if (!request->image)
        return 0;
    struct disk_image image;
    if (take_file("--image", request->image, &boot->image, err) < 0)
        return -1;
    if (disk_image_inspect(boot->image.path, !request->kernel, &image, err) < 0)
        return error_wrap(err, "--image");
    return strcmp(image.firmware, "uefi") == 0 ? uefi_installed(err) : 0;
}

static int file_unchanged(const struct plan_file *file, struct error *err) {
    char digest[65];
    if (!file->path)
        return 0;
    if (file_sha256(file->path, digest, err) < 0)
        return -1;
    if (strcmp(digest, file->sha256) != 0)
        return error_failed(err,
                            "%s has changed since the run began; restore the file of the plan "
                            "(sha256 %.12s...), or start a new run",
                            file->path, file->sha256);
    return 0;
}

int plan_boot_unchanged(const struct plan_boot *boot, struct error *err) {
    return file_unchanged(&boot->image, err) < 0 || file_unchanged(&boot->kernel, err) < 0 ||
                   file_unchanged(&boot->initrd, err) < 0
               ? -1
               : 0;
}
