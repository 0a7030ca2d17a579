/* journal.c - the list of what a run made, and the one way of unmaking each kind of thing. */
#include "journal.h"

#include "array.h"
#include "common/cleanup.h"
#include "journal_kinds.h"
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

struct thing {
    char *kind, *name, *value; /* kind NULL: undone */
};

struct journal {
    char path[PATH_MAX];
    char prefix[32];
    int fd; /* locked while the owner lives */
    size_t count;
    struct thing *thing;
};

const char *journal_state_directory(void) {
    static char path[PATH_MAX];
    const char *named = getenv(JOURNAL_STATE), *runtime = getenv("XDG_RUNTIME_DIR");
    if (named && named[0] == '/')
        snprintf(path, sizeof path, "%s", named);
    else if (geteuid() == 0)
        snprintf(path, sizeof path, "/run/virtax");
    else if (runtime && runtime[0] == '/' && strlen(runtime) < 40 && access(runtime, W_OK) == 0)
        snprintf(path, sizeof path, "%s/virtax", runtime);
    else
        snprintf(path, sizeof path, "/tmp/virtax-%d", (int)geteuid());
    return path;
}

/* Anybody can make a directory or file of our name in /tmp: 1 where the one there is ours, 0 where
 * there is none. */
static int is_ours(const char *path, mode_t type, struct error *err) {
    struct stat status;
    if (lstat(path, &status) < 0)
        return errno == ENOENT ? 0 : error_errno(err, "%s", path);
    if ((status.st_mode & S_IFMT) != type || status.st_uid != geteuid())
        return error_failed(err, "%s: not a %s of ours; remove it", path,
                            type == S_IFDIR ? "directory" : "file");
    return 1;
}

static int make_state_directory(struct error *err) {
    const char *path = journal_state_directory();
    if (mkdir(path, 0700) < 0 && errno != EEXIST)
        return error_errno(err, "%s", path);
    int ours = is_ours(path, S_IFDIR, err);
    return ours == 0 ? error_failed(err, "%s: is gone again", path) : ours;
}

int journal_state_ours(bool make, struct error *err) {
    return make ? make_state_directory(err) : is_ours(journal_state_directory(), S_IFDIR, err);
}

static void release(struct journal *journal) {
    for (size_t i = 0; i < journal->count; i++) {
        free(journal->thing[i].kind);
        free(journal->thing[i].name);
        free(journal->thing[i].value);
    }
    if (journal->fd >= 0)
        close(journal->fd);
    free(journal->thing);
    free(journal);
}

