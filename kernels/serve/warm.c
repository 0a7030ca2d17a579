/* warm.c - reads what a server runs from: it is in the page cache then, and known to be the root's.
 */
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "serve/process.h"
#include "serve/root.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A line of proc_pid_maps(5) names a file of the root, or memory, a device, or the server's data.
 */
static const char *mapped_file(const char *line, const char *data) {
    const char *path = strchr(line, '/');
    const char *const others[] = {"/memfd:", "/dev/", "/SYSV", data};
    for (size_t i = 0; path && i < sizeof others / sizeof *others; i++)
        if (others[i] && strncmp(path, others[i], strlen(others[i])) == 0)
            return NULL;
    return path;
}

/* Each file once: its parts follow each other. The program, which comes first, was read before it
 * was started (root_check). */
static int check_mapped(char *maps, const char *program, const char *data, struct error *err) {
    const char *last = program;
    char *state = NULL;
    cleanup_free char *manifest = root_manifest(err);
    if (!manifest)
        return -1;
    for (char *line = strtok_r(maps, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
        const char *path = mapped_file(line, data);
        char digest[65];
        if (path && strcmp(path, last) != 0 && root_check_file(manifest, path, digest, err) < 0)
            return -1;
        last = path ? path : last;
    }
    return 0;
}

static int look(const struct service_process *server, struct error *err) {
    if (root_become(server->service->user, err) < 0)
        return -1;
    cleanup_free char *maps = small_file_readf(err, "/proc/%d/maps", server->pid);
    char program[PATH_MAX];
    if (!realpath(server->service->program, program))
        return error_errno(err, "%s", server->service->program);
    return maps ? check_mapped(maps, program, server->data, err) : -1;
}

/* In a process of its own: the server's user may look at it also where a container's root may not
 * (ptrace(2)). What is wrong comes through a pipe. */
int service_warm(const struct service_process *server, struct error *err) {
    int ends[2], status = 0;
    if (pipe(ends) < 0)
        return error_errno(err, "pipe");
    cleanup_close int told = ends[0];
    pid_t pid = fork();
    if (pid == 0) {
        struct error cause = {.text = ""};
        int result = look(server, &cause);
        dprintf(ends[1], "%s", cause.text);
        _exit(result < 0);
    }
    close(ends[1]);
    if (pid < 0)
        return error_errno(err, "fork");
    char text[1024] = "";
    size_t size = 0;
    for (ssize_t got;
         size < sizeof text - 1 && (got = read(told, text + size, sizeof text - 1 - size)) != 0;)
        if (got > 0)
            size += (size_t)got;
        else if (errno != EINTR)
            break;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status == 0 ? 0
                       : error_failed(err, "%s: what it has mapped: %s", server->service->name,
                                      text[0] ? text : "cannot be read");
}
