/* measuring_lock.c - a lock on a file in /tmp, whoever made it. */
#include "measuring_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of all users, hence not in anybody's own state directory. O_NOFOLLOW: /tmp is everybody's. */
static const char path[] = "/tmp/virtax.lock";

/* O_CREAT only where there is none: with it, a file of another user is refused even to root (sysctl
 * fs.protected_regular). Readable by all, whatever the umask. */
static int open_or_make(void) {
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0 || errno != ENOENT)
        return fd;
    fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (fd < 0)
        return errno == EEXIST ? open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    (void)!fchmod(fd, 0644);
    return fd;
}

int measuring_lock(struct error *err) {
    int fd = open_or_make();
    if (fd < 0)
        return error_errno(err, "%s", path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    if (errno == EWOULDBLOCK)
        error_failed(err, "another virtax run measures on this machine; wait for it to end");
    else
        error_errno(err, "%s", path);
    close(fd);
    return -1;
}
