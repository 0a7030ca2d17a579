/* test_kernelops.c - every operation done, against bounds by hand; calls that fail, and what stays
 * behind. */
#include "kernelops/operation.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/cpulist.h"
#include "harness/record.h"
#include "harness/threads.h"
#include "in_child.h"
#include "kernelops/processes.h"
#include "kernelops/report.h"
#include "kernelops/vdso.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>

static struct place place = {.device = "/dev/zero", .program = "/proc/self/exe"};

static uint64_t set_of(const char *names) {
    uint64_t set;
    struct error err = {0};
    if (operations_parse(names, &set, &err) < 0)
        fail_msg("%s", err.text);
    return set;
}

static void names(void **state) {
    (void)state;
    struct error err = {0};
    uint64_t set;
    cleanup_free char *text = operations_text(set_of("stat,getpid,stat"));
    assert_string_equal(text, "getpid,stat");
    cleanup_free char *all = operations_text(operations_all());
    assert_true(set_of(all) == operations_all());
    assert_null(operation_find("all"));
    static const struct {
        const char *list, *says;
    } wrong[] = {
        {"getpid,stta", "unknown operation 'stta' (closest: stat)"},
        {"", "unknown operation ''"},
        {"getpid,", "unknown operation ''"},
        {"getpid stat", "unknown operation 'getpid stat'"},
        {"pipe-cpu", "closest: pipe-1cpu"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(operations_parse(wrong[i].list, &set, &err), -1);
        assert_int_equal(err.status, STATUS_USAGE);
        assert_non_null(strstr(err.text, wrong[i].says));
    }
}

static void rows_are_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < operations_count(); i++) {
        const struct operation *operation = operation_nth(i);
        assert_ptr_equal(operation_find(operation->name), operation);
        assert_true(operation->times > 0 && operation->run && operation->about);
    }
}

static size_t descriptors(void) {
    DIR *directory = opendir("/proc/self/fd");
    assert_non_null(directory);
    size_t count = 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    return count;
}

