/* test_emulation.c - emulated machines are known by their /proc/cpuinfo, real ones are not taken
 * for such. */
#include "base/emulation.h"
#include "scratch_tree.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static bool emulated(const char *cpuinfo) {
    tree_write("proc/cpuinfo", cpuinfo);
    return machine_emulated_of(scratch);
}

static void emulated_machines_are_known(void **state) {
    (void)state;
    assert_true(emulated("processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel\t\t: 107\n"
                         "model name\t: QEMU TCG CPU version 2.5+\nstepping\t: 1\n"));
    assert_true(emulated("processor\t: 0\nBogoMIPS\t: 125.00\nFeatures\t: fp asimd\n"
                         "CPU implementer\t: 0x00\nCPU architecture: 8\n"));
}

static void others_are_not(void **state) {
    (void)state;
    assert_false(machine_emulated_of(scratch));
    assert_false(emulated("processor\t: 0\nvendor_id\t: AuthenticAMD\n"
                          "model name\t: AMD EPYC 7763 64-Core Processor\n"));
    assert_false(emulated("processor\t: 0\nmodel name\t: QEMU Virtual CPU version 2.5+\n"));
    assert_false(emulated("processor\t: 0\nCPU implementer\t: 0x41\nCPU architecture: 8\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(emulated_machines_are_known, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(others_are_not, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
