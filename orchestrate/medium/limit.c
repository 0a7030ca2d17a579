/* limit.c - both versions of control groups, and where this process' own is. */
#include "limit.h"

#include "common/cleanup.h"
#include "common/smallfile.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* A file of the group, and what is written behind MAJOR:MINOR for no limit. */
static const struct throttle {
    const char *controller; /* as /proc/self/cgroup calls it: "" is version 2 */
    const char *below;      /* /sys/fs/cgroup */
    const char *file, *none;
    bool both; /* directions in one file */
} throttles[] = {
    {"blkio", "/blkio", "blkio.throttle.read_bps_device", "0", false},
    {"blkio", "/blkio", "blkio.throttle.write_bps_device", "0", false},
    {"", "", "io.max", "rbps=max wbps=max", true},
};

enum { THROTTLES = sizeof throttles / sizeof *throttles };

/* The line of that controller, "NUMBER:CONTROLLERS:/GROUP"; NULL where there is none. */
static const char *line_of(const char *groups, const char *controller) {
    size_t size = strlen(controller);
    for (const char *line = groups; *line;) {
        const char *word = strchr(line, ':'), *end = word ? strchr(word + 1, ':') : NULL;
        while (word && word < end) {
            word++;
            size_t length = strcspn(word, ",:");
            if (length == size && strncmp(word, controller, size) == 0)
                return end + 1;
            word += length;
        }
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return NULL;
}

/* The file's path where this process' group has it, and "" where not. */
static void find(const char *root, const struct throttle *throttle, const char *groups,
                 char path[PATH_MAX]) {
    const char *group = line_of(groups, throttle->controller);
    int length = group ? (int)strcspn(group, "\n") : 0;
    path[0] = '\0';
    if (!group)
        return;
    if (length == 1) /* "/" */
        length = 0;
    snprintf(path, PATH_MAX, "%s/sys/fs/cgroup%s%.*s/%s", root, throttle->below, length, group,
             throttle->file);
    if (access(path, W_OK) < 0)
        path[0] = '\0';
}

/* Called for each file that there is; how many, or -1. */
typedef int throttle_step(const struct throttle *throttle, const char *path, void *context,
                          struct error *err);

static int each(const char *root, throttle_step *step, void *context, struct error *err) {
    char place[PATH_MAX], path[PATH_MAX];
    int found = 0;
    snprintf(place, sizeof place, "%s/proc/self/cgroup", root);
    cleanup_free char *groups = small_file_read(place, err);
    if (!groups)
        return -1;
    for (size_t i = 0; i < THROTTLES; i++) {
        find(root, &throttles[i], groups, path);
        if (!*path)
            continue;
        if (step && step(&throttles[i], path, context, err) < 0)
            return -1;
        found++;
    }
    return found ? found
                 : error_unavailable(err, "no block throttle in this process' control group: "
                                          "cgroup v1's blkio.throttle or, below the root, v2's "
                                          "io.max is needed");
}

int limit_probe(const char *root, struct error *err) {
    return each(root, NULL, NULL, err) < 0 ? -1 : 0;
}

struct wish {
    dev_t device;
    double bytes_per_s;
    struct journal *journal;
    struct limit *limit;
};

static int write_one(const struct throttle *throttle, const char *path, void *context,
                     struct error *err) {
    const struct wish *wish = context;
    char rate[128], text[192], lifted[192];
    unsigned major = major(wish->device), minor = minor(wish->device);
    if (throttle->both)
        snprintf(rate, sizeof rate, "rbps=%.0f wbps=%.0f", wish->bytes_per_s, wish->bytes_per_s);
    else
        snprintf(rate, sizeof rate, "%.0f", wish->bytes_per_s);
    snprintf(lifted, sizeof lifted, "%u:%u %s", major, minor, throttle->none);
    snprintf(text, sizeof text, "%u:%u %s", major, minor, rate);
    int thing = journal_add(wish->journal, "limit", path, lifted, err);
    if (thing < 0)
        return -1;
    wish->limit->thing[wish->limit->count++] = thing;
    return small_file_write(path, text, err);
}

int limit_set(const char *root, dev_t device, double bytes_per_s, struct journal *journal,
              struct limit *limit, struct error *err) {
    struct wish wish = {device, bytes_per_s, journal, limit};
    *limit = (struct limit){.journal = journal};
    return each(root, write_one, &wish, err) < 0 ? -1 : 0;
}

int limit_lift(struct limit *limit, struct error *err) {
    int status = 0;
    while (limit->count > 0)
        if (journal_undo(limit->journal, limit->thing[--limit->count], err) < 0)
            status = -1;
    return status;
}
