/* test_docker_client.c - where the engine is, and what of the user's configuration the Docker
 * command gets. `docker` is a stand-in that says what it was given. */
#include "base/docker_client.h"
#include "common/cleanup.h"
#include "environments/docker_engine.h"
#include "in_child.h"
#include "scratch.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* A context "here" at a socket, "safe" at a port with TLS, and "away"; "gone" is not there. The
 * engine has the kernel and memory of the files beside it. */
static const char stand_in[] =
    "#!/bin/sh\n"
    "beside=${0%/*}\n"
    "for last; do :; done\n"
    "say() { echo noise; echo \"${last#--format=}\" | sed \"s|>.*<|>$1<|\"; echo noise; }\n"
    "case \"$1 $2 $3\" in\n"
    "'context inspect here') say '[{\"Host\":\"unix:///run/here.sock\"},\"\",{}]' ;;\n"
    "'context inspect safe') say '[{\"Host\":\"tcp://127.0.0.1:2376\"},\"/tls\",{\"docker\":[]}]' "
    ";;\n"
    "'context inspect away') say '[{\"Host\":\"ssh://root@away\"},\"\",{}]' ;;\n"
    "context*) echo \"context \\\"$3\\\": context not found\" >&2; exit 1 ;;\n"
    "version*) [ ! -e $beside/dead ] || { cat $beside/dead >&2; exit 1; }\n"
    "    say \"$(env | grep ^DOCKER_ | sed 's/DOCKER_CONFIG=.*/&/; s,=/.*/build,=build,' | sort | "
    "xargs)\" ;;\n"
    "--version*) cat $beside/version ;;\n"
    "info*) say \"$(cat $beside/info)\" ;;\n"
    "esac\n";

static int set_up(void **state) {
    char path[8192];
    if (scratch_make(state) < 0 || chmod(scratch_write("docker", stand_in), 0700) < 0 ||
        mkdir(scratch_path("home"), 0700) < 0 || mkdir(scratch_path("home/.docker"), 0700) < 0)
        return -1;
    scratch_write("home/.docker/config.json", "{\"proxies\":{\"default\":{\"httpProxy\":\"x\"}}}");
    scratch_write("info", "{}");
    scratch_write("version", "Docker version 20.10.24+dfsg1, build 297e128\n");
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    setenv("PATH", path, 1);
    setenv("HOME", scratch_path("home"), 1);
    unsetenv("DOCKER_HOST");
    unsetenv("DOCKER_CONTEXT");
    unsetenv("DOCKER_CONFIG");
    setenv("DOCKER_TLS_VERIFY", "1", 1);
    return setenv("DOCKER_CERT_PATH", "/certificates", 1);
}

/* The variables that the client sees, and who named the engine. */
static bool sees(const char *variables, const char *named_by) {
    static const char *const words[] = {"docker", "version", NULL};
    struct error err = {.text = ""};
    const struct docker_endpoint *endpoint = docker_client(&err);
    cleanup_free char *seen = docker_client_ask(words, "{{.}}", &err);
    bool same = endpoint && seen && strcmp(seen, variables) == 0 &&
                strcmp(endpoint->named_by, named_by) == 0;
    if (!same)
        fprintf(stderr, "seen: %s; named by: %s; %s\n", seen, endpoint ? endpoint->named_by : "?",
                err.text);
    return same;
}

static bool refused(const char *with) {
    struct error err = {.text = ""};
    bool as_wanted = !docker_client(&err) && err.status == STATUS_UNAVAILABLE &&
                     strstr(err.text, with) && docker_containers.probe(&err) < 0;
    if (!as_wanted)
        fprintf(stderr, "%s\n", err.text);
    return as_wanted;
}

#define OURS "DOCKER_CONFIG=build/docker-client"

static bool nothing_is_named(void) {
    return sees(OURS, "");
}

static bool a_host_is_named(void) {
    setenv("DOCKER_HOST", "unix:///run/x.sock", 1);
    setenv("DOCKER_CONTEXT", "away", 1);
    return sees(OURS " DOCKER_HOST=unix:///run/x.sock", "DOCKER_HOST");
}

static bool a_secured_host_is_named(void) {
    setenv("DOCKER_HOST", "tcp://localhost:2376", 1);
    return sees("DOCKER_CERT_PATH=/certificates " OURS
                " DOCKER_HOST=tcp://localhost:2376 DOCKER_TLS_VERIFY=1",
                "DOCKER_HOST");
}

static bool a_context_is_named(void) {
    setenv("DOCKER_CONTEXT", "here", 1);
    return sees(OURS " DOCKER_HOST=unix:///run/here.sock", "the Docker context 'here'");
}

