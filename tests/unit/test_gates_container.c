/* test_gates_container.c - a container that is not what its name says does not count; what nothing
 * shows is not taken for true. */
#include "gate_fixture.h"

static void container(struct subject *s, const char *json) {
    json_decref(s->execution.container);
    s->execution.container = json_loads(json, 0, NULL);
    assert_non_null(s->execution.container);
}

/* One feature, and what /proc showed. */
static void is(struct subject *s, const char *key, const char *level, const char *seen,
               const char *state) {
    char text[512];
    bool valid;
    snprintf(text, sizeof text, "{\"features\":{\"%s\":\"%s\"},\"seen\":%s}", key, level, seen);
    container(s, text);
    const char *found = judge(s, "container", &valid);
    if (strcmp(found, state) != 0)
        fail_msg("%s=%s with %s: %s, not %s", key, level, seen, found, state);
    assert_int_equal(valid, strcmp(state, "failed") != 0);
}

static int unmake_all(void **state) {
    struct subject *s = *state;
    json_decref(s->execution.container);
    return unmake(state);
}

static void without_features_nothing_is_to_be_shown(void **state) {
    struct subject *s = *state;
    bool valid;
    assert_string_equal(judge(s, "container", &valid), "unobservable");
    container(s, "{\"features\":{},\"seen\":{}}");
    assert_string_equal(judge(s, "container", &valid), "unobservable");
    assert_true(valid);
}

static void what_the_kernel_says_of_itself(void **state) {
    struct subject *s = *state;
    is(s, "seccomp", "default", "{}", "unobservable");
    set(s, "evidence", "status", json_pack("{s:s,s:s}", "Seccomp", "2", "NoNewPrivs", "0"));
    is(s, "seccomp", "default", "{}", "ok");
    is(s, "seccomp", "unconfined", "{}", "failed");
    is(s, "no-new-privileges", "off", "{}", "ok");
    is(s, "no-new-privileges", "on", "{}", "failed");
    set(s, "evidence", "control_group", json_pack("{s:f,s:n}", "cpu_quota", 2.0, "memory_limit"));
    is(s, "cgroup", "quota", "{}", "ok");
    is(s, "cgroup", "cpuset", "{}", "failed");
    is(s, "cgroup", "memory", "{}", "failed");
    set(s, "evidence", "control_group", json_pack("{s:n,s:i}", "cpu_quota", "memory_limit", 4096));
    is(s, "cgroup", "memory", "{}", "ok");
}

