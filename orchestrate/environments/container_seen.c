/* container_seen.c - the processes of this host by their parents, and files of one in /proc.
 * Sources: proc(5), user_namespaces(7). */
#include "container_seen.h"

#include "base/array.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "container_facts.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

static const char sandbox[] = "runsc-sandbox";

struct task {
    int pid, parent;
    bool named;   /* its command line names the container */
    bool sandbox; /* it is called so, and not gVisor's servant for files */
};

struct tasks {
    struct task *task;
    size_t count;
};

static void look_for_id(const char *root, const char *id, struct task *task) {
    char path[PATH_MAX], words[16384];
    snprintf(path, sizeof path, "%s/proc/%d/cmdline", root, task->pid);
    cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? 0 : read(fd, words, sizeof words);
    size_t length = size > 0 ? (size_t)size : 0;
    task->named = memmem(words, length, id, strlen(id));
    task->sandbox =
        task->named && length > strlen(sandbox) && strncmp(words, sandbox, strlen(sandbox)) == 0;
}

static int parent_of(const char *root, int pid) {
    cleanup_free char *stat = small_file_readf(NULL, "%s/proc/%d/stat", root, pid);
    const char *at = stat ? strrchr(stat, ')') : NULL;
    int parent;
    return at && sscanf(at, ") %*c %d", &parent) == 1 ? parent : -1;
}

/* `id` NULL: none is named. */
static void read_tasks(const char *root, const char *id, struct tasks *tasks) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/proc", root);
    DIR *directory = opendir(path);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        struct task *task;
        if (!isdigit((unsigned char)entry->d_name[0]) ||
            !(task = array_add(tasks->task, tasks->count)))
            continue;
        int pid = atoi(entry->d_name);
        *task = (struct task){.pid = pid, .parent = parent_of(root, pid)};
        if (id)
            look_for_id(root, id, task);
    }
    if (directory)
        closedir(directory);
}

static const struct task *find(const struct tasks *tasks, int pid) {
    for (size_t i = 0; i < tasks->count; i++)
        if (tasks->task[i].pid == pid)
            return &tasks->task[i];
    return NULL;
}

/* The one that is named and whose parent is not; NULL: there is none. */
static const struct task *supervisor_of(const struct tasks *tasks) {
    for (size_t i = 0; i < tasks->count; i++) {
        const struct task *task = &tasks->task[i], *parent = find(tasks, task->parent);
        if (task->named && !(parent && parent->named))
            return task;
    }
    return NULL;
}

/* The container's first process: a child that is not named, or is the sandbox. NULL: there is none.
 */
static const struct task *child_of(const struct tasks *tasks, int pid) {
    for (size_t i = 0; i < tasks->count; i++) {
        const struct task *task = &tasks->task[i];
        if (task->parent == pid && (!task->named || task->sandbox))
            return task;
    }
    return NULL;
}

/* A line of a process's status, "Seccomp"; "" where it is not told. */
static const char *status_line(const char *root, int pid, const char *key, char *value,
                               size_t size) {
    cleanup_free char *text = small_file_readf(NULL, "%s/proc/%d/status", root, pid);
    char head[64];
    snprintf(head, sizeof head, "\n%s:", key);
    const char *line = text ? strstr(text, head) : NULL;
    line = line ? line + strlen(head) + strspn(line + strlen(head), " \t") : "";
    snprintf(value, size, "%.*s", (int)strcspn(line, "\n"), line);
    return value;
}

static json_t *text_json(char *text) {
    json_t *json = text ? json_string(text) : NULL;
    free(text);
    return json ? json : json_null();
}

/* Of the first range alone. */
static json_t *uid_map(const char *root, int pid) {
    cleanup_free char *text = small_file_readf(NULL, "%s/proc/%d/uid_map", root, pid);
    unsigned long inside, outside, count;
    if (!text || sscanf(text, "%lu %lu %lu", &inside, &outside, &count) != 3)
        return json_null();
    return json_sprintf("%lu %lu %lu", inside, outside, count);
}

static bool link_of(const char *root, int pid, const char *name, char *target, size_t size) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/proc/%d/%s", root, pid, name);
    ssize_t length = readlink(path, target, size - 1);
    target[length < 0 ? 0 : length] = '\0';
    return length > 0;
}

/* Interfaces besides "lo" in what /proc/PID/net/dev lists below its two heads. */
static bool has_interfaces(const char *text) {
    for (const char *line = strchr(text, ':'); line; line = strchr(line + 1, ':')) {
        const char *name = line;
        while (name > text && name[-1] != ' ' && name[-1] != '\n')
            name--;
        if (line - name != 2 || strncmp(name, "lo", 2) != 0)
            return true;
    }
    return false;
}

/* `outside`: a process on the host's side. */
static json_t *network(const char *root, int pid, int outside) {
    char own[64], theirs[64];
    cleanup_free char *devices = small_file_readf(NULL, "%s/proc/%d/net/dev", root, pid);
    if (!link_of(root, pid, "ns/net", own, sizeof own) ||
        !link_of(root, outside, "ns/net", theirs, sizeof theirs) || !devices)
        return json_null();
    if (strcmp(own, theirs) == 0)
        return json_string("host");
    return json_string(has_interfaces(devices) ? "bridge" : "none");
}

