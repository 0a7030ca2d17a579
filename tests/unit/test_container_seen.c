/* test_container_seen.c - containers found in made-up /proc trees, and what their files tell. */
#include "common/cleanup.h"
#include "environments/container_seen.h"
#include "scratch_tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#define ID "0f1e2d3c4b5a"

static void process(int pid, int parent, const char *comm, const char *words) {
    char path[64], stat[128];
    snprintf(path, sizeof path, "proc/%d/cmdline", pid);
    tree_write(path, words);
    snprintf(path, sizeof path, "proc/%d/stat", pid);
    snprintf(stat, sizeof stat, "%d (%s (x) S %d 1 1 0 -1\n", pid, comm, parent);
    tree_write(path, stat);
    snprintf(path, sizeof path, "proc/%d/comm", pid);
    tree_write(path, comm);
}

static void file(int pid, const char *name, const char *text) {
    char path[96];
    snprintf(path, sizeof path, "proc/%d/%s", pid, name);
    tree_write(path, text);
}

static void points(int pid, const char *name, const char *target) {
    char path[96];
    snprintf(path, sizeof path, "proc/%d/%s", pid, name);
    assert_int_equal(symlink(target, scratch_path(path)), 0);
}

/* A daemon, the shim of another container, that of ours and its kernel. */
static int docker_tree(void **state) {
    if (scratch_make(state) < 0)
        return -1;
    process(1, 0, "init", "init");
    process(20, 1, "dockerd", "dockerd --data-root /x");
    process(30, 1, "containerd-shim", "containerd-shim -id 999999999999");
    process(31, 30, "stream", "/bin/stream");
    process(40, 1, "containerd-shim", "containerd-shim -namespace moby -id " ID);
    process(41, 40, "stream", "/bin/stream --json");
    file(40, "ns/other", "");
    points(40, "ns/net", "net:[1]");
    points(40, "exe", "/usr/bin/containerd-shim-runc-v2");
    file(41, "ns/other", "");
    points(41, "ns/net", "net:[2]");
    points(41, "exe", "/bin/stream");
    file(41, "uid_map", "         0     100000      65536\n");
    file(41, "net/dev", "Inter-|   Receive  |  Transmit\n face |bytes  |bytes\n    lo:  0 0\n");
    file(41, "mountinfo",
         "1 0 0:1 / / rw,relatime - overlay overlay rw\n2 1 0:2 / /proc ro - proc proc rw\n");
    file(41, "cgroup", "10:cpuset:/docker/" ID "\n9:pids:/docker/" ID "\n0::/\n");
    tree_write("sys/fs/cgroup/pids/docker/" ID "/pids.max", "4096\n");
    tree_write("sys/fs/cgroup/cpuset/docker/" ID "/cpuset.cpus", "1\n");
    tree_write("sys/fs/cgroup/cpuset/cpuset.cpus", "0-3\n");
    tree_write("run/docker/runtime-other/moby/" ID "/status", "{}");
    return 0;
}

static const char *told(const json_t *seen, const char *key) {
    const char *text = json_string_value(json_object_get(seen, key));
    return text ? text : "nothing";
}

static void what_its_files_tell(void **state) {
    (void)state;
    cleanup_json json_t *seen = container_seen(scratch, ID);
    assert_non_null(seen);
    assert_string_equal(told(seen, "first"), "stream");
    assert_string_equal(told(seen, "uid_map"), "0 100000 65536");
    assert_string_equal(told(seen, "network"), "none");
    assert_string_equal(told(seen, "root"), "read-write");
    assert_string_equal(told(seen, "root_type"), "overlay");
    assert_string_equal(told(seen, "pids_max"), "4096");
    assert_string_equal(told(seen, "cpuset"), "1");
    assert_string_equal(told(seen, "all_cpus"), "0-3");
    assert_string_equal(told(seen, "apparmor"), "nothing");
    assert_string_equal(told(seen, "runtime"), "crun");
    assert_true(json_is_false(json_object_get(seen, "sandbox")));
}

