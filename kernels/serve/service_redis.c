/* service_redis.c - Redis, an in-memory store, as Debian has it. */
#include "serve/service.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char configuration[] = "/etc/virtax/redis.conf";

/* The last one appends what is read from stdin (redis-server --help). */
static const char *const arguments[] = {configuration, "-", NULL};

/* Every byte as \xHH between quotes, which redis.conf takes for any. */
static void put_secret(FILE *out, const char *password) {
    fputs("requirepass \"", out);
    for (const char *c = password; *c; c++)
        fprintf(out, "\\x%02x", (unsigned char)*c);
    fputs("\"\n", out);
}

static char *input(const struct net_address *listen, const char *password) {
    char host[INET6_ADDRSTRLEN] = "", *text = NULL;
    size_t size;
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&listen->at;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&listen->at;
    bool is_v4 = listen->at.ss_family == AF_INET;
    inet_ntop(listen->at.ss_family, is_v4 ? (const void *)&v4->sin_addr : &v6->sin6_addr, host,
              sizeof host);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fprintf(out, "bind %s\nport %u\n", host, ntohs(is_v4 ? v4->sin_port : v6->sin6_port));
    put_secret(out, password);
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
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
