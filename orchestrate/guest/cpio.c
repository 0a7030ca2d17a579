/* cpio.c - heads of 13 numbers of eight hexadecimal digits, names, contents. */
#include "cpio.h"

#include <string.h>

int cpio_pad(FILE *out) {
    while (ftell(out) % 4)
        if (fputc('\0', out) == EOF)
            return -1;
    return 0;
}

int cpio_member(FILE *out, unsigned mode, const char *name, const void *content, size_t size) {
    static unsigned inode;
    if (fprintf(out, "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x%s", ++inode,
                mode, 0u, 0u, 1u, 0u, size, 0u, 0u, 0u, 0u, strlen(name) + 1, 0u, name) < 0 ||
        fputc('\0', out) == EOF || cpio_pad(out) < 0 ||
        (size > 0 && fwrite(content, size, 1, out) != 1))
        return -1;
    return cpio_pad(out);
}

int cpio_end(FILE *out) {
    return cpio_member(out, 0, "TRAILER!!!", NULL, 0);
}
