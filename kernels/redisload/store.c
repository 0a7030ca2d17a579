/* store.c - what is asked of the server outside of the measurement. */
#include "redisload/store.h"

#include "common/cleanup.h"
#include "common/interrupts.h"
#include "harness/record.h"

#include <inttypes.h>
#include <string.h>

enum { BATCH_BYTES = 64 << 10 };

static int ask_number(struct redis *s, const char *what, long long *number, struct error *err) {
    cleanup_reply redisReply *reply = redis_ask(s, err, what);
    if (!reply)
        return error_wrap(err, "%s", what);
    *number = reply->integer;
    return reply->type == REDIS_REPLY_INTEGER
               ? 0
               : error_failed(err, "%s: %s: not answered by a number", s->name, what);
}

int store_empty(struct redis *s, bool destroy, struct error *err) {
    long long keys = 0;
    if (ask_number(s, "DBSIZE", &keys, err) < 0)
        return -1;
    if (keys == 0)
        return 0;
    if (!destroy)
        return error_failed(err,
                            "%s: its database holds %lld keys; take an empty server, or let them "
                            "be deleted by --destroy-data",
                            s->name, keys);
    cleanup_reply redisReply *reply = redis_ask(s, err, "FLUSHDB");
    return reply ? 0 : error_wrap(err, "FLUSHDB");
}

static int await_answers(struct redis *s, uint64_t count, struct error *err) {
    while (count-- > 0) {
        cleanup_reply redisReply *reply = redis_answer(s, err);
        if (!reply)
            return -1;
    }
    return 0;
}

int store_fill(struct redis *s, const struct commands *commands,
               const struct operations *operations, struct error *err) {
    size_t size = commands->set.size, most = BATCH_BYTES > size ? BATCH_BYTES / size : 1;
    cleanup_free char *text = malloc(most * size);
    if (!text)
        return error_errno(err, "prefilling");
    for (uint64_t key = 0; key < operations->keys;) {
        uint64_t count = 0;
        if (interrupts_seen())
            return error_interrupted(err);
        for (; count < most && key < operations->keys; count++, key++) {
            const struct operation set = {true, key};
            commands_write(commands, operations, &set, OPERATION_PREFILL, text + count * size);
        }
        if (redis_send(s, text, count * size, err) < 0 || await_answers(s, count, err) < 0)
            return error_wrap(err, "prefilling");
    }
    return 0;
}

enum { REMOVE_MOST = 1000 };

static int remove_some(struct redis *s, const struct operations *o, uint64_t first, uint64_t count,
                       struct error *err) {
    char names[REMOVE_MOST * KEY_SIZE_MAX], *text = NULL;
    const char *word[REMOVE_MOST + 1] = {"DEL"};
    size_t size[REMOVE_MOST + 1] = {3};
    for (uint64_t i = 0; i < count; i++) {
        word[i + 1] = names + i * o->key_size;
        size[i + 1] = o->key_size;
        operation_key(o, first + i, names + i * o->key_size);
    }
    int length = redisFormatCommandArgv(&text, (int)count + 1, word, size);
    int sent = length < 0 ? error_failed(err, "DEL: out of memory")
                          : redis_send(s, text, (size_t)length, err);
    redisFreeCommand(text);
    cleanup_reply redisReply *reply = sent < 0 ? NULL : redis_answer(s, err);
    return reply ? 0 : -1;
}

int store_remove(struct redis *s, const struct operations *o, struct error *err) {
    for (uint64_t key = 0; key < o->keys; key += REMOVE_MOST) {
        uint64_t left = o->keys - key;
        if (remove_some(s, o, key, left < REMOVE_MOST ? left : REMOVE_MOST, err) < 0)
            return -1;
    }
    return 0;
}

/* The value of a line "name:value" of INFO; null where there is none. */
static json_t *info(const char *text, const char *name) {
    size_t length = strlen(name);
    for (const char *line = text; line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, name, length) == 0 && line[length] == ':') {
            const char *value = line + length + 1;
            return json_stringn(value, strcspn(value, "\r\n"));
        }
    }
    return json_null();
}

static json_t *info_number(const char *text, const char *name) {
    cleanup_json json_t *value = info(text, name);
    return json_is_string(value) ? json_real(strtod(json_string_value(value), NULL)) : json_null();
}

static json_t *config(struct redis *s, const char *name) {
    cleanup_free char *text = redis_setting(s, name, NULL);
    return text ? json_string(text) : json_null();
}

json_t *store_describe(struct redis *s, struct error *err) {
    cleanup_reply redisReply *reply = redis_ask(s, err, "INFO");
    if (!reply)
        return NULL;
    const char *text = reply->type == REDIS_REPLY_STRING ? reply->str : "";
    double user_s, system_s;
    cleanup_json json_t *user = info_number(text, "used_cpu_user");
    cleanup_json json_t *system = info_number(text, "used_cpu_sys");
    user_s = json_number_value(user);
    system_s = json_number_value(system);
    json_t *settings = json_object();
    static const char *const names[] = {"save", "appendonly", "maxmemory", "maxmemory-policy",
                                        "io-threads"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_object_set_new(settings, names[i], config(s, names[i]));
    json_t *told =
        json_pack("{s:o, s:o, s:o, s:f, s:o, s:o, s:o, s:o, s:o}", "version",
                  info(text, "redis_version"), "mode", info(text, "redis_mode"), "process_id",
                  info_number(text, "process_id"), "used_cpu_s", user_s + system_s, "evicted_keys",
                  info_number(text, "evicted_keys"), "rdb_saves", info_number(text, "rdb_saves"),
                  "rdb_last_bgsave_status", info(text, "rdb_last_bgsave_status"),
                  "aof_last_write_status", info(text, "aof_last_write_status"), "config", settings);
    if (!told)
        error_failed(err, "describing the server: out of memory");
    return told;
}

/* Is this key's value what the request gave it that set it last? */
static int is_right(struct redis *s, const struct operations *o, uint64_t key,
                    const struct expected_key *expected, char *value, bool *right,
                    struct error *err) {
    char name[KEY_SIZE_MAX];
    operation_key(o, key, name);
    cleanup_reply redisReply *reply = redis_ask(s, err, "GET %b", name, o->key_size);
    if (!reply)
        return -1;
    if (!expected->present) {
        *right = reply->type == REDIS_REPLY_NIL;
        return 0;
    }
    operation_value(o, key, expected->number, value);
    *right = reply->type == REDIS_REPLY_STRING && reply->len == o->value_size &&
             memcmp(reply->str, value, o->value_size) == 0;
    return 0;
}

int store_check(struct redis *s, const struct operations *o, const struct expected *e,
                json_t *record, struct error *err) {
    long long keys = 0;
    unsigned right = 0;
    if (ask_number(s, "DBSIZE", &keys, err) < 0)
        return -1;
    cleanup_free char *value = malloc(o->value_size);
    if (!value)
        return error_errno(err, "a value");
    for (unsigned i = 0; i < e->samples; i++) {
        bool is = false;
        if (is_right(s, o, i * e->stride, &e->sample[i], value, &is, err) < 0)
            return -1;
        right += is;
    }
    return record_check(record, "state", keys == (long long)e->present && right == e->samples, err,
                        "%lld keys where the requests left %" PRIu64
                        ", %u of %u sampled values are right",
                        keys, e->present, right, e->samples);
}
