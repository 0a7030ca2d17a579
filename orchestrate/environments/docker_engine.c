/* docker_engine.c - asks for a daemon, or starts container/with-daemon and ends it. */
#include "docker_engine.h"

#include "base/argv.h"
#include "base/cause.h"
#include "base/docker_client.h"
#include "base/host_usage.h"
#include "base/json_text.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/last_lines.h"
#include "common/smallfile.h"

#include <math.h>
#include <string.h>

enum { DAEMON_START_S = 60, LOG_LINES = 4 };

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

void docker_engine_use(const struct docker_engine *engine) {
    docker_client_point(engine->host[0] ? engine->host : NULL);
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
    struct error said = {.text = ""};
    if (answers(version, &said))
        return docker_client_check_here(err);
    const struct docker_endpoint *endpoint = docker_client(err);
    if (!endpoint)
        return -1;
    if (endpoint->named_by[0])
        return error_unavailable(err, "%s names the engine at %s, and %s; unset it for another",
                                 endpoint->named_by, endpoint->host, said.text);
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

/* The interface of the network that containers are on by default, "" where there is none; an engine
 * started with --bridge=none has none. */
static void find_bridge(char bridge[IFNAMSIZ]) {
    static const char *const words[] = {"docker", "network", "inspect", "bridge", NULL};
    cleanup_free char *name =
        docker_client_ask(words, "{{index .Options \"com.docker.network.bridge.name\"}}", NULL);
    bridge[0] = '\0';
    if (name && strlen(name) < IFNAMSIZ)
        strcpy(bridge, name);
}

static int probe_bridge(struct error *err) {
    char text[64], bridge[IFNAMSIZ];
    if (probe(err) < 0)
        return -1;
    if (!answers(text, NULL))
        return 0;
    find_bridge(bridge);
    return bridge[0] ? 0
                     : error_unavailable(err, "this Docker engine has no bridge network (its "
                                              "option --bridge=none?); docker-host needs none");
}

/* The command below the private daemon says that it is up, then stays until we close its stdin. */
static int start_daemon(struct docker_engine *engine, const char *name, const char *data_root,
                        const char *network, struct journal *journal, struct error *err) {
    struct path directory =
        path_of("%s/%s-%s", journal_state_directory(), journal_prefix(journal), name);
    struct path log = path_of("%s/with-daemon.log", directory.text);
    struct path ready = path_of("%s/ready", directory.text);
    if (journal_make_directory(journal, directory.text, 0700, &engine->directory_id, err) < 0)
        return -1;
    snprintf(engine->host, sizeof engine->host, "unix://%.400s/docker.sock", directory.text);

    struct argv argv = {0};
    argv_add_words(&argv, "env", "-u", "VIRTAX_DOCKER_NETNS");
    argv_add(&argv, "VIRTAX_DOCKER_RUN=%s", directory.text);
    if (data_root)
        argv_add(&argv, "VIRTAX_DOCKER_ROOT=%s", data_root);
    if (network)
        argv_add(&argv, "VIRTAX_DOCKER_NETNS=%s", network);
    argv_add_words(&argv, project_path("container/with-daemon").text, "sh", "-c",
                   ": >\"$0\"; exec cat >/dev/null", ready.text);
    struct process_spec spec = {.argv = argv_words(&argv)};
    int status = argv_check(&argv, err) < 0
                     ? -1
                     : process_start(&spec, log.text, true, &engine->wrapper, err);
    argv_free(argv.word);
    if (status < 0)
        return -1;
    engine->process_id = journal_add_process(journal, engine->wrapper.pid, err);
    if (engine->process_id < 0)
        return -1;

    for (int tenth = 0; access(ready.text, F_OK) < 0; tenth++) {
        if (!process_sleep(0.1))
            return error_interrupted(err);
        if (process_alive(&engine->wrapper, NULL) && tenth < 10 * DAEMON_START_S)
            continue;
        cleanup_free char *said = small_file_read(log.text, NULL);
        int size;
        const char *cause = cause_told(said, &size);
        return error_unavailable(err, "the private Docker daemon did not come up: %.*s\n%s", size,
                                 cause, said ? last_lines(said, LOG_LINES) : "");
    }
    docker_engine_use(engine);
    return 0;
}

/* The first process called dockerd below `pid`; 0 where there is none. */
static int find_dockerd(int pid, int depth) {
    cleanup_free char *name = small_file_readf(NULL, "/proc/%d/comm", pid);
    if (name && strcmp(name, "dockerd") == 0)
        return pid;
    cleanup_free char *children = small_file_readf(NULL, "/proc/%d/task/%d/children", pid, pid);
    char *state = NULL;
    for (char *word = children ? strtok_r(children, " ", &state) : NULL; word && depth > 0;
         word = strtok_r(NULL, " ", &state)) {
        int found = find_dockerd(atoi(word), depth - 1);
        if (found)
            return found;
    }
    return 0;
}

static const struct docker_engine none = {
    .process_id = -1, .directory_id = -1, .wrapper.input = -1};

void docker_engine_stop_private(struct docker_engine *engine, struct journal *journal) {
    if (engine->wrapper.pid > 0)
        process_stop(&engine->wrapper, 15);
    if (engine->host[0])
        docker_client_point(NULL);
    /* A daemon that is started again later takes the same directory. */
    journal_undo(journal, engine->process_id, NULL);
    journal_undo(journal, engine->directory_id, NULL);
    *engine = none;
}

int docker_engine_start_private(struct docker_engine *engine, const char *name,
                                const char *data_root, const char *network, struct journal *journal,
                                struct error *err) {
    *engine = none;
    if (start_daemon(engine, name, data_root, network, journal, err) < 0) {
        docker_engine_stop_private(engine, journal);
        return -1;
    }
    engine->daemon_pid = find_dockerd(engine->wrapper.pid, 4);
    find_bridge(engine->bridge);
    return 0;
}

static int start(struct docker_engine *engine, const char *network, struct journal *journal,
                 struct error *err) {
    static bool users_own; /* once it has answered, a run's later cells are on no other */
    char version[64];
    *engine = none;
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
    return docker_engine_start_private(engine, "docker", NULL, network, journal, err);
}

/* Rootless engines and Docker Desktop have a network, or a machine, of their own. */
static bool is_apart(void) {
    static const char *const words[] = {"docker", "info", NULL};
    cleanup_free char *text =
        docker_client_ask(words, "{{.SecurityOptions}} {{.OperatingSystem}}", NULL);
    return text && (strstr(text, "name=rootless") || strstr(text, "Docker Desktop"));
}

static struct docker_engine shared;
static unsigned holders;

static const struct docker_engine *hold(const char *network, struct journal *journal,
                                        struct error *err) {
    char version[64];
    if (holders > 0)
        docker_engine_use(&shared);
    bool dead = holders > 0 && !answers(version, NULL);
    if (dead)
        docker_engine_stop_private(&shared, journal);
    if ((holders == 0 || dead) && start(&shared, network, journal, err) < 0)
        return NULL;
    if (holders++ == 0 || dead) {
        find_bridge(shared.bridge);
        shared.apart = is_apart();
    }
    return &shared;
}

static const char *bridge_of_shared(void) {
    return holders > 0 ? shared.bridge : "docker0";
}

static void release(struct journal *journal) {
    if (holders > 0 && --holders == 0)
        docker_engine_stop_private(&shared, journal);
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
    .probe_bridge = probe_bridge,
    .hold = hold,
    .release = release,
    .bridge = bridge_of_shared,
    .describe = describe,
};