static void nothing_is_left(void **state) {
    (void)state;
    struct trials trials;
    size_t before = descriptors();
    assert_int_equal(trials_begin(&trials, &place, operations_all(), NULL), 0);
    assert_int_equal(trials_pass(&trials, false, NULL), 0);
    trials_end(&trials);
    assert_int_equal(descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

/* The median over some rounds of so many operations. */
static double time_of(const struct trials *trials, const char *name) {
    for (size_t i = 0; i < trials->count; i++) {
        const struct trial *trial = &trials->trial[i];
        if (strcmp(trial->operation->name, name) != 0)
            continue;
        if (trial->failure.status != STATUS_OK)
            fail_msg("%s: %s", name, trial->failure.text);
        return samples_median(trial->rounds.value, trial->rounds.count);
    }
    fail_msg("%s: not measured", name);
    return 0;
}

/* The same loop, timed here: the middle one of some. */
static double getpid_by_hand(void) {
    double ns[9];
    for (int i = 0; i < 9; i++) {
        double begin_s = clock_now();
        for (int k = 0; k < 1000; k++)
            syscall(SYS_getpid);
        ns[i] = 1e9 * (clock_now() - begin_s) / 1000;
    }
    return samples_median(ns, 9);
}

/* Orders that hold by what is done in each, however busy the machine is: a fork is many times what
 * a call is, 512 pages are more than four times one page, a timer cannot be early. */
static void bounds(void **state) {
    (void)state;
    struct trials trials;
    assert_int_equal(trials_begin(&trials, &place, operations_all(), NULL), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(trials_round(&trials, 20e-3, NULL), 0);
    double by_hand = getpid_by_hand(), measured = time_of(&trials, "getpid");
    assert_true(measured > by_hand / 5 && measured < 5 * by_hand);
    assert_true(time_of(&trials, "fork-wait") > 4 * measured);
    assert_true(time_of(&trials, "exec") > time_of(&trials, "open-close"));
    assert_true(time_of(&trials, "mmap-2m") > 4 * time_of(&trials, "mmap-4k"));
    assert_true(time_of(&trials, "thread") > measured);
    assert_true(time_of(&trials, "pipe-1cpu") > 2 * time_of(&trials, "indirect-branch"));
    assert_true(time_of(&trials, "nanosleep") > 0);
    for (size_t i = 0; i < trials.count; i++) {
        const struct trial *trial = &trials.trial[i];
        if (trial->lacks)
            continue;
        assert_true(time_of(&trials, trial->operation->name) > 0);
        assert_true(trial->all.count >= 3);
    }
    trials_end(&trials);
}

/* Lines "tfd:" of the epoll set, which proc(5) has for each descriptor in it. */
static size_t largest_set(void) {
    size_t most = 0;
    for (int fd = 0; fd < 1024; fd++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
        cleanup_fclose FILE *file = fopen(path, "r");
        char line[256];
        size_t count = 0;
        while (file && fgets(line, sizeof line, file))
            count += strncmp(line, "tfd:", 4) == 0;
        most = count > most ? count : most;
    }
    return most;
}

static void a_thousand_in_the_set_but_not_here(void **state) {
    (void)state;
    struct trials trials;
    size_t before = descriptors();
    assert_int_equal(trials_begin(&trials, &place, set_of("epoll-1000"), NULL), 0);
    assert_int_equal(trials_pass(&trials, false, NULL), 0);
    assert_int_equal(trials.trial[0].failure.status, STATUS_OK);
    assert_int_equal(descriptors(), before + 2);
    assert_int_equal(largest_set(), 1000);
    trials_end(&trials);
}

static json_t *report_of(const struct trials *trials) {
    json_t *record = record_new("kernelops", json_object(), NULL);
    assert_non_null(record);
    assert_int_equal(kernelops_report(trials, record, NULL), 0);
    return record;
}

/* Where each check stands in the record: NULL where it is ok. */
static const char *failed_check(const json_t *record, const char *name) {
    size_t i;
    const json_t *check;
    json_array_foreach(json_object_get(record, "checks"), i, check) {
        if (strcmp(json_string_value(json_object_get(check, "name")), name) == 0)
            return json_is_true(json_object_get(check, "ok"))
                       ? NULL
                       : json_string_value(json_object_get(check, "detail"));
    }
    fail_msg("no check %s", name);
    return NULL;
}

static bool has_result(const json_t *record, const char *name) {
    size_t i;
    const json_t *result;
    json_array_foreach(json_object_get(record, "results"), i, result) {
        if (strcmp(json_string_value(json_object_get(result, "x")), name) == 0)
            return true;
    }
    return false;
}

static void missing_files(void **state) {
    (void)state;
    struct place lacking = place;
    struct trials trials;
    lacking.device = lacking.program = "/nowhere/at/all";
    assert_int_equal(
        trials_begin(&trials, &lacking, set_of("getpid,read-byte,stat,open-close,exec"), NULL), 0);
    assert_int_equal(trials_round(&trials, 0, NULL), 0);
    cleanup_json json_t *record = report_of(&trials);
    static const char *const failing[] = {"read-byte", "stat", "open-close", "exec"};
    for (size_t i = 0; i < sizeof failing / sizeof *failing; i++) {
        const char *why = failed_check(record, failing[i]);
        assert_non_null(why);
        assert_non_null(strstr(why, "/nowhere/at/all"));
        assert_non_null(strstr(why, strerror(ENOENT)));
        assert_false(has_result(record, failing[i]));
    }
    assert_null(failed_check(record, "getpid"));
    assert_true(has_result(record, "getpid"));
    assert_int_equal(record_status(record), STATUS_FAILED);
    trials_end(&trials);
}

static void not_a_device(void **state) {
    (void)state;
    struct place odd = place;
    struct trials trials;
    odd.device = "/proc/self/exe";
    assert_int_equal(trials_begin(&trials, &odd, set_of("read-byte,stat"), NULL), 0);
    assert_int_equal(trials_round(&trials, 0, NULL), 0);
    cleanup_json json_t *record = report_of(&trials);
    assert_non_null(strstr(failed_check(record, "read-byte"), "not one that is 0"));
    assert_non_null(strstr(failed_check(record, "stat"), "no character device"));
    trials_end(&trials);
}

#ifndef SYS_epoll_wait /* younger machines have the other alone */
#define SYS_epoll_wait SYS_epoll_pwait
#endif

static const struct denied {
    const char *operation;
    long call;
} denials[] = {
    {"getpid", SYS_getpid},
    {"read-byte", SYS_read},
    {"stat", SYS_newfstatat},
    {"open-close", SYS_openat},
    {"mmap-4k", SYS_munmap},
    {"file-fault", SYS_madvise},
    {"nanosleep", SYS_clock_nanosleep},
    {"signal", SYS_tgkill},
    {"fork-wait", SYS_clone},
    {"exec", SYS_execve},
    {"pipe-1cpu", SYS_write},
    {"unix-socket", SYS_read},
    {"epoll-1", SYS_epoll_wait},
    {"avx2-switch", SYS_write},
};
static const struct denied *denied;

/* The operation was done once before; then its call is denied, as a sandbox would. */
static bool fails_by_name(void) {
    struct trials trials;
    if (trials_begin(&trials, &place, set_of(denied->operation), NULL) < 0)
        return false;
    struct trial *trial = &trials.trial[0];
    if (trial->lacks)
        return true;
    if (trials_round(&trials, 0, NULL) < 0 || trial->failure.status != STATUS_OK ||
        deny_call(denied->call, EPERM, NULL) < 0 || trials_round(&trials, 0, NULL) < 0)
        return false;
    if (trial->failure.status == STATUS_OK || !strstr(trial->failure.text, strerror(EPERM)))
        return false;
    cleanup_json json_t *record = report_of(&trials);
    return failed_check(record, denied->operation) && !has_result(record, denied->operation);
}

static void denied_calls(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof denials / sizeof *denials; i++) {
        denied = &denials[i];
        print_message("%s\n", denied->operation);
        assert_in_child(fails_by_name);
    }
}

/* As in a sandbox whose kernel does not tell of faults: no fault can be seen to be one. */
static bool faults_are_left_out(void) {
    const struct operation *operation = operation_find("file-fault");
    return !operation->lacks(&place) && deny_call(SYS_getrusage, EPERM, NULL) == 0 &&
           operation->lacks(&place) && strstr(operation->lacks(&place), "does not count");
}

static void uncounted_faults(void **state) {
    (void)state;
    assert_in_child(faults_are_left_out);
}

/* What slices have told before an operation fails is taken back. */
static void no_number_after_a_failure(void **state) {
    (void)state;
    struct place lacking = place;
    struct trials trials;
    lacking.device = "/nowhere";
    assert_int_equal(trials_begin(&trials, &lacking, set_of("getpid,stat"), NULL), 0);
    assert_int_equal(trials_round(&trials, 0, NULL), 0);
    cleanup_json json_t *record = record_new("kernelops", json_object(), NULL);
    const double ns = 1;
    assert_int_equal(record_result(record, "time", "stat", "ns", &ns, 1, NULL), 0);
    assert_int_equal(record_result(record, "time", "getpid", "ns", &ns, 1, NULL), 0);
    json_object_set_new(record, "slices", json_object());
    assert_int_equal(kernelops_report(&trials, record, NULL), 0);
    assert_false(has_result(record, "stat"));
    assert_true(has_result(record, "getpid"));
    trials_end(&trials);
}

static void one_cpu(void **state) {
    (void)state;
    struct place alone = place;
    struct trials trials;
    alone.cpu[1] = -1;
    assert_int_equal(trials_begin(&trials, &alone, set_of("pipe-1cpu,pipe-2cpu"), NULL), 0);
    assert_int_equal(trials_round(&trials, 0, NULL), 0);
    cleanup_json json_t *record = report_of(&trials);
    const json_t *left_out = json_object_get(json_object_get(record, "evidence"), "left_out");
    assert_int_equal(json_object_size(left_out), 1);
    assert_non_null(
        strstr(json_string_value(json_object_get(left_out, "pipe-2cpu")), "second CPU"));
    assert_int_equal(json_array_size(json_object_get(record, "checks")), 1);
    assert_int_equal(record_status(record), STATUS_OK);
    trials_end(&trials);
}

static bool getppid_fails(void) {
    return syscall(SYS_getppid) > 0 && deny_call(SYS_getppid, EACCES, NULL) == 0 &&
           syscall(SYS_getppid) == -1 && errno == EACCES && syscall(SYS_getpid) > 0;
}

static void denying(void **state) {
    (void)state;
    assert_in_child(getppid_fails);
    assert_true(syscall(SYS_getppid) > 0);
}

int main(int argc, char **argv) {
    if (executed_to_be_timed(argc, argv))
        return EXECUTED_STATUS;
    struct cpu_set cpus;
    if (threads_allowed_cpus(&cpus, NULL) < 0)
        return 1;
    place.cpu[0] = cpulist_nth(&cpus, 0);
    place.cpu[1] = cpulist_nth(&cpus, 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(rows_are_whole),
        cmocka_unit_test(nothing_is_left),
        cmocka_unit_test(bounds),
        cmocka_unit_test(a_thousand_in_the_set_but_not_here),
        cmocka_unit_test(missing_files),
        cmocka_unit_test(not_a_device),
        cmocka_unit_test(denied_calls),
        cmocka_unit_test(uncounted_faults),
        cmocka_unit_test(no_number_after_a_failure),
        cmocka_unit_test(one_cpu),
        cmocka_unit_test(denying),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
