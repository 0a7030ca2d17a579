/* test_guest_pinning.c - threads of this process stand for virtual CPUs; a socket pair for QMP. */
#include "common/cleanup.h"
#include "common/cpu_set.h"
#include "common/cpulist.h"
#include "guest/guest_pinning.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cmocka.h>

static struct vcpu {
    pthread_t thread;
    pid_t id;
} vcpus[2];
static pthread_barrier_t started, over;

static void *be_a_vcpu(void *context) {
    struct vcpu *vcpu = context;
    vcpu->id = (pid_t)syscall(SYS_gettid);
    pthread_barrier_wait(&started);
    pthread_barrier_wait(&over);
    return NULL;
}

static int start(void **state) {
    (void)state;
    pthread_barrier_init(&started, NULL, 3);
    pthread_barrier_init(&over, NULL, 3);
    for (int i = 0; i < 2; i++)
        if (pthread_create(&vcpus[i].thread, NULL, be_a_vcpu, &vcpus[i]) != 0)
            return -1;
    pthread_barrier_wait(&started);
    return 0;
}

static int end(void **state) {
    (void)state;
    pthread_barrier_wait(&over);
    for (int i = 0; i < 2; i++)
        pthread_join(vcpus[i].thread, NULL);
    return 0;
}

/* A QMP socket on which the answer already waits, and one more for a second question. */
__attribute__((format(printf, 1, 2))) static int answering(const char *format, ...) {
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    va_list args;
    for (int i = 0; i < 2; i++) {
        va_start(args, format);
        assert_true(vdprintf(pair[1], format, args) > 0);
        va_end(args);
    }
    return pair[0]; /* the other end stays open: a closed one would refuse the question */
}

#define ONE "{\"cpu-index\":%d,\"thread-id\":%d,\"qom-path\":\"/machine\"}"

/* Two CPUs that this process may use, the higher one first; fewer: the test cannot be made. */
static struct guest_layout crossed_layout(void) {
    struct cpu_set allowed;
    assert_int_equal(cpu_set_of_thread(0, &allowed), 0);
    if (cpu_set_count(&allowed) < 2)
        skip();
    return (struct guest_layout){.vcpus = 2,
                                 .cpu = {cpulist_nth(&allowed, 1), cpulist_nth(&allowed, 0)}};
}

static void threads_go_where_the_layout_says(void **state) {
    (void)state;
    struct guest_layout layout = crossed_layout();
    struct cpu_set before, after;
    cpu_set_of_thread(0, &before);
    /* QMP promises no order. */
    cleanup_close int qmp =
        answering("{\"return\":[" ONE "," ONE "]}\n", 1, (int)vcpus[1].id, 0, (int)vcpus[0].id);
    struct error err = {0};
    if (guest_pin(qmp, &layout, &err) < 0)
        fail_msg("%s", err.text);
    for (int i = 0; i < 2; i++) {
        struct cpu_set cpus;
        assert_int_equal(cpu_set_of_thread(vcpus[i].id, &cpus), 0);
        assert_int_equal(cpu_set_count(&cpus), 1);
        assert_true(cpu_set_has(layout.cpu[i], &cpus));
    }
    cpu_set_of_thread(0, &after);
    assert_true(cpu_set_equal(&before, &after));

    cleanup_json json_t *told = guest_vcpu_cpus(qmp, &err);
    cleanup_free char *text = json_dumps(told, JSON_COMPACT);
    char expected[64];
    snprintf(expected, sizeof expected, "[\"%d\",\"%d\"]", layout.cpu[0], layout.cpu[1]);
    assert_string_equal(text, expected);
}

static void another_number_of_vcpus_is_an_error(void **state) {
    (void)state;
    struct guest_layout layout = crossed_layout();
    struct error err = {0};
    cleanup_close int qmp = answering("{\"return\":[" ONE "]}\n", 0, (int)vcpus[0].id);
    assert_int_equal(guest_pin(qmp, &layout, &err), -1);
    assert_string_equal(err.text, "pinning: QEMU tells of 1 virtual CPUs instead of 2");
}

static void nonsense_is_an_error(void **state) {
    (void)state;
    struct guest_layout layout = crossed_layout();
    struct error err = {0};
    cleanup_close int twice =
        answering("{\"return\":[" ONE "," ONE "]}\n", 0, (int)vcpus[0].id, 0, (int)vcpus[1].id);
    assert_int_equal(guest_pin(twice, &layout, &err), -1);
    assert_non_null(strstr(err.text, "not numbered from 0"));
    cleanup_close int nameless = answering("{\"return\":[{},{}]}\n");
    assert_int_equal(guest_pin(nameless, &layout, &err), -1);
    assert_non_null(strstr(err.text, "not numbered from 0"));
}

static void a_cpu_that_is_not_there_is_an_error(void **state) {
    (void)state;
    struct guest_layout layout = crossed_layout();
    layout.cpu[1] = CPU_SET_MAX - 1;
    struct error err = {0};
    cleanup_close int qmp =
        answering("{\"return\":[" ONE "," ONE "]}\n", 0, (int)vcpus[0].id, 1, (int)vcpus[1].id);
    assert_int_equal(guest_pin(qmp, &layout, &err), -1);
    assert_non_null(strstr(err.text, "pinning virtual CPU 1 to CPU"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_go_where_the_layout_says),
        cmocka_unit_test(another_number_of_vcpus_is_an_error),
        cmocka_unit_test(nonsense_is_an_error),
        cmocka_unit_test(a_cpu_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, start, end);
}
