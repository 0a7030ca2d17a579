/* warm.c - fills the page cache with what a server runs from. */
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "serve/process.h"
#include "serve/root.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void read_all(const char *path) {
    static char bytes[1 << 16];
    cleanup_close int file = open(path, O_RDONLY | O_CLOEXEC);
    while (file >= 0 && read(file, bytes, sizeof bytes) > 0)
        ;
}

/* Lines of proc_pid_maps(5) that name a file, each file once: its parts follow each other. */
static void read_mapped(char *maps) {
    const char *last = "";
    char *state = NULL;
    for (char *line = strtok_r(maps, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
        const char *path = strchr(line, '/');
        if (path && strcmp(path, last) != 0)
            read_all(path);
        last = path ? path : last;
    }
}

/* Its own user may look at it also where a container's root may not (ptrace(2)). */
int service_warm(const struct service_process *server, struct error *err) {
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        cleanup_free char *maps = NULL;
        if (root_become(server->service->user, NULL) == 0)
            maps = small_file_readf(NULL, "/proc/%d/maps", server->pid);
        if (maps)
            read_mapped(maps);
        _exit(maps ? 0 : 1);
    }
    if (pid < 0)
        return error_errno(err, "fork");
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status == 0
               ? 0
               : error_failed(err, "%s: what it has mapped cannot be read", server->service->name);
}
