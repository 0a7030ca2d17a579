/* service_redis.c - Redis, an in-memory store, as Debian has it. */
#include "serve/service.h"

static const char configuration[] = "/etc/virtax/redis.conf";

/* The last one appends what is read from stdin (redis-server --help). */
static const char *const arguments[] = {configuration, "--bind", "{address}", "--port",
                                        "{port}",      "-",      NULL};

/* Every byte as \xHH between quotes, which redis.conf takes for any. */
static void put(FILE *out, const char *name, const char *value) {
    fprintf(out, "%s \"", name);
    for (const char *c = value; *c; c++)
        fprintf(out, "\\x%02x", (unsigned char)*c);
    fputs("\"\n", out);
}

static void input(FILE *out, const struct service_place *place) {
    put(out, "requirepass", place->password);
    if (place->data)
        put(out, "dir", place->data);
}

const struct service service_redis = {
    .name = "redis",
    .program = "/usr/bin/redis-server",
    .configuration = configuration,
    .user = "redis",
    .arguments = arguments,
    .port = 6379,
    .ready_s = 30,
    .stop_s = 10,
    .input = input,
};
