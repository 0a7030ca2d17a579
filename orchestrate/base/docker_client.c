/* docker_client.c - where the engine is, and what the Docker command may know besides. */
#include "docker_client.h"

#include "argv.h"
#include "cause.h"
#include "common/cleanup.h"
#include "common/topology.h"
#include "frame.h"
#include "process.h"
#include "project.h"

#include <limits.h>
#include <string.h>
#include <sys/utsname.h>

enum { ANSWER_TIMEOUT_S = 30 };

/* docker(1): what its own configuration directory is. */
static char *users_configuration(void) {
    const char *named = getenv("DOCKER_CONFIG"), *home = getenv("HOME");
    char *path = NULL;
    if (named && named[0])
        return strdup(named);
    return asprintf(&path, "%s/.docker", home ? home : "") < 0 ? NULL : path;
}

/* "" where nothing but the default is current. DOCKER_CONTEXT beats the configuration. */
static char *current_context(const char *configuration) {
    const char *named = getenv("DOCKER_CONTEXT");
    char path[PATH_MAX];
    if (named && named[0])
        return strdup(named);
    snprintf(path, sizeof path, "%s/config.json", configuration);
    cleanup_json json_t *config = json_load_file(path, 0, NULL);
    const char *current = json_string_value(json_object_get(config, "currentContext"));
    return strdup(current && strcmp(current, "default") != 0 ? current : "");
}

/* The client still has the user's configuration. */
static int of_context(const char *context, struct docker_endpoint *endpoint, struct error *err) {
    const char *words[] = {"docker", "context", "inspect", context, NULL};
    snprintf(endpoint->named_by, sizeof endpoint->named_by, "the Docker context '%s'", context);
    cleanup_free char *text = docker_client_ask(
        words, "[{{json .Endpoints.docker}},{{json .Storage.TLSPath}},{{json .TLSMaterial}}]", err);
    cleanup_json json_t *told = text ? json_loads(text, 0, NULL) : NULL;
    const json_t *docker = json_array_get(told, 0);
    const char *host = json_string_value(json_object_get(docker, "Host"));
    const char *path = json_string_value(json_array_get(told, 1));
    if (!text || !host) {
        if (text)
            error_failed(err, "it names no engine");
        err->status = STATUS_UNAVAILABLE;
        return error_wrap(err, "%s", endpoint->named_by);
    }
    snprintf(endpoint->host, sizeof endpoint->host, "%s", host);
    if (path && json_object_size(json_array_get(told, 2)) > 0) {
        snprintf(endpoint->tls, sizeof endpoint->tls, "%s/docker", path);
        endpoint->tls_verify = !json_is_true(json_object_get(docker, "SkipTLSVerify"));
    }
    return 0;
}

static void of_variables(const char *host, struct docker_endpoint *endpoint) {
    const char *tls = getenv("DOCKER_CERT_PATH"), *verify = getenv("DOCKER_TLS_VERIFY");
    snprintf(endpoint->named_by, sizeof endpoint->named_by, "DOCKER_HOST");
    snprintf(endpoint->host, sizeof endpoint->host, "%s", host);
    snprintf(endpoint->tls, sizeof endpoint->tls, "%s", tls ? tls : "");
    endpoint->tls_verify = verify && verify[0];
}

static bool begins(const char *text, const char *with) {
    return strncmp(text, with, strlen(with)) == 0;
}

/* A socket or a port of this machine may lead away: docker_client_check_here compares what the
 * engine says of itself. */
static int may_be_here(const struct docker_endpoint *endpoint, struct error *err) {
    static const char *const here[] = {"unix://", "tcp://127.", "tcp://localhost:", "tcp://[::1]:"};
    for (size_t i = 0; i < sizeof here / sizeof *here; i++)
        if (begins(endpoint->host, here[i]))
            return 0;
    return error_unavailable(err,
                             "%s names %s: an engine on another machine would not be this host; "
                             "unset it, or name an engine of this machine",
                             endpoint->named_by, endpoint->host);
}

static int find(struct docker_endpoint *endpoint, struct error *err) {
    const char *host = getenv("DOCKER_HOST"); /* beats all contexts */
    cleanup_free char *configuration = users_configuration();
    cleanup_free char *context = configuration ? current_context(configuration) : NULL;
    if (!context)
        return error_failed(err, "out of memory");
    if (host && host[0])
        of_variables(host, endpoint);
    unsetenv("DOCKER_HOST");
    unsetenv("DOCKER_TLS_VERIFY"); /* would be asked of whatever comes next */
    unsetenv("DOCKER_CERT_PATH");
    if (!endpoint->named_by[0] && context[0] && of_context(context, endpoint, err) < 0)
        return -1;
    return endpoint->named_by[0] ? may_be_here(endpoint, err) : 0;
}

