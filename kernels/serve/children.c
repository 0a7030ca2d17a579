/* children.c - /proc/PID/task/PID/children. */
#include "serve/children.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <signal.h>
#include <string.h>

void process_each_child(pid_t pid, void (*each)(pid_t child, void *context), void *context) {
    char *state = NULL;
    cleanup_free char *list = small_file_readf(NULL, "/proc/%d/task/%d/children", pid, pid);
    for (char *child = list ? strtok_r(list, " \n", &state) : NULL; child;
         child = strtok_r(NULL, " \n", &state))
        each((pid_t)strtol(child, NULL, 10), context);
}

void process_kill(pid_t child, void *context) {
    (void)context;
    kill(child, SIGKILL);
}