/* By the effect of the filter, where the engine's default is known to refuse io_uring. */
static void filters_differ_by_what_they_refuse(void **state) {
    struct subject *s = *state;
    static const struct {
        const char *level, *io_uring, *container, *gate;
    } cases[] = {
        {"iouring", NULL, "", "unobservable"},
        {"iouring", "allowed", "", "ok"},
        {"iouring", "EPERM", "", "failed"},
        {"iouring", "ENOSYS", "", "failed"},
        {"default", "allowed", "", "ok"},
        {"default", "allowed", ",\"default_refuses_io_uring\":true", "failed"},
        {"default", "EPERM", ",\"default_refuses_io_uring\":true", "ok"},
        {"default", NULL, ",\"default_refuses_io_uring\":true", "unobservable"},
    };
    set(s, "evidence", "status", json_pack("{s:s}", "Seccomp", "2"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        bool valid;
        set(s, "evidence", "io_uring",
            cases[i].io_uring ? json_string(cases[i].io_uring) : json_null());
        snprintf(text, sizeof text, "{\"features\":{\"seccomp\":\"%s\"},\"seen\":{}%s}",
                 cases[i].level, cases[i].container);
        container(s, text);
        assert_string_equal(judge(s, "container", &valid), cases[i].gate);
    }
}

/* Of a figure on CPUs 0 and 1, by the group on the host. */
static void a_cpuset_is_told_by_the_cpus_of_its_group(void **state) {
    struct subject *s = *state;
    static const struct {
        const char *level, *seen, *state;
    } cases[] = {
        {"cpuset", "{}", "unobservable"},
        {"none", "{}", "unobservable"},
        {"cpuset", "{\"cpuset\":\"0-1\",\"all_cpus\":\"0-3\"}", "ok"},
        {"cpuset", "{\"cpuset\":\"0,1\",\"all_cpus\":\"0-1\"}", "ok"},
        {"cpuset", "{\"cpuset\":\"0-3\",\"all_cpus\":\"0-3\"}", "failed"},
        {"cpuset", "{\"cpuset\":\"\",\"all_cpus\":\"0-1\"}", "failed"},
        {"cpuset", "{\"cpuset\":\"2-3\",\"all_cpus\":\"0-3\"}", "failed"},
        {"none", "{\"cpuset\":\"\",\"all_cpus\":\"0-1\"}", "ok"},
        {"none", "{\"cpuset\":\"0-3\",\"all_cpus\":\"0-3\"}", "ok"},
        {"none", "{\"cpuset\":\"0-1\",\"all_cpus\":\"0-3\"}", "failed"},
        {"quota", "{\"cpuset\":\"0-1\",\"all_cpus\":\"0-3\"}", "failed"},
    };
    s->plan.figure[0].cpus = plan_copy("0-1");
    set(s, "evidence", "control_group", json_pack("{s:n,s:n}", "cpu_quota", "memory_limit"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        is(s, "cgroup", cases[i].level, cases[i].seen, cases[i].state);
}

static void a_root_is_told_by_its_mount_and_a_volume_by_the_files_on_it(void **state) {
    struct subject *s = *state;
    static const struct {
        const char *level, *type, *seen, *state;
    } cases[] = {
        {"read-only", NULL, "{\"root\":\"read-only\",\"root_type\":\"overlay\"}", "ok"},
        {"read-only", NULL, "{\"root\":\"read-write\",\"root_type\":\"overlay\"}", "failed"},
        {"overlay", NULL, "{\"root\":\"read-only\",\"root_type\":\"overlay\"}", "failed"},
        {"overlay", NULL, "{\"root\":\"read-write\",\"root_type\":\"overlay\"}", "ok"},
        {"overlay", NULL, "{\"root\":\"read-write\",\"root_type\":\"fuse.fuse-overlayfs\"}", "ok"},
        {"overlay", NULL, "{\"root\":\"read-write\",\"root_type\":\"ext4\"}", "failed"},
        {"overlay", NULL, "{\"root\":\"read-write\"}", "unobservable"},
        {"tmpfs", NULL, "{\"root\":\"read-write\",\"root_type\":\"tmpfs\"}", "ok"},
        {"directory", NULL, "{\"root\":\"read-write\",\"root_type\":\"tmpfs\"}", "failed"},
        {"directory", NULL, "{\"root\":\"read-write\",\"root_type\":\"ext4\"}", "ok"},
        {"volume", "ext4", "{\"root\":\"read-write\",\"root_type\":\"overlay\"}", "ok"},
        {"volume", "overlay", "{\"root\":\"read-write\",\"root_type\":\"overlay\"}", "failed"},
        {"volume", NULL, "{\"root\":\"read-write\",\"root_type\":\"ext4\"}", "unobservable"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        set(s, "evidence", "file_system", cases[i].type ? json_string(cases[i].type) : json_null());
        is(s, "rootfs", cases[i].level, cases[i].seen, cases[i].state);
    }
}

static void what_the_hosts_proc_shows(void **state) {
    struct subject *s = *state;
    static const struct {
        const char *key, *level, *seen, *state;
    } cases[] = {
        {"userns", "remapped", "{\"uid_map\":\"0 100000 65536\"}", "ok"},
        {"userns", "remapped", "{\"uid_map\":\"0 0 4294967295\"}", "failed"},
        {"userns", "host", "{\"uid_map\":\"0 0 4294967295\"}", "ok"},
        {"userns", "remapped", "null", "unobservable"},
        {"rootless", "on", "{\"uid_map\":\"0 1000 1\"}", "ok"},
        {"rootless", "on", "{\"uid_map\":\"0 0 4294967295\"}", "failed"},
        {"network", "none", "{\"network\":\"none\"}", "ok"},
        {"network", "none", "{\"network\":\"bridge\"}", "failed"},
        {"network", "host", "{}", "unobservable"},
        {"apparmor", "default", "{\"apparmor\":\"docker-default (enforce)\"}", "ok"},
        {"apparmor", "default", "{\"apparmor\":\"unconfined\"}", "failed"},
        {"apparmor", "unconfined", "{\"apparmor\":\"unconfined\"}", "ok"},
        {"runtime", "crun", "{\"runtime\":\"crun\"}", "ok"},
        {"runtime", "crun", "{\"runtime\":\"runc\"}", "failed"},
        {"runtime", "systemd-nspawn", "{\"runtime\":\"systemd-nspawn\"}", "ok"},
        {"runtime", "lxc-execute", "{\"runtime\":\"bwrap\"}", "failed"},
        {"runtime", "mine", "{\"runtime\":\"runc\"}", "unobservable"},
        {"pids", "limited", "{\"pids_max\":\"4096\"}", "ok"},
        {"pids", "limited", "{\"pids_max\":\"max\"}", "failed"},
        {"init", "on", "{\"first\":\"docker-init\"}", "ok"},
        {"init", "on", "{\"first\":\"stream\"}", "failed"},
        {"init", "off", "{\"first\":\"stream\"}", "ok"},
        {"colour", "red", "{}", "unobservable"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        is(s, cases[i].key, cases[i].level, cases[i].seen, cases[i].state);
}

/* What a process says of itself within gVisor is gVisor's, not this host's. */
static void a_sandbox_tells_of_its_runtime_alone(void **state) {
    struct subject *s = *state;
    static const char seen[] = "{\"sandbox\":true,\"runtime\":\"runsc\",\"platform\":\"ptrace\","
                               "\"root\":\"read-only\",\"uid_map\":\"0 0 1\"}";
    set(s, "evidence", "status", json_pack("{s:s}", "Seccomp", "0"));
    is(s, "runtime", "runsc", seen, "ok");
    is(s, "platform", "ptrace", seen, "ok");
    is(s, "platform", "kvm", seen, "failed");
    is(s, "seccomp", "unconfined", seen, "unobservable");
    is(s, "rootfs", "read-only", seen, "unobservable");
    is(s, "userns", "host", seen, "unobservable");
}

/* Its smaps tell no huge pages, and its network stack has settings of its own. */
static void a_sandbox_shows_neither_pages_nor_settings(void **state) {
    struct subject *s = *state;
    bool valid;
    set(s, "evidence", "huge_bytes", json_integer(0));
    json_object_set_new(json_object_get(json_object_get(s->kernel, "evidence"), "surroundings"),
                        "/sys/kernel/mm/transparent_hugepage/enabled", json_string("never"));
    fails(s, "huge-pages");
    fails(s, "surroundings");
    container(s, "{\"features\":{\"runtime\":\"runsc\"},"
                 "\"seen\":{\"sandbox\":true,\"runtime\":\"runsc\"}}");
    assert_string_equal(judge(s, "huge-pages", &valid), "unobservable");
    assert_string_equal(judge(s, "surroundings", &valid), "unobservable");
    assert_true(valid);
}

static void the_value_names_what_is_wrong(void **state) {
    struct subject *s = *state;
    bool valid;
    container(s, "{\"features\":{\"runtime\":\"crun\"},\"seen\":{\"runtime\":\"runc\"}}");
    assert_string_equal(judged(s, "container", "value", &valid), "runtime=crun: it is runc");
    container(s, "{\"features\":{\"runtime\":\"crun\"},\"seen\":null}");
    assert_string_equal(judged(s, "container", "value", &valid), "nothing shows runtime");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_features_nothing_is_to_be_shown, make, unmake_all),
        cmocka_unit_test_setup_teardown(what_the_kernel_says_of_itself, make, unmake_all),
        cmocka_unit_test_setup_teardown(filters_differ_by_what_they_refuse, make, unmake_all),
        cmocka_unit_test_setup_teardown(a_cpuset_is_told_by_the_cpus_of_its_group, make,
                                        unmake_all),
        cmocka_unit_test_setup_teardown(a_root_is_told_by_its_mount_and_a_volume_by_the_files_on_it,
                                        make, unmake_all),
        cmocka_unit_test_setup_teardown(what_the_hosts_proc_shows, make, unmake_all),
        cmocka_unit_test_setup_teardown(a_sandbox_tells_of_its_runtime_alone, make, unmake_all),
        cmocka_unit_test_setup_teardown(a_sandbox_shows_neither_pages_nor_settings, make,
                                        unmake_all),
        cmocka_unit_test_setup_teardown(the_value_names_what_is_wrong, make, unmake_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
