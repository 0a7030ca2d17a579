/* docker_engine.c - the daemon that answers, or one of our own, which environments share. */
#include "docker_engine.h"

#include "base/docker_client.h"
#include "base/host_usage.h"
#include "base/json_text.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/smallfile.h"

#include <math.h>
#include <string.h>

static bool answers(char text[64], struct error *err) {
    static const char *const words[] = {"docker", "version", NULL};
    struct error cause = {.text = ""};
    if (!docker_client(err))
        return false;
    cleanup_free char *version = docker_client_ask(words, "{{.Server.Version}}", &cause);
    if (version)
        snprintf(text, 64, "%s", version);
    else
        error_unavailable(err, "no Docker daemon answers: %s", cause.text);
    return version;
}

int docker_engine_probe_private(struct error *err) {
    static const char *const needed[] = {"docker",   "dockerd", "containerd",
                                         "iptables", "ip",      "unshare"};
    if (geteuid() != 0)
        return error_unavailable(err, "a private Docker daemon needs root; run as root");
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!command_exists(needed[i]))
            return error_unavailable(err,
                                     "%s is not installed for a private Docker daemon; `make deps` "
                                     "installs it",
                                     needed[i]);
    return 0;
}

static int probe(struct error *err) {
    char version[64];
    struct error cause;
    if (!command_exists("docker"))
        return error_unavailable(err, "docker is not installed; `make deps` installs it");
    if (docker_client_check_command(err) < 0)
        return -1;
    struct error said = {.text = ""};
    if (answers(version, &said))
        return docker_client_check_here(err);
    const struct docker_endpoint *endpoint = docker_client(err);
    if (!endpoint)
        return -1;
    if (endpoint->named_by[0])
        return error_unavailable(err, "%s names the engine at %s, and %s; unset it for another",
                                 endpoint->named_by, endpoint->host, said.text);
    if (strcasestr(said.text, "client version"))
        return error_unavailable(err, "%s; install the docker command that belongs to this daemon",
                                 said.text);
    if (docker_engine_probe_private(&cause) == 0)
        return 0;
    if (strcasestr(said.text, "permission denied"))
        return error_unavailable(err,
                                 "the Docker daemon refuses this user: %s; `sudo usermod -aG "
                                 "docker $USER` and a new login let it in, or run as root",
                                 said.text);
    if (geteuid() != 0)
        return error_unavailable(err,
                                 "no Docker daemon answers, and a private one needs root; start "
                                 "the daemon, or run as root (%s)",
                                 said.text);
    return error_unavailable(err, "%s; and %s", said.text, cause.text);
}

/* Rootless engines and Docker Desktop have a network, or a machine, of their own. */
static bool is_apart(void) {
    static const char *const words[] = {"docker", "info", NULL};
    cleanup_free char *text =
        docker_client_ask(words, "{{.SecurityOptions}} {{.OperatingSystem}}", NULL);
    return text && (strstr(text, "name=rootless") || strstr(text, "Docker Desktop"));
}

static int probe_network(bool bridge, struct error *err) {
    char text[64], name[IFNAMSIZ];
    if (probe(err) < 0)
        return -1;
    if (!answers(text, NULL))
        return 0;
    if (is_apart())
        return container_engine_is_apart(&docker_containers, err);
    if (!bridge)
        return 0;
    docker_engine_find_bridge(name);
    return name[0] ? 0
                   : error_unavailable(err, "this Docker engine has no bridge network (its "
                                            "option --bridge=none?); docker-host needs none");
}

static int start(struct docker_engine *engine, const char *network, struct journal *journal,
                 struct error *err) {
    static bool users_own; /* once it has answered, a run's later cells are on no other */
    char version[64];
    *engine = docker_engine_none;
    if (docker_client(NULL))
        docker_client_point(NULL); /* another of our own may be there, and is not the user's */
    if (answers(version, err)) {
        if (docker_client_check_here(err) < 0)
            return -1;
        users_own = true;
        const char *host = getenv("DOCKER_HOST");
        bool elsewhere = host && strcmp(host, "unix:///var/run/docker.sock") != 0;
        cleanup_free char *pid = elsewhere ? NULL : small_file_read("/run/docker.pid", NULL);
        engine->daemon_pid = pid ? atoi(pid) : 0;
        return 0;
    }
    if (users_own)
        return error_wrap(err, "the Docker engine of this run is gone");
    if (probe(err) < 0)
        return -1;
    const struct docker_private wanted = {.name = "docker", .network = network};
    return docker_engine_start_private(engine, &wanted, journal, err);
}

/* "Docker version 20.10.24+dfsg1, build 297e128" */
int docker_engine_version(char version[64], struct error *err) {
    const char *words[] = {"dockerd", "--version", NULL};
    cleanup_free char *text = NULL;
    if (answers(version, NULL))
        return 0;
    if (docker_engine_probe_private(err) < 0 || process_check(words, &text, err) < 0)
        return -1;
    return sscanf(text, "Docker version %63[^ ,]", version) == 1
               ? 0
               : error_failed(err, "dockerd --version says '%.100s'", text);
}

