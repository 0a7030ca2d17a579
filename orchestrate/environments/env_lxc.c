/* env_lxc.c - LXC's container around one command: a root of its own that has this host's /usr,
 * read-only, LXC's common configuration with its filter of system calls, and the host's network.
 * Sources: lxc-execute(1), lxc.container.conf(5), fstab(5). */
#include "environments.h"
#include "host_tool.h"
#include "medium/medium.h"
#include "on_host.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char common[] = "/usr/share/lxc/config/common.conf";
static const char *const levels[] = {"seccomp", "default", "no-new-privileges", "off", "network",
                                     "host",    "rootfs",  "directory",         NULL};
static const struct host_tool tool = {.program = "lxc-execute", .package = "lxc", .levels = levels};

/* Of the container: its name, and its directory as LXC wants it, which has "config" and its root.
 * Its control groups are called as it is, in each hierarchy, whichever version. */
struct lxc {
    char name[32];
    struct path directory;
    int directory_id, lock_id, groups_id[2]; /* in the journal; -1: not listed */
};

static int probe(const struct environment_type *type, const char *name,
                 const struct plan_boot *boot, struct error *err) {
    (void)type, (void)name, (void)boot;
    if (host_tool_probe(&tool, err) < 0)
        return -1;
    return access(common, R_OK) == 0
               ? 0
               : error_unavailable(err, "%s is not there; install the package lxc", common);
}

static int make_directory(const struct lxc *lxc, const char *name, struct error *err) {
    struct path path = path_of("%s/root/%s", lxc->directory.text, name);
    return mkdir(path.text, 0755) < 0 ? error_errno(err, "%s", path.text) : 0;
}

/* What in / leads into /usr leads there in the container as well. */
static int make_link(const struct lxc *lxc, const char *name, struct error *err) {
    struct path here = path_of("/%s", name),
                there = path_of("%s/root/%s", lxc->directory.text, name);
    char target[64];
    ssize_t size = readlink(here.text, target, sizeof target - 1);
    if (size < 0)
        return 0;
    target[size] = '\0';
    return symlink(target, there.text) < 0 ? error_errno(err, "%s", there.text) : 0;
}

static int make_root(const struct lxc *lxc, struct error *err) {
    static const char *const directories[] = {"", "usr", "proc", "sys", "dev", "tmp"};
    static const char *const links[] = {"bin", "sbin", "lib", "lib64"};
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
        if (make_directory(lxc, directories[i], err) < 0)
            return -1;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (make_link(lxc, links[i], err) < 0)
            return -1;
    return 0;
}

/* A mount of the host's path at the same place; blanks are octal, as fstab has them. */
static void write_mount(FILE *file, const char *path, const char *options) {
    for (int field = 0; field < 2; field++) {
        if (field == 0)
            fputs("lxc.mount.entry = ", file);
        for (const char *at = path + field; *at; at++) {
            if (strchr(" \t\n\\", *at))
                fprintf(file, "\\%03o", *at);
            else
                fputc(*at, file);
        }
        fputc(' ', file);
    }
    fprintf(file, "none bind,%s 0 0\n", options);
}

static int write_configuration(const struct lxc *lxc, const char *kernel,
                               const struct medium *medium, struct error *err) {
    struct path path = path_of("%s/config", lxc->directory.text);
    FILE *file = fopen(path.text, "we");
    if (!file)
        return error_errno(err, "%s", path.text);
    fprintf(file,
            "lxc.include = %s\n"
            "lxc.rootfs.path = dir:%s/root\n"
            "lxc.uts.name = %s\n"
            "lxc.net.0.type = none\n"
            "lxc.mount.auto = cgroup:ro:force\n"
            "lxc.cgroup.dir.container = %s/payload\n"
            "lxc.cgroup.dir.monitor = %s/monitor\n"
            "lxc.cgroup.dir.monitor.pivot = %s/pivot\n",
            common, lxc->directory.text, lxc->name, lxc->name, lxc->name, lxc->name);
    write_mount(file, "/usr", "ro");
    write_mount(file, kernel, "ro,create=file");
    if (medium)
        write_mount(file, medium_directory(medium), "rw,create=dir");
    return fclose(file) == EOF ? error_errno(err, "%s", path.text) : 0;
}

static void down(struct environment *environment) {
    struct lxc *lxc = environment->state;
    struct journal *journal = environment->context->journal;
    if (!lxc)
        return;
    const int ids[] = {lxc->groups_id[1], lxc->groups_id[0], lxc->lock_id, lxc->directory_id};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (ids[i] >= 0)
            journal_undo(journal, ids[i], NULL);
    free(lxc);
    environment->state = NULL;
}

static int make(struct lxc *lxc, struct journal *journal, struct error *err) {
    static const char *const places[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/*"};
    struct path lock = path_of("/run/lxc/lock%s/.%s", journal_state_directory(), lxc->name);
    lxc->lock_id = journal_add(journal, "file", lock.text, "", err);
    if (lxc->lock_id < 0)
        return -1;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct path groups = path_of("%s/%s", places[i], lxc->name);
        lxc->groups_id[i] = journal_add(journal, "control-group", groups.text, "", err);
        if (lxc->groups_id[i] < 0)
            return -1;
    }
    return journal_make_directory(journal, lxc->directory.text, 0700, &lxc->directory_id, err) < 0
               ? -1
               : make_root(lxc, err);
}

static int up(struct environment *environment, const struct plan_figure *figure,
              struct error *err) {
    struct journal *journal = environment->context->journal;
    if (on_host_up(environment, figure, err) < 0)
        return -1;
    if (environment->state)
        return 0;
    struct lxc *lxc = environment->state = malloc(sizeof *lxc);
    if (!lxc)
        return error_failed(err, "out of memory");
    *lxc = (struct lxc){.directory_id = -1, .lock_id = -1, .groups_id = {-1, -1}};
    snprintf(lxc->name, sizeof lxc->name, "%.20s-lxc", journal_prefix(journal));
    lxc->directory = path_of("%s/%s", journal_state_directory(), lxc->name);
    if (make(lxc, journal, err) == 0)
        return 0;
    down(environment);
    return -1;
}

static int prepare(struct environment *environment, const struct plan_figure *figure,
                   const char *const *arguments, bool input, struct launch *launch,
                   struct error *err) {
    (void)input;
    const struct lxc *lxc = environment->state;
    if (environment->member > 0 || environment->instance > 0)
        return error_unavailable(err, "lxc has one container at a time here; --set at-once=1");
    if (host_tool_kernel(environment, figure, arguments, launch, err) < 0 ||
        write_configuration(lxc, launch->argv.word[0], environment->context->medium, err) < 0)
        return -1;
    struct argv argv = {0};
    argv_add_words(&argv, tool.program, "--name", lxc->name, "--lxcpath", journal_state_directory(),
                   "--");
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

const struct environment_type environment_lxc[] = {
    {"lxc",
     "the static binary in a container of LXC, on the host's network",
     {KIND_CONTAINER, NETWORK_HOST, STORAGE_FILES, ""},
     .variant = &tool,
     .does = &hooks},
    {0},
};
