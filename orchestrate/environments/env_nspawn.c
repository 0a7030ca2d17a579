/* env_nspawn.c - systemd-nspawn's container around one command: this host's /usr, read-only, on a
 * root in memory, systemd's filter of system calls, and the host's network. It runs as a process of
 * ours also where no systemd does. Sources: systemd-nspawn(1), setpriv(1). */
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "environments.h"
#include "host_tool.h"
#include "medium/medium.h"
#include "on_host.h"

#include <string.h>
#include <unistd.h>

static const char *const levels[] = {
    "seccomp", "default", "no-new-privileges", "off", "network", "host", "rootfs", "tmpfs", NULL};
static const struct host_tool tool = {
    .program = "systemd-nspawn", .package = "systemd-container", .levels = levels};

enum { LISTED_MOST = 5 };

struct nspawn {
    char name[32];
    int listed[LISTED_MOST]; /* in the journal */
    size_t count;
};

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name, (void)boot;
    return host_tool_probe(&tool, err);
}

static int list(struct nspawn *nspawn, const char *kind, const char *path, struct journal *journal,
                struct error *err) {
    int id = journal_add(journal, kind, path, "", err);
    if (id >= 0)
        nspawn->listed[nspawn->count++] = id;
    return id < 0 ? -1 : 0;
}

/* Where systemd mounts the hierarchy of a line "ID:CONTROLLERS:PATH"; NULL: nspawn makes nothing in
 * that one. */
static const char *mounted(const char *controllers) {
    static const char mixed[] = "/sys/fs/cgroup/unified";
    if (strcmp(controllers, "name=systemd") == 0)
        return "/sys/fs/cgroup/systemd";
    if (controllers[0])
        return NULL;
    return access(mixed, F_OK) == 0 ? mixed : "/sys/fs/cgroup";
}

/* With --keep-unit nspawn moves itself and its container below the group that it is started in, and
 * leaves both groups there. Those that are there already are somebody's. */
static int list_groups(struct nspawn *nspawn, struct journal *journal, struct error *err) {
    static const char *const made[] = {"supervisor", "payload"};
    cleanup_free char *text = small_file_read("/proc/self/cgroup", NULL);
    char *rest = text, *line;
    while ((line = strsep(&rest, "\n"))) {
        strsep(&line, ":");
        const char *controllers = strsep(&line, ":");
        const char *top = controllers && line ? mounted(controllers) : NULL;
        for (size_t i = 0; top && i < sizeof made / sizeof *made; i++) {
            struct path group =
                path_of("%s%s/%s", top, strcmp(line, "/") == 0 ? "" : line, made[i]);
            if (access(group.text, F_OK) < 0 && nspawn->count < LISTED_MOST &&
                list(nspawn, "control-group", group.text, journal, err) < 0)
                return -1;
        }
    }
    return 0;
}

static void down(struct environment *environment) {
    struct nspawn *nspawn = environment->state;
    while (nspawn && nspawn->count > 0)
        journal_undo(environment->context->journal, nspawn->listed[--nspawn->count], NULL);
    free(nspawn);
    environment->state = NULL;
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    struct journal *journal = environment->context->journal;
    if (on_host_up(environment, figure, err) < 0)
        return -1;
    if (environment->state)
        return 0;
    struct nspawn *nspawn = environment->state = calloc(1, sizeof *nspawn);
    if (!nspawn)
        return error_failed(err, "out of memory");
    snprintf(nspawn->name, sizeof nspawn->name, "%.20s-nspawn", journal_prefix(journal));
    struct path propagated = path_of("/run/systemd/nspawn/propagate/%s", nspawn->name);
    if (list(nspawn, "directory", propagated.text, journal, err) == 0 &&
        list_groups(nspawn, journal, err) == 0)
        return 0;
    down(environment);
    return -1;
}

/* A path with a colon would end there. */
static void bind_path(struct argv *argv, const char *option, const char *path) {
    cleanup_free char *escaped = malloc(2 * strlen(path) + 1);
    size_t size = 0;
    if (!escaped) {
        argv->is_short = true;
        return;
    }
    for (; *path; path++) {
        if (*path == ':' || *path == '\\')
            escaped[size++] = '\\';
        escaped[size++] = *path;
    }
    escaped[size] = '\0';
    argv_add(argv, "%s=%s", option, escaped);
}

/* What nspawn has started would outlive one that is killed. */
static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    const struct nspawn *nspawn = environment->state;
    const struct medium *medium = environment->context->medium;
    if (host_tool_kernel(environment, figure, arguments, launch, err) < 0)
        return -1;
    struct argv argv = {0};
    argv_add_words(&argv, tool.program, "--quiet", "--register=no", "--keep-unit", "--pipe",
                   "--directory=/", "--volatile=yes", "--resolv-conf=off", "--timezone=off",
                   "--link-journal=no", "--machine", nspawn->name);
    bind_path(&argv, "--bind-ro", launch->argv.word[0]);
    if (medium)
        bind_path(&argv, "--bind", medium_directory(medium));
    argv_add_words(&argv, "setpriv", "--pdeathsig=KILL");
    host_tool_scrub(&argv);
    return host_tool_around(launch, argv, err);
}

static const struct environment_hooks hooks = {
    .probe = probe,
    .up = up,
    .prepare = prepare,
    .settle = on_host_settle,
    .route = on_host_route,
    .down = down,
};

const struct environment_type environment_nspawn[] = {
    {"nspawn",
     "the static binary in a container of systemd-nspawn, on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_FILES, ""},
     .variant = &tool,
     .does = &hooks},
    {0},
};