static bool a_secured_context_is_current(void) {
    scratch_write("home/.docker/config.json", "{\"currentContext\":\"safe\"}");
    if (!sees("DOCKER_CERT_PATH=/tls/docker " OURS
              " DOCKER_HOST=tcp://127.0.0.1:2376 DOCKER_TLS_VERIFY=1",
              "the Docker context 'safe'"))
        return false;
    docker_client_point("unix:///run/private.sock");
    if (!sees(OURS " DOCKER_HOST=unix:///run/private.sock", "the Docker context 'safe'"))
        return false;
    docker_client_point(NULL);
    return getenv("DOCKER_TLS_VERIFY") != NULL;
}

static void it_gets_what_says_where_the_engine_is_and_nothing_else(void **state) {
    (void)state;
    assert_in_child(nothing_is_named);
    assert_in_child(a_host_is_named);
    assert_in_child(a_secured_host_is_named);
    assert_in_child(a_context_is_named);
    assert_in_child(a_secured_context_is_current);
}

static bool another_machine(void) {
    setenv("DOCKER_HOST", "tcp://192.0.2.1:2375", 1);
    return refused("DOCKER_HOST names tcp://192.0.2.1:2375: an engine on another machine");
}

static bool another_machine_by_ssh(void) {
    setenv("DOCKER_HOST", "ssh://root@192.0.2.1", 1);
    return refused("DOCKER_HOST names ssh://root@192.0.2.1: an engine on another machine");
}

static bool another_machine_by_context(void) {
    setenv("DOCKER_CONTEXT", "away", 1);
    return refused("the Docker context 'away' names ssh://root@away: an engine on another");
}

static bool no_such_context(void) {
    setenv("DOCKER_CONTEXT", "gone", 1);
    return refused("the Docker context 'gone': docker: context \"gone\": context not found");
}

static void another_machines_engine_is_refused(void **state) {
    (void)state;
    assert_in_child(another_machine);
    assert_in_child(another_machine_by_ssh);
    assert_in_child(another_machine_by_context);
    assert_in_child(no_such_context);
}

static bool is_unavailable(const char *with) {
    struct error err = {.text = ""};
    bool so = docker_containers.probe(&err) < 0 && err.status == STATUS_UNAVAILABLE &&
              strstr(err.text, with);
    if (!so)
        fprintf(stderr, "%s\n", err.text);
    return so;
}

static bool the_named_one_is_dead(void) {
    setenv("DOCKER_HOST", "unix:///run/x.sock", 1);
    scratch_write("dead", "Cannot connect\n");
    return is_unavailable(
        "DOCKER_HOST names the engine at unix:///run/x.sock, and no Docker daemon "
        "answers: docker: Cannot connect");
}

/* Docker 29's words to the command of 20.10. */
static bool the_command_is_too_old(void) {
    scratch_write("home/.docker/config.json", "{}");
    scratch_write("dead", "Error response from daemon: client version 1.41 is too old. Minimum "
                          "supported API version is 1.44, please upgrade your client\n");
    return is_unavailable("is too old. Minimum supported API version is 1.44, please upgrade your "
                          "client (exit status 1); install the docker command that belongs");
}

static void one_that_is_there_is_not_replaced(void **state) {
    (void)state;
    assert_in_child(the_named_one_is_dead);
    assert_in_child(the_command_is_too_old);
    unlink(scratch_path("dead"));
}

static bool another_kernel(void) {
    scratch_write("info", "{\"kernel\":\"2.6.18\",\"memory\":1}");
    return is_unavailable("the Docker engine that answers has kernel 2.6.18, this machine ");
}

static bool another_memory(void) {
    struct utsname here;
    char info[256];
    uname(&here);
    snprintf(info, sizeof info, "{\"kernel\":\"%s\",\"memory\":4096}", here.release);
    scratch_write("info", info);
    return is_unavailable("the Docker engine that answers has 4096 bytes of memory");
}

static void a_socket_that_leads_away_is_noticed(void **state) {
    (void)state;
    assert_in_child(another_kernel);
    assert_in_child(another_memory);
    scratch_write("info", "{}");
}

static bool podmans(void) {
    scratch_write("version", "podman version 4.3.1\n");
    return is_unavailable("docker: the command of this name is Podman's (podman version 4.3.1), "
                          "not Docker's; name podman with -e");
}

static void podmans_command_is_not_taken_for_dockers(void **state) {
    (void)state;
    assert_in_child(podmans);
    scratch_write("version", "Docker version 20.10.24+dfsg1, build 297e128\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_gets_what_says_where_the_engine_is_and_nothing_else),
        cmocka_unit_test(another_machines_engine_is_refused),
        cmocka_unit_test(one_that_is_there_is_not_replaced),
        cmocka_unit_test(a_socket_that_leads_away_is_noticed),
        cmocka_unit_test(podmans_command_is_not_taken_for_dockers),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
