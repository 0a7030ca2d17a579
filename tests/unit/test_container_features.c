/* test_container_features.c - the words that each level adds to an engine's `run`, which names
 * stand for which types, and what is refused. */
#include "base/argv.h"
#include "common/cleanup.h"
#include "environments/docker_cell.h"
#include "environments/environments.h"
#include "environments/podman_engine.h"
#include "scratch_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* What a level adds, in one line. */
static char *words_of(const char *name) {
    const struct environment_type *type = environment_find(name, NULL);
    struct features features;
    struct error err = {.text = ""};
    struct argv options = {0};
    assert_non_null(type);
    if (features_parse(type->features, name, &features, &err) < 0 ||
        features_apply(type->features, &features, &options, &err) < 0)
        fail_msg("%s: %s", name, err.text);
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    for (size_t i = 0; i < options.count; i++)
        fprintf(out, "%s%s", i ? " " : "", options.word[i]);
    assert_int_equal(fclose(out), 0);
    argv_free(options.word);
    return text;
}

static void each_level_is_an_option_of_run(void **state) {
    (void)state;
    static const struct {
        const char *name, *words;
    } cases[] = {
        {"docker+seccomp=default", ""},
        {"docker+seccomp=unconfined", "--security-opt=seccomp=unconfined"},
        {"docker+apparmor=unconfined", "--security-opt=apparmor=unconfined"},
        {"docker+no-new-privileges=on", "--security-opt=no-new-privileges"},
        {"docker+runtime=runc", ""},
        {"docker+runtime=crun", "--runtime=crun"},
        {"docker+runtime=kata-fc", "--runtime=kata-fc"},
        {"docker+cgroup=none", ""},
        {"docker+rootfs=read-only", "--read-only"},
        {"docker+pids=limited", "--pids-limit=4096"},
        {"docker+init=on", "--init"},
        {"docker+init=on+pids=limited", "--pids-limit=4096 --init"},
        {"gvisor+platform=ptrace", "--runtime=runsc-ptrace"},
        {"podman+seccomp=unconfined+runtime=crun",
         "--security-opt=seccomp=unconfined --runtime=crun"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cleanup_free char *words = words_of(cases[i].name);
        assert_string_equal(words, cases[i].words);
    }
    cleanup_free char *profile = words_of("docker+seccomp=iouring");
    assert_non_null(strstr(profile, "--security-opt=seccomp=/"));
    assert_non_null(strstr(profile, "/container/seccomp-iouring.json"));
    cleanup_free char *quota = words_of("docker+cgroup=quota");
    assert_int_equal(strncmp(quota, "--cpus=", 7), 0);
    cleanup_free char *memory = words_of("docker+cgroup=memory");
    assert_int_equal(strncmp(memory, "--memory=", 9), 0);
    assert_true(strtoull(memory + 9, NULL, 10) > 1 << 20);
}

static void features_stand_for_types(void **state) {
    (void)state;
    static const struct {
        const char *name, *type;
    } cases[] = {
        {"docker+seccomp=unconfined", "docker"},
        {"docker+network=none", "docker"},
        {"docker+network=host", "docker-host"},
        {"docker+seccomp=unconfined+network=host", "docker-host"},
        {"docker+network=bridge+init=on", "docker-nat"},
        {"docker+rootfs=volume", "docker-volume"},
        {"docker+rootfs=volume+network=host", "docker-host-volume"},
        {"docker-volume+network=host", "docker-volume"},
        {"gvisor+network=bridge", "gvisor-nat"},
        {"podman+network=host+runtime=crun", "podman-host"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = {.text = ""};
        const struct environment_type *type = environment_find(cases[i].name, &err);
        if (!type)
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_string_equal(type->name, cases[i].type);
    }
}

static void names_that_contradict_themselves_are_refused(void **state) {
    (void)state;
    struct error err = {.text = ""};
    assert_null(environment_find("docker-host+network=none", &err));
    assert_string_equal(err.text, "environment 'docker-host+network=none': docker-host is "
                                  "docker+network=host, and takes no other network");
    assert_null(environment_find("docker+seccomp=off", &err));
    assert_non_null(strstr(err.text, "unknown seccomp 'off'"));
    assert_null(environment_find("docker+runtime=a b", &err));
    assert_null(environment_find("docker+platform=kvm", &err));
    assert_null(environment_find("gvisor+seccomp=default", &err));
    assert_null(environment_find("podman+runtime=runsc", &err));
}

/* Of the limits that this process has, and none of Podman's own variables. */
static void podman_is_fitted_to_the_host(void **state) {
    (void)state;
    struct argv options = {0};
    podman_containers.adapt(&options);
    assert_int_equal(argv_check(&options, NULL), 0);
    assert_int_equal(options.count, podman_refuses_groups() ? 4 : 3);
    assert_int_equal(strncmp(options.word[0], "--ulimit=nofile=", 16), 0);
    assert_int_equal(strncmp(options.word[1], "--ulimit=nproc=", 15), 0);
    assert_string_equal(options.word[2], "--unsetenv-all");
    if (options.count == 4)
        assert_string_equal(options.word[3], "--runtime=runc");
    argv_free(options.word);
}

static void containers_without_root_need_ids(void **state) {
    (void)state;
    struct error err = {.text = ""};
    assert_int_equal(podman_rootless_probe(scratch, "me", &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    assert_non_null(strstr(err.text, "me has no IDs in /etc/subuid"));
    tree_write("etc/subuid", "mel:100000:65536\nme:200000:65536\n");
    tree_write("etc/subgid", "mel:100000:65536\n");
    assert_int_equal(podman_rootless_probe(scratch, "me", &err), -1);
    assert_non_null(strstr(err.text, "/etc/subgid"));
    assert_non_null(strstr(err.text, "usermod --add-subuids"));
    assert_int_equal(podman_rootless_probe(scratch, "mel", &err), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_level_is_an_option_of_run),
        cmocka_unit_test(features_stand_for_types),
        cmocka_unit_test(podman_is_fitted_to_the_host),
        cmocka_unit_test(names_that_contradict_themselves_are_refused),
        cmocka_unit_test_setup_teardown(containers_without_root_need_ids, scratch_make,
                                        scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
