/* persistence.c - CONFIG GET and SET of `save` and `appendonly` (redis.conf of Redis 7.0). */
#include "redisload/persistence.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/interrupts.h"
#include "harness/record.h"

#include <string.h>
#include <time.h>

const char *const persistence_names[] = {"any", "none", "rdb", "aof", NULL};

/* What servers have by default, since version 7: Debian's file leaves that line out. */
static const char default_save[] = "3600 1 300 100 60 10000";

static const struct {
    const char *save, *appendonly;
} settings[] = {
    [PERSISTENCE_NONE] = {"", "no"},
    [PERSISTENCE_RDB] = {default_save, "no"},
    [PERSISTENCE_AOF] = {"", "yes"},
};

static int set(struct redis *redis, const char *name, const char *value, struct error *err) {
    cleanup_reply redisReply *reply = redis_ask(redis, err, "CONFIG SET %s %s", name, value);
    return reply ? 0 : error_wrap(err, "%s: CONFIG SET %s", redis->name, name);
}

/* A log begins with all that there is, which a child writes. */
static int await_rewriting(struct redis *redis, struct error *err) {
    static const struct timespec pause = {.tv_nsec = 5000000};
    static const double wait_s = 60;
    const double deadline = clock_now() + wait_s;
    for (;;) {
        cleanup_reply redisReply *reply = redis_ask(redis, err, "INFO persistence");
        if (!reply || interrupts_seen())
            return reply ? error_interrupted(err) : -1;
        bool is_text = reply->type == REDIS_REPLY_STRING;
        if (is_text && strstr(reply->str, "aof_rewrite_in_progress:0") &&
            strstr(reply->str, "aof_rewrite_scheduled:0"))
            return 0;
        if (clock_now() > deadline)
            return error_failed(err, "%s: its log is not begun after %g s", redis->name, wait_s);
        nanosleep(&pause, NULL);
    }
}

static int refuse(const struct redis *redis, const struct persistence_found *found,
                  struct error *err) {
    return error_failed(err,
                        "%s: saves to disk (save \"%s\", appendonly %s) despite "
                        "--persistence=none; configure save \"\" and appendonly no",
                        redis->name, found->save, found->appendonly);
}

static int look(struct redis *redis, struct persistence_found *found, struct error *err) {
    found->save = redis_setting(redis, "save", err);
    found->appendonly = found->save ? redis_setting(redis, "appendonly", err) : NULL;
    return found->appendonly ? 0
                             : error_wrap(err,
                                          "%s: whether it saves to disk (CONFIG GET; "
                                          "--persistence=any does not ask)",
                                          redis->name);
}

static void forget(struct persistence_found *found) {
    free(found->save);
    free(found->appendonly);
    *found = (struct persistence_found){0};
}

static bool is(const struct persistence_found *found, enum persistence kind) {
    return strcmp(found->save, settings[kind].save) == 0 &&
           strcmp(found->appendonly, settings[kind].appendonly) == 0;
}

int persistence_set(struct redis *redis, enum persistence kind, struct persistence_found *before,
                    struct error *err) {
    *before = (struct persistence_found){0};
    if (kind == PERSISTENCE_ANY)
        return 0;
    int result = look(redis, before, err);
    bool as_wanted = result == 0 && is(before, kind);
    if (result == 0 && !as_wanted && kind == PERSISTENCE_NONE)
        result = refuse(redis, before, err);
    if (result < 0 || as_wanted) {
        forget(before);
        return result;
    }
    return set(redis, "save", settings[kind].save, err) < 0 ||
                   set(redis, "appendonly", settings[kind].appendonly, err) < 0
               ? -1
               : await_rewriting(redis, err);
}

int persistence_restore(struct redis *redis, struct persistence_found *before, struct error *err) {
    int result = 0;
    if (before->save && (set(redis, "appendonly", before->appendonly, err) < 0 ||
                         set(redis, "save", before->save, err) < 0))
        result = -1;
    forget(before);
    return result;
}

int persistence_check(enum persistence kind, const json_t *server, json_t *record,
                      struct error *err) {
    if (kind != PERSISTENCE_RDB && kind != PERSISTENCE_AOF)
        return 0;
    const json_t *config = json_object_get(server, "config");
    const char *save = json_string_value(json_object_get(config, "save"));
    const char *appendonly = json_string_value(json_object_get(config, "appendonly"));
    const char *saved = json_string_value(json_object_get(server, "rdb_last_bgsave_status"));
    const char *written = json_string_value(json_object_get(server, "aof_last_write_status"));
    bool as_set = save && appendonly && strcmp(save, settings[kind].save) == 0 &&
                  strcmp(appendonly, settings[kind].appendonly) == 0;
    bool done = saved && written && strcmp(saved, "ok") == 0 && strcmp(written, "ok") == 0;
    return record_check(record, "persistence", as_set && done, err,
                        "save \"%s\" %s, appendonly %s %s", save ? save : "?", saved ? saved : "?",
                        appendonly ? appendonly : "?", written ? written : "?");
}
