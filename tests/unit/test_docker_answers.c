/* test_docker_answers.c - what is made of the answers of engines that this distribution does not
 * have, by the Docker command that it has. The answers below data/docker are not recorded: they
 * were made after public documentation, with the fields that virtax asks for and those that came
 * and went. Sources: https://docs.docker.com/reference/api/engine/version-history (fields of /info,
 * /version, images and networks), https://github.com/moby/moby/pull/46762 (io_uring is out of the
 * profile of 25), https://github.com/moby/moby/releases (29: "overlayfs" of containerd, clients
 * before API 1.44 are refused; 29.3: before 1.40). */
#include "common/cleanup.h"
#include "common/topology.h"
#include "environments/container_levels.h"
#include "environments/docker_cell.h"
#include "environments/docker_image.h"
#include "in_child.h"
#include "scratch.h"
#include "verbs/doctor.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <time.h>

static const struct answers {
    const char *engine, *version, *driver, *group_driver, *seccomp, *runtimes, *bridge, *image;
    bool apart, lets_io_uring;
} all[] = {
    {"20.10", "20.10.24+dfsg1", "overlay2", "cgroupfs", "default",
     "io.containerd.runc.v2 io.containerd.runtime.v1.linux runc ", "docker0", "sha256:2010", false,
     true},
    {"25", "25.0.4", "overlay2", "systemd", "builtin", "crun io.containerd.runc.v2 runc ",
     "docker0", "sha256:2500", false, false},
    {"28", "28.5.0", "overlay2", "systemd", "strict.json", "io.containerd.runc.v2 runc runsc ",
     "br-own", "sha256:2800", false, false},
    {"29", "29.3.0", "overlayfs", "systemd", "builtin", "io.containerd.runc.v2 runc ", "docker0",
     "sha256:2900", false, false},
    {"rootless-27", "27.4.0", "fuse-overlayfs", "systemd", "builtin", "io.containerd.runc.v2 runc ",
     "docker0", "sha256:2700", true, false},
};
static const struct answers *now;

static int set_up(void **state) {
    struct utsname here;
    struct topology topology;
    char memory[32];
    if (scratch_make(state) < 0 || uname(&here) < 0 || topology_read("", &topology, NULL) < 0)
        return -1;
    snprintf(memory, sizeof memory, "%llu", (unsigned long long)topology.memory_bytes);
    setenv("STAND_IN_KERNEL", here.release, 1);
    unsetenv("DOCKER_CONTEXT");
    return setenv("STAND_IN_MEMORY", memory, 1);
}

/* The engine ends with this process. */
static bool is_up(const char *engine) {
    char data[128], host[320];
    static const struct timespec moment = {.tv_nsec = 10000000};
    snprintf(data, sizeof data, "tests/unit/data/docker/%s", engine);
    const char *socket = scratch_path(engine);
    snprintf(host, sizeof host, "unix://%s", socket);
    if (fork() == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execl("tests/unit/stand-in-engine", "stand-in-engine", socket, data, NULL);
        _exit(127);
    }
    for (int i = 0; i < 1000 && access(socket, F_OK) < 0; i++)
        nanosleep(&moment, NULL);
    return setenv("DOCKER_HOST", host, 1) == 0 && access(socket, F_OK) == 0;
}

static bool same(const char *what, const char *seen, const char *wanted) {
    bool so = seen && strcmp(seen, wanted) == 0;
    if (!so)
        fprintf(stderr, "%s: %s: '%s' instead of '%s'\n", now->engine, what, seen, wanted);
    return so;
}

static bool field(const json_t *facts, const char *key, const char *wanted) {
    return same(key, json_string_value(json_object_get(facts, key)), wanted);
}

/* An engine may leave the layers out. */
static bool image_is_told(struct docker_cell *cell, const json_t *facts) {
    const struct environment environment = {.state = cell};
    const struct plan_figure figure = {0};
    const json_t *layers = json_object_get(facts, "image_layers");
    bool so = docker_image_bytes(&environment, &figure) == 7 &&
              (layers ? json_integer_value(layers) == 2 : strcmp(now->engine, "25") == 0);
    if (!so)
        json_dumpf(facts, stderr, JSON_INDENT(1));
    return so;
}

static bool what_it_says_is_understood(void) {
    struct error err = {.text = ""};
    char version[64] = "";
    if (!is_up(now->engine))
        return false;
    const struct docker_engine *engine =
        docker_containers.probe(&err) == 0 ? docker_containers.hold(NULL, NULL, &err) : NULL;
    if (!engine) {
        fprintf(stderr, "%s: %s\n", now->engine, err.text);
        return false;
    }
    struct docker_cell cell = {.by = &docker_containers, .engine = engine, .image = "virtax:f00"};
    cleanup_json json_t *facts = docker_cell_describe(&cell);
    cleanup_json json_t *seccomp = docker_cell_seccomp(&cell, facts);
    cleanup_free char *runtimes = docker_engine_runtimes(&err);
    bool on_network = docker_containers.probe_network(true, &err) == 0;
    return on_network == !now->apart && (on_network || strstr(err.text, "a rootless Docker")) &&
           docker_containers.answers(version, &err) && same("version", version, now->version) &&
           same("bridge", engine->bridge, now->bridge) && engine->apart == now->apart &&
           same("runtimes", runtimes, now->runtimes) && field(facts, "version", now->version) &&
           field(facts, "storage_driver", now->driver) &&
           field(facts, "cgroup_driver", now->group_driver) && field(facts, "runtime", "runc") &&
           field(facts, "image_id", now->image) && image_is_told(&cell, facts) &&
           same("seccomp", json_string_value(seccomp), now->seccomp) &&
           level_runtime_available("runc", &err) == 0 && level_runtime_available("run", &err) < 0 &&
           (level_seccomp_available("iouring", &err) < 0) == now->lets_io_uring;
}

/* Figures with a peer lack an engine whose network is its own. */
static bool doctor_says_so(void) {
    struct diagnosis diagnosis = {.health = HEALTH_FAIL};
    if (!is_up(now->engine))
        return false;
    doctor_engine(&docker_containers, &diagnosis);
    bool so = now->apart ? diagnosis.health == HEALTH_WARN &&
                               strstr(diagnosis.value, "not on this host's network")
                         : diagnosis.health == HEALTH_OK && strstr(diagnosis.value, now->version) &&
                               strstr(diagnosis.value, now->driver);
    if (!so)
        fprintf(stderr, "%s: %s\n", now->engine, diagnosis.value);
    return so;
}

static void every_engine_is_understood(void **state) {
    (void)state;
    for (now = all; now < all + sizeof all / sizeof *all; now++)
        assert_in_child(what_it_says_is_understood);
}

static void doctor_tells_of_every_engine(void **state) {
    (void)state;
    for (now = all; now < all + sizeof all / sizeof *all; now++) {
        unlink(scratch_path(now->engine));
        assert_in_child(doctor_says_so);
    }
}

static bool one_that_refuses_the_command(void) {
    struct error err = {.text = ""};
    bool so = is_up("29-refuses") && docker_containers.probe(&err) < 0 &&
              err.status == STATUS_UNAVAILABLE &&
              strstr(err.text, "client version 1.41 is too old");
    if (!so)
        fprintf(stderr, "%s\n", err.text);
    return so;
}

static void an_engine_that_is_too_new_for_the_command_is_not_used(void **state) {
    (void)state;
    assert_in_child(one_that_refuses_the_command);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_engine_is_understood),
        cmocka_unit_test(doctor_tells_of_every_engine),
        cmocka_unit_test(an_engine_that_is_too_new_for_the_command_is_not_used),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
