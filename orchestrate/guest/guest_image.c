/* guest_image.c - finds the guest image that vm/build-image made. */
#include "guest.h"

#include "harness/cleanup.h"
#include "harness/smallfile.h"

#include <limits.h>
#include <string.h>

static char *below(const char *directory, const char *name) {
    char *path = NULL;
    return asprintf(&path, "%s/%s", directory, name) < 0 ? NULL : path;
}

int guest_image_find(const char *vm_build, struct guest_image *image, struct error *err) {
    *image = (struct guest_image){0};
    cleanup_free char *current = below(vm_build, "current");
    /* Resolved once: a rebuild during a run moves the link, not what it pointed to. */
    cleanup_free char *directory = current ? realpath(current, NULL) : NULL;
    cleanup_free char *append = directory ? below(directory, "append") : NULL;
    if (!directory || !append)
        return error_unavailable(err, "%s: there is no guest image; make one: sudo vm/build-image",
                                 vm_build);
    *image = (struct guest_image){
        .disk = below(directory, "disk.img"),
        .format = strdup("raw"),
        .kernel = below(directory, "vmlinuz"),
        .initrd = below(directory, "initrd.img"),
        .append = small_file_read(append, err),
        .digest = strdup(strrchr(directory, '/') + 1),
    };
    const char *const needed[] = {image->disk, image->kernel, image->initrd, image->append};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        bool is_file = i < 3;
        if (needed[i] && (!is_file || access(needed[i], R_OK) == 0))
            continue;
        guest_image_free(image);
        return error_unavailable(err,
                                 "%s: unusable guest image; remove it and make it again: "
                                 "sudo vm/build-image",
                                 directory);
    }
    return 0;
}

void guest_image_free(struct guest_image *image) {
    free(image->disk);
    free(image->format);
    free(image->kernel);
    free(image->initrd);
    free(image->append);
    free(image->digest);
    *image = (struct guest_image){0};
}