static struct docker_endpoint user;

static void put(const char *name, const char *value) {
    if (value && value[0])
        setenv(name, value, 1);
    else
        unsetenv(name);
}

void docker_client_point(const char *host) {
    bool users = !host || strcmp(host, user.host) == 0;
    put("DOCKER_HOST", users ? user.host : host);
    bool secured = users && user.tls[0] && begins(user.host, "tcp://");
    put("DOCKER_CERT_PATH", secured ? user.tls : NULL);
    put("DOCKER_TLS", secured && !user.tls_verify ? "1" : NULL);
    put("DOCKER_TLS_VERIFY", secured && user.tls_verify ? "1" : NULL);
}

const struct docker_endpoint *docker_client(struct error *err) {
    static bool known;
    static struct error refusal;
    if (!known) {
        known = true;
        if (find(&user, &refusal) == 0)
            refusal = (struct error){0};
        unsetenv("DOCKER_CONTEXT");
        /* Docker takes one that is not there for an empty one; some of its plugins make it. */
        setenv("DOCKER_CONFIG", project_path("build/docker-client").text, 1);
        docker_client_point(NULL);
    }
    if (refusal.text[0] && err)
        *err = refusal;
    return refusal.text[0] ? NULL : &user;
}

/* podman-docker's /usr/bin/docker starts Podman. */
int docker_client_check_command(struct error *err) {
    static const char *const words[] = {"docker", "--version", NULL};
    static char *version;
    if (!version && process_check(words, &version, NULL) < 0)
        return 0; /* what is wrong with it is said by what is asked next */
    return begins(version, "podman")
               ? error_unavailable(err,
                                   "docker: the command of this name is Podman's (%s), not "
                                   "Docker's; name podman with -e, or install docker.io",
                                   version)
               : 0;
}

char *docker_client_ask(const char *const *words, const char *template, struct error *err) {
    struct frame frame;
    struct argv argv = {0};
    struct process_result result = {0};
    if (frame_make(&frame, err) < 0)
        return NULL;
    argv_add_all(&argv, words);
    argv_add(&argv, "--format=%s>%s<%s", frame.word, template, frame.word);
    struct process_spec spec = {.argv = argv_words(&argv), .timeout_s = ANSWER_TIMEOUT_S};
    int status = argv_check(&argv, err) < 0 ? -1 : process_run(&spec, &result, err);
    char *answer = NULL, *begin = status == 0 ? strstr(result.out, frame.word) : NULL;
    char *end = begin ? strstr(begin + strlen(frame.word), frame.word) : NULL;
    if (end && result.exit_status == 0) {
        begin += strlen(frame.word) + 1;
        answer = strndup(begin, (size_t)(end - 1 - begin));
    }
    if (status == 0 && !answer)
        cause_failed(words[0], &result, err);
    process_result_free(&result);
    argv_free(argv.word);
    return answer;
}

int docker_client_check_here(struct error *err) {
    static const char *const words[] = {"docker", "info", NULL};
    cleanup_free char *text = docker_client_ask(
        words, "{\"kernel\":{{json .KernelVersion}},\"memory\":{{json .MemTotal}}}", NULL);
    cleanup_json json_t *told = text ? json_loads(text, 0, NULL) : NULL;
    const char *kernel = json_string_value(json_object_get(told, "kernel"));
    const json_t *memory = json_object_get(told, "memory");
    struct utsname here;
    struct topology topology;
    static const char apart[] =
        "it is another machine, or a virtual one, and would not be this host";
    if (!kernel || uname(&here) < 0)
        return 0;
    if (strcmp(kernel, here.release) != 0)
        return error_unavailable(
            err, "the Docker engine that answers has kernel %s, this machine %s: %s", kernel,
            here.release, apart);
    if (json_is_integer(memory) && topology_read("", &topology, NULL) == 0 &&
        (uint64_t)json_integer_value(memory) != topology.memory_bytes)
        return error_unavailable(
            err, "the Docker engine that answers has %lld bytes of memory, this machine %llu: %s",
            (long long)json_integer_value(memory), (unsigned long long)topology.memory_bytes,
            apart);
    return 0;
}
