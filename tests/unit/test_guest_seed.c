/* test_guest_seed.c - how a guest is reached, from whatever directory its files are in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/process.h"
#include "common/cleanup.h"
#include "guest/guest_seed.h"
#include "scratch.h"

/* As ssh(1) itself reads the file. */
static void blanks_and_per_cent_signs_in_paths_are_paths(void **state) {
    (void)state;
    struct ssh_target target = {0};
    struct error err = {0};
    cleanup_free char *directory = strdup(scratch_path("of %d and %h"));
    assert_int_equal(mkdir(directory, 0700), 0);
    scratch_write("of %d and %h/host.pub", "ssh-ed25519 AAAA\n");
    if (guest_seed_access(directory, 2222, &target, &err) < 0)
        fail_msg("%s", err.text);
    const char *argv[] = {"ssh", "-G", "-F", target.config, target.destination, NULL};
    cleanup_free char *read = NULL, *key = NULL, *known = NULL;
    if (process_check(argv, &read, &err) < 0)
        fail_msg("%s", err.text);
    assert_non_null(strstr(read, "port 2222\n"));
    /* -G expands the one and not the other. */
    assert_true(asprintf(&key, "identityfile %s/of %%%%d and %%%%h/key\n", scratch) > 0);
    assert_true(asprintf(&known, "userknownhostsfile %s/of %%d and %%h/known_hosts\n", scratch) >
                0);
    if (!strstr(read, key) || !strstr(read, known))
        fail_msg("%s", read);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blanks_and_per_cent_signs_in_paths_are_paths),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