int journal_open(struct journal **opened, struct error *err) {
    if (make_state_directory(err) < 0)
        return error_wrap(err, "journal");
    struct journal *journal = calloc(1, sizeof *journal);
    if (!journal)
        return error_failed(err, "journal: out of memory");
    snprintf(journal->prefix, sizeof journal->prefix, "vtx-%d", (int)getpid());
    snprintf(journal->path, sizeof journal->path, "%s/%s.journal", journal_state_directory(),
             journal->prefix);
    journal->fd = open(journal->path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (journal->fd < 0 || flock(journal->fd, LOCK_EX | LOCK_NB) < 0) {
        error_errno(err, "%s", journal->path);
        release(journal);
        return -1;
    }
    *opened = journal;
    return 0;
}

const char *journal_prefix(const struct journal *journal) {
    return journal->prefix;
}

static int append_line(struct journal *journal, json_t *line, struct error *err) {
    cleanup_json json_t *owned = line;
    cleanup_free char *text = owned ? json_dumps(owned, JSON_COMPACT) : NULL;
    if (!text)
        return error_failed(err, "%s: out of memory", journal->path);
    if (dprintf(journal->fd, "%s\n", text) < 0 || fsync(journal->fd) < 0)
        return error_errno(err, "%s", journal->path);
    return 0;
}

static void forget(struct thing *thing) {
    free(thing->kind);
    thing->kind = NULL;
}

static int remember(struct journal *journal, const char *kind, const char *name,
                    const char *value) {
    struct thing *thing = array_add(journal->thing, journal->count);
    if (!thing)
        return -1;
    *thing = (struct thing){strdup(kind), strdup(name), strdup(value)};
    if (thing->kind && thing->name && thing->value)
        return (int)journal->count - 1;
    forget(thing);
    return -1;
}

int journal_add(struct journal *journal, const char *kind, const char *name, const char *value,
                struct error *err) {
    if (!journal_kind(kind))
        return error_failed(err, "journal: unknown kind '%s'", kind);
    int id = remember(journal, kind, name, value);
    if (id < 0)
        return error_failed(err, "%s: out of memory", journal->path);
    if (append_line(
            journal,
            json_pack("{s:i,s:s,s:s,s:s}", "id", id, "kind", kind, "name", name, "value", value),
            err) < 0)
        return -1;
    return id;
}

int journal_add_process(struct journal *journal, int pid, struct error *err) {
    char name[16], start[32];
    snprintf(name, sizeof name, "%d", pid);
    return journal_add(journal, "process", name, journal_process_start(pid, start, sizeof start),
                       err);
}

int journal_make_directory(struct journal *journal, const char *path, mode_t mode, int *id,
                           struct error *err) {
    *id = journal_add(journal, "directory", path, "", err);
    if (*id < 0)
        return -1;
    return mkdir(path, mode) < 0 ? error_errno(err, "%s", path) : 0;
}

static struct thing *find(struct journal *journal, int id) {
    bool known = id >= 0 && id < (int)journal->count && journal->thing[id].kind;
    return known ? &journal->thing[id] : NULL;
}

int journal_forget(struct journal *journal, int id, struct error *err) {
    struct thing *thing = find(journal, id);
    if (!thing)
        return 0;
    forget(thing);
    return append_line(journal, json_pack("{s:i}", "undone", id), err);
}

int journal_undo(struct journal *journal, int id, struct error *err) {
    struct thing *thing = find(journal, id);
    if (!thing)
        return 0;
    bool before = process_shield(true);
    int status = journal_kind(thing->kind)->undo(thing->name, thing->value, err);
    process_shield(before);
    if (status < 0)
        return error_wrap(err, "removing %s %s", thing->kind, thing->name);
    return journal_forget(journal, id, err);
}

static void append(struct error *err, const char *text) {
    strncat(err->text, text, sizeof err->text - strlen(err->text) - 1);
}

/* Undoes what is left in reverse, telling each to `out` unless NULL; the journal stays where
 * something failed, so that `virtax clean` can try again. The error has every failure. */
static int undo_all(struct journal *journal, FILE *out, int *undone, struct error *err) {
    int status = 0;
    struct error failed = {0};
    for (size_t id = 0; id < journal->count; id++) {
        const struct thing *thing = &journal->thing[id];
        const struct journal_kind *kind = thing->kind ? journal_kind(thing->kind) : NULL;
        if (kind && kind->still)
            kind->still(thing->name);
    }
    for (int id = (int)journal->count - 1; id >= 0; id--) {
        if (!journal->thing[id].kind)
            continue;
        if (out)
            fprintf(out, "removing %s %s\n", journal->thing[id].kind, journal->thing[id].name);
        struct error one;
        if (journal_undo(journal, id, &one) == 0) {
            (*undone)++;
        } else {
            if (status < 0)
                append(&failed, "; ");
            append(&failed, one.text);
            status = error_failed(err, "%s", failed.text);
        }
    }
    if (status == 0 && unlink(journal->path) < 0 && errno != ENOENT)
        status = error_errno(err, "%s", journal->path);
    return status;
}

int journal_close(struct journal *journal, struct error *err) {
    int undone = 0;
    int status = undo_all(journal, NULL, &undone, err);
    release(journal);
    rmdir(journal_state_directory()); /* which fails, rightly, where another run has its journal
                                         there */
    return status;
}

/* Reads a dead run's lines; torn or foreign ones are passed over. */
static void replay(struct journal *journal) {
    cleanup_fclose FILE *file = fdopen(dup(journal->fd), "r");
    cleanup_free char *line = NULL;
    size_t room = 0;
    while (file && getline(&line, &room, file) >= 0) {
        cleanup_json json_t *entry = json_loads(line, 0, NULL);
        const char *kind, *name, *value;
        int id;
        if (json_unpack(entry, "{s:s,s:s,s:s}", "kind", &kind, "name", &name, "value", &value) ==
                0 &&
            journal_kind(kind)) {
            remember(journal, kind, name, value);
        } else if (json_unpack(entry, "{s:i}", "undone", &id) == 0) {
            struct thing *thing = find(journal, id);
            if (thing)
                forget(thing);
        }
    }
}

static int clean_one(const char *path, FILE *out, int *undone, struct error *err) {
    struct journal *journal = calloc(1, sizeof *journal);
    if (!journal)
        return error_failed(err, "out of memory");
    snprintf(journal->path, sizeof journal->path, "%s", path);
    journal->fd = open(path, O_RDWR | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
    int status = journal->fd >= 0 || errno == ENOENT ? 0 : error_errno(err, "%s", path);
    /* A lock that is held means that the owner lives. */
    if (journal->fd >= 0 && flock(journal->fd, LOCK_EX | LOCK_NB) == 0) {
        replay(journal);
        status = undo_all(journal, out, undone, err);
    }
    release(journal);
    return status;
}

int journal_clean(FILE *out, struct error *err) {
    const char *directory = journal_state_directory();
    int ours = is_ours(directory, S_IFDIR, err);
    if (ours <= 0)
        return ours;
    DIR *listing = opendir(directory);
    if (!listing)
        return errno == ENOENT ? 0 : error_errno(err, "%s", directory);
    int undone = 0, status = 0;
    struct dirent *entry;
    while ((entry = readdir(listing))) {
        const char *suffix = strrchr(entry->d_name, '.');
        if (!suffix || strcmp(suffix, ".journal") != 0)
            continue;
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        int own = is_ours(path, S_IFREG, err);
        if (own < 0 || (own && clean_one(path, out, &undone, err) < 0))
            status = -1;
    }
    closedir(listing);
    rmdir(directory);
    return status < 0 ? -1 : undone;
}