/* runc keeps "state.json" of each container, crun "status", below the directory that their engine
 * names; that of containerd-shim is five above the one it works in. */
static const char *left_by(const char *root, const char *id, int supervisor) {
    static const struct {
        const char *file, *runtime;
    } left[] = {{"state.json", "runc"}, {"status", "crun"}};
    char works_in[PATH_MAX];
    if (!link_of(root, supervisor, "cwd", works_in, sizeof works_in))
        works_in[0] = '\0';
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        struct path places[] = {
            path_of("%s%s/../../../../../runtime-*/*/%s/%s", root, works_in, id, left[i].file),
            path_of("%s/run/docker/runtime-*/*/%s/%s", root, id, left[i].file),
            path_of("%s/run/%s/%s/%s", root, left[i].runtime, id, left[i].file),
        };
        for (size_t k = 0; k < sizeof places / sizeof *places; k++) {
            glob_t found;
            bool is_there = glob(places[k].text, 0, NULL, &found) == 0;
            globfree(&found);
            if (is_there)
                return left[i].runtime;
        }
    }
    return NULL;
}

static bool holds_kvm(const char *root, int pid) {
    char name[32], target[PATH_MAX];
    for (int fd = 0; fd < 64; fd++) {
        snprintf(name, sizeof name, "fd/%d", fd);
        if (link_of(root, pid, name, target, sizeof target) && strcmp(target, "/dev/kvm") == 0)
            return true;
    }
    return false;
}

/* gVisor's ways to catch system calls: ptrace(2) of its children by one of its threads, a virtual
 * machine, or signals that its children get. NULL: it has no children. */
static const char *platform(const struct tasks *tasks, const char *root, int pid) {
    const char *found = holds_kvm(root, pid) ? "kvm" : NULL;
    char tracer[32];
    for (size_t i = 0; i < tasks->count && !found; i++)
        if (tasks->task[i].parent == pid)
            found =
                atoi(status_line(root, tasks->task[i].pid, "TracerPid", tracer, sizeof tracer)) > 0
                    ? "ptrace"
                    : "systrap";
    return found;
}

/* `id` NULL: no engine's, and the supervisor is the runtime. */
static json_t *facts(const char *root, const struct tasks *tasks, const char *id, int pid,
                     int supervisor) {
    char program[PATH_MAX], above[PATH_MAX];
    link_of(root, pid, "exe", program, sizeof program);
    link_of(root, supervisor, "exe", above, sizeof above);
    bool in_sandbox = strcmp(basename(program), "runsc") == 0;
    const char *runtime = in_sandbox ? "runsc"
                          : id       ? left_by(root, id, supervisor)
                                     : basename(above);
    json_t *seen = json_pack(
        "{s:o,s:s?,s:b,s:s?,s:o,s:o,s:o}", "first",
        text_json(small_file_readf(NULL, "%s/proc/%d/comm", root, pid)), "runtime", runtime,
        "sandbox", (int)in_sandbox, "platform", in_sandbox ? platform(tasks, root, pid) : NULL,
        "uid_map", uid_map(root, pid), "apparmor",
        text_json(small_file_readf(NULL, "%s/proc/%d/attr/current", root, pid)), "network",
        network(root, pid, supervisor));
    if (seen)
        container_facts_add(seen, root, pid);
    return seen;
}

json_t *container_seen(const char *root, const char *id) {
    struct tasks tasks = {0};
    read_tasks(root, id, &tasks);
    const struct task *supervisor = supervisor_of(&tasks);
    const struct task *first = supervisor ? child_of(&tasks, supervisor->pid) : NULL;
    json_t *seen = first ? facts(root, &tasks, id, first->pid, supervisor->pid) : NULL;
    free(tasks.task);
    return seen;
}

static bool in_another(const char *root, int pid, int other, const char *namespace) {
    char own[64], theirs[64];
    return link_of(root, pid, namespace, own, sizeof own) &&
           link_of(root, other, namespace, theirs, sizeof theirs) && strcmp(own, theirs) != 0;
}

static bool runs(const char *root, int pid, const char *name) {
    char program[PATH_MAX];
    return link_of(root, pid, "exe", program, sizeof program) &&
           strcmp(basename(program), name) == 0;
}

json_t *process_tree_seen(const char *root, int parent, const char *name) {
    struct tasks tasks = {0};
    read_tasks(root, NULL, &tasks);
    const struct task *top = NULL;
    for (size_t i = 0; i < tasks.count && !top; i++)
        if (tasks.task[i].parent == parent && runs(root, tasks.task[i].pid, name))
            top = &tasks.task[i];
    const struct task *task = top;
    while (task && !in_another(root, task->pid, parent, "ns/pid"))
        task = child_of(&tasks, task->pid);
    json_t *seen = task ? facts(root, &tasks, NULL, task->pid, top->pid) : NULL;
    free(tasks.task);
    return seen;
}
