/* docker_private.c - starts container/with-daemon and ends it; which daemon commands mean. */
#include "docker_engine.h"

#include "base/argv.h"
#include "base/cause.h"
#include "base/docker_client.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/last_lines.h"
#include "common/smallfile.h"

#include <string.h>

enum { DAEMON_START_S = 60, LOG_LINES = 4 };

void docker_engine_use(const struct docker_engine *engine) {
    docker_client_point(engine->host[0] ? engine->host : NULL);
}

void docker_engine_find_bridge(char bridge[IFNAMSIZ]) {
    static const char *const words[] = {"docker", "network", "inspect", "bridge", NULL};
    cleanup_free char *name =
        docker_client_ask(words, "{{index .Options \"com.docker.network.bridge.name\"}}", NULL);
    bridge[0] = '\0';
    if (name && strlen(name) < IFNAMSIZ)
        strcpy(bridge, name);
}

/* The command below the private daemon says that it is up, then stays until we close its stdin. */
static int start_daemon(struct docker_engine *engine, const struct docker_private *wanted,
                        struct journal *journal, struct error *err) {
    struct path directory =
        path_of("%s/%s-%s", journal_state_directory(), journal_prefix(journal), wanted->name);
    struct path log = path_of("%s/with-daemon.log", directory.text);
    struct path ready = path_of("%s/ready", directory.text);
    if (journal_make_directory(journal, directory.text, 0700, &engine->directory_id, err) < 0)
        return -1;
    snprintf(engine->host, sizeof engine->host, "unix://%.400s/docker.sock", directory.text);

    struct argv argv = {0};
    argv_add_words(&argv, "env", "-u", "VIRTAX_DOCKER_NETNS");
    argv_add(&argv, "VIRTAX_DOCKER_RUN=%s", directory.text);
    argv_add(&argv, "VIRTAX_DOCKER_USERNS=%s", wanted->remapped ? "remapped" : "");
    if (wanted->data_root)
        argv_add(&argv, "VIRTAX_DOCKER_ROOT=%s", wanted->data_root);
    if (wanted->network)
        argv_add(&argv, "VIRTAX_DOCKER_NETNS=%s", wanted->network);
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

const struct docker_engine docker_engine_none = {
    .process_id = -1, .directory_id = -1, .wrapper.input = -1};

void docker_engine_stop_private(struct docker_engine *engine, struct journal *journal) {
    if (engine->wrapper.pid > 0)
        process_stop(&engine->wrapper, 15);
    if (engine->host[0])
        docker_client_point(NULL);
    /* A daemon that is started again later takes the same directory. */
    journal_undo(journal, engine->process_id, NULL);
    journal_undo(journal, engine->directory_id, NULL);
    *engine = docker_engine_none;
}

int docker_engine_start_private(struct docker_engine *engine, const struct docker_private *wanted,
                                struct journal *journal, struct error *err) {
    *engine = docker_engine_none;
    if (start_daemon(engine, wanted, journal, err) < 0) {
        docker_engine_stop_private(engine, journal);
        return -1;
    }
    engine->daemon_pid = find_dockerd(engine->wrapper.pid, 4);
    docker_engine_find_bridge(engine->bridge);
    return 0;
}