static void groups_of_version_2_are_read_as_well(void **state) {
    (void)state;
    file(41, "cgroup", "0::/system.slice/docker-" ID ".scope\n");
    tree_write("sys/fs/cgroup/system.slice/docker-" ID ".scope/pids.max", "max\n");
    tree_write("sys/fs/cgroup/system.slice/docker-" ID ".scope/cpuset.cpus", "\n");
    tree_write("sys/fs/cgroup/cpuset.cpus.effective", "0-7\n");
    cleanup_json json_t *seen = container_seen(scratch, ID);
    assert_string_equal(told(seen, "pids_max"), "max");
    assert_string_equal(told(seen, "cpuset"), "");
    assert_string_equal(told(seen, "all_cpus"), "0-7");
}

static void what_is_not_there_is_not_told(void **state) {
    (void)state;
    file(41, "cgroup", "nonsense\n\n3:cpuset:/elsewhere\n");
    file(41, "mountinfo", "1 0 0:1 / /\n");
    cleanup_json json_t *seen = container_seen(scratch, ID);
    static const char *const keys[] = {"pids_max", "cpuset", "root", "root_type"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_true(json_is_null(json_object_get(seen, keys[i])));
}

static void an_interface_is_a_network_and_the_supervisors_the_hosts(void **state) {
    (void)state;
    file(41, "net/dev", "Inter-|\n face |bytes\n    lo:  0 0\n  eth0: 1 2\n");
    cleanup_json json_t *bridged = container_seen(scratch, ID);
    assert_string_equal(told(bridged, "network"), "bridge");
    assert_int_equal(unlink(scratch_path("proc/41/ns/net")), 0);
    points(41, "ns/net", "net:[1]");
    cleanup_json json_t *shared = container_seen(scratch, ID);
    assert_string_equal(told(shared, "network"), "host");
}

static void a_sandbox_is_told_by_its_program(void **state) {
    (void)state;
    process(39, 40, "exe", "runsc-gofer --bundle /x/" ID);
    file(41, "cmdline", "runsc-sandbox boot " ID);
    assert_int_equal(unlink(scratch_path("proc/41/exe")), 0);
    points(41, "exe", "/usr/bin/runsc");
    process(42, 41, "exe", "");
    file(42, "status", "Name:\texe\nTracerPid:\t41\n");
    cleanup_json json_t *traced = container_seen(scratch, ID);
    assert_string_equal(told(traced, "runtime"), "runsc");
    assert_string_equal(told(traced, "platform"), "ptrace");
    assert_true(json_is_true(json_object_get(traced, "sandbox")));
    file(42, "status", "Name:\texe\nTracerPid:\t0\n");
    cleanup_json json_t *other = container_seen(scratch, ID);
    assert_string_equal(told(other, "platform"), "systrap");
    file(41, "fd/none", "");
    points(41, "fd/7", "/dev/kvm");
    cleanup_json json_t *machine = container_seen(scratch, ID);
    assert_string_equal(told(machine, "platform"), "kvm");
}

static void no_such_container(void **state) {
    (void)state;
    assert_null(container_seen(scratch, "abcdef"));
    assert_null(container_seen("/nonexistent", ID));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_its_files_tell, docker_tree, scratch_remove),
        cmocka_unit_test_setup_teardown(groups_of_version_2_are_read_as_well, docker_tree,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_not_told, docker_tree, scratch_remove),
        cmocka_unit_test_setup_teardown(an_interface_is_a_network_and_the_supervisors_the_hosts,
                                        docker_tree, scratch_remove),
        cmocka_unit_test_setup_teardown(a_sandbox_is_told_by_its_program, docker_tree,
                                        scratch_remove),
        cmocka_unit_test_setup_teardown(no_such_container, docker_tree, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
