/* guest_initrd.c - appends one small cpio archive to an initrd. */
#include "guest_initrd.h"

#include "base/process.h"
#include "common/cleanup.h"

#include <string.h>
#include <sys/stat.h>

static const char modules[] = "virtio_pci\nvirtio_blk\nvirtio_net\nvirtio_rng\next4\nisofs\n";

static int pad(FILE *out) {
    while (ftell(out) % 4)
        if (fputc('\0', out) == EOF)
            return -1;
    return 0;
}

/* One member in the format "newc": 13 numbers of eight hexadecimal digits, name, content. */
static int member(FILE *out, unsigned mode, const char *name, const char *content) {
    static unsigned inode;
    if (fprintf(out, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x%s", ++inode,
                mode, 0u, 0u, 1u, 0u, strlen(content), 0u, 0u, 0u, 0u, strlen(name) + 1, 0u,
                name) < 0 ||
        fputc('\0', out) == EOF || pad(out) < 0 || fputs(content, out) < 0)
        return -1;
    return pad(out);
}

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
    int status = pad(out);
    if (status == 0)
        status = member(out, S_IFDIR | 0755, "conf", "");
    if (status == 0)
        status = member(out, S_IFREG | 0644, "conf/modules", modules);
    if (status == 0)
        status = member(out, 0, "TRAILER!!!", "");
    if (fclose(out) != 0 || status < 0)
        return error_errno(err, "%s", to);
    return 0;
}
