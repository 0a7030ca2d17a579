/* test_ssh_reach.c - the address at which ssh reaches a machine, by what `ssh -G` prints. */
#include "environments/ssh_reach.h"

#include "ssh_stand_in.h"

#include <unistd.h>

/* A stand-in that goes where these lines of ssh_config(5) say, and always comes here. */
static void goes_by(const char *settings) {
    char text[1024];
    snprintf(text, sizeof text,
             "#!/bin/sh\n"
             "[ \"$1\" != -G ] || { echo user root; echo '%s'; echo port 22; exit 0; }\n"
             "for last; do :; done\nexec sh -c \"$last\"\n",
             settings);
    write_executable("ssh", text);
}

static void is_reached_at(const char *settings, const char *wanted) {
    char address[LAB_ADDRESS_TEXT];
    struct error err;
    goes_by(settings);
    if (ssh_reach(&target, address, &err) < 0)
        fail_msg("%s", err.text);
    assert_string_equal(address, wanted);
}

static void is_not_reached(const char *settings, const char *says) {
    char address[LAB_ADDRESS_TEXT];
    struct error err;
    goes_by(settings);
    assert_int_equal(ssh_reach(&target, address, &err), -1);
    assert_int_equal(err.status, STATUS_UNAVAILABLE);
    if (!strstr(err.text, says))
        fail_msg("'%s' does not say: %s", err.text, says);
}

static void an_address_of_its_own_will_do(void **state) {
    (void)state;
    is_reached_at("hostname 127.0.0.1", "127.0.0.1");
    is_reached_at("hostname 127.0.0.1\nproxycommand none", "127.0.0.1");
}

static void others_will_not(void **state) {
    (void)state;
    is_not_reached("hostname 192.0.2.1", "ssh reaches it at 192.0.2.1, which is no address of its");
    is_not_reached("hostname 27.0.0.1", "which is no address of its own");
    is_not_reached("hostname no-such-name.invalid", "no-such-name.invalid: ");
}

static void detours_will_not(void **state) {
    (void)state;
    is_not_reached("hostname 127.0.0.1\nproxyjump me@gate", "ssh goes there by proxyjump me@gate");
    is_not_reached("proxycommand nc %h %p\nhostname 127.0.0.1", "by proxycommand nc");
}

/* Loopback is another one where the machine is. */
static void loopback_must_be_the_same(void **state) {
    (void)state;
    write_executable("readlink", "#!/bin/sh\necho 'net:[1]'\n");
    is_not_reached("hostname 127.0.0.1", "which is no address of its own");
    assert_int_equal(unlink(scratch_path("readlink")), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_of_its_own_will_do),
        cmocka_unit_test(others_will_not),
        cmocka_unit_test(detours_will_not),
        cmocka_unit_test(loopback_must_be_the_same),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_remove);
}