/* Those that container/with-daemon names to a daemon of ours. */
static char *runtimes_of_private(struct error *err) {
    struct path runtimes = project_path("container/runtimes");
    const char *words[] = {runtimes.text, "--list", NULL};
    char *text = NULL;
    if (docker_engine_probe_private(err) == 0 && process_check(words, &text, err) == 0)
        single_blanks(text);
    return text;
}

char *docker_engine_runtimes(struct error *err) {
    static const char *const words[] = {"docker", "info", NULL};
    char version[64];
    return answers(version, NULL)
               ? docker_client_ask(words, "{{range $name, $_ := .Runtimes}}{{$name}} {{end}}", err)
               : runtimes_of_private(err);
}

static int start_remapped(struct docker_engine *engine, const char *network,
                          struct journal *journal, struct error *err) {
    struct path root = project_path("build/docker-remapped");
    const struct docker_private wanted = {
        .name = "docker-remapped", .data_root = root.text, .network = network, .remapped = true};
    return docker_engine_start_private(engine, &wanted, journal, err);
}

static struct share {
    struct docker_engine engine;
    unsigned holders;
} shared, remapped;

static const struct docker_engine *
take(struct share *share,
     int (*start_it)(struct docker_engine *, const char *, struct journal *, struct error *),
     const char *network, struct journal *journal, struct error *err) {
    char version[64];
    if (share->holders > 0)
        docker_engine_use(&share->engine);
    bool dead = share->holders > 0 && !answers(version, NULL);
    if (dead)
        docker_engine_stop_private(&share->engine, journal);
    if ((share->holders == 0 || dead) && start_it(&share->engine, network, journal, err) < 0)
        return NULL;
    if (share->holders++ == 0 || dead) {
        docker_engine_find_bridge(share->engine.bridge);
        share->engine.apart = is_apart();
    }
    return &share->engine;
}

static void give_back(struct share *share, struct journal *journal) {
    if (share->holders > 0 && --share->holders == 0)
        docker_engine_stop_private(&share->engine, journal);
}

static const struct docker_engine *hold(const char *network, struct journal *journal,
                                        struct error *err) {
    return take(&shared, start, network, journal, err);
}

static void release(struct journal *journal) {
    give_back(&shared, journal);
}

static const struct docker_engine *hold_remapped(struct journal *journal, struct error *err) {
    return take(&remapped, start_remapped, NULL, journal, err);
}

static void release_remapped(struct journal *journal) {
    give_back(&remapped, journal);
}

static const char *bridge_of_shared(void) {
    return shared.holders > 0 ? shared.engine.bridge : "docker0";
}

double docker_engine_cpu_s(const struct docker_engine *engine) {
    return engine->daemon_pid > 0 ? process_cpu_s(engine->daemon_pid) : NAN;
}

/* Version, storage driver, security options, private or not. */
static json_t *describe(const struct docker_engine *engine) {
    static const char *const words[] = {"docker", "info", NULL};
    cleanup_free char *text = docker_client_ask(
        words,
        "{\"version\":{{json .ServerVersion}},\"storage_driver\":{{json .Driver}},"
        "\"security\":{{json .SecurityOptions}},\"runtime\":{{json "
        ".DefaultRuntime}},\"cgroup_driver\":{{json .CgroupDriver}}}",
        NULL);
    json_t *facts = text ? json_loads(text, 0, NULL) : NULL;
    const struct docker_endpoint *endpoint = docker_client(NULL);
    const char *host = getenv("DOCKER_HOST");
    cleanup_json json_t *own =
        json_pack("{s:s,s:s,s:o,s:b,s:s}", "endpoint", host ? host : "unix:///var/run/docker.sock",
                  "named_by", endpoint && !engine->host[0] ? endpoint->named_by : "",
                  "client_configuration", json_text(getenv("DOCKER_CONFIG")), "private_daemon",
                  engine->host[0] != '\0', "bridge", engine->bridge);
    json_object_update(facts, own);
    return facts;
}

static const char *const usual_drivers[] = {"overlay2", "overlayfs", NULL};
static struct engine_answer asked;

const struct container_engine docker_containers = {
    .command = "docker",
    .title = "Docker",
    .host = "DOCKER_HOST",
    .driver = "{{.Driver}}",
    .usual_drivers = usual_drivers,
    .driver_mend = "set \"storage-driver\": \"overlay2\" in /etc/docker/daemon.json",
    .asked = &asked,
    .answers = answers,
    .probe = probe,
    .probe_network = probe_network,
    .hold = hold,
    .release = release,
    .hold_remapped = hold_remapped,
    .release_remapped = release_remapped,
    .bridge = bridge_of_shared,
    .describe = describe,
};
