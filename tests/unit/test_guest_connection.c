/* test_guest_connection.c - the connection that is kept, with stand-ins for ssh. */
#include "guest/guest_connection.h"

#include "common/cleanup.h"
#include "common/clock.h"
#include "common/smallfile.h"
#include "ssh_stand_in.h"

static struct guest guest;

static int begin(void **state) {
    if (set_up(state) != 0)
        return -1;
    guest = (struct guest){.connection_id = -1,
                           .connection = {.input = -1},
                           .ssh = {.destination = "guest", .config = "/run/v/ssh_config"}};
    int size = snprintf(guest.directory, sizeof guest.directory, "%s/guest", scratch);
    if (size >= (int)sizeof guest.directory || mkdir(guest.directory, 0700) < 0)
        return -1;
    return journal_open(&guest.journal, NULL);
}

static int end(void **state) {
    guest_connection_end(&guest);
    return journal_close(guest.journal, NULL) < 0 ? -1 : scratch_remove(state);
}

static double kept_after(double patience_s) {
    struct error err;
    double start = clock_now();
    if (guest_connection_keep(&guest, start + patience_s, &err) < 0)
        fail_msg("%s", err.text);
    return clock_now() - start;
}

static void it_stays_until_it_is_ended(void **state) {
    (void)state;
    write_executable("ssh", "#!/bin/sh\nprintf '%s\\n' \"$@\" >\"$(dirname \"$0\")/arguments\"\n"
                            "sleep 0.2\ntouch \"$(dirname \"$0\")/guest/ssh\"\nexec sleep 60\n");
    assert_in_range((int)(1e3 * kept_after(30)), 200, 10000);
    assert_true(process_alive(&guest.connection, NULL));
    cleanup_free char *arguments = small_file_read(scratch_path("arguments"), NULL);
    assert_int_equal(strncmp(arguments, "-F\n/run/v/ssh_config\n-oControlMaster=yes\n-N\n", 44), 0);
    guest_connection_end(&guest);
    assert_false(process_alive(&guest.connection, NULL));
    guest_connection_end(&guest); /* once more: nothing is there */
}

/* Commands connect by themselves then. */
static void one_that_fails_is_not_waited_for(void **state) {
    (void)state;
    write_executable("ssh", "#!/bin/sh\nexit 255\n");
    assert_true(kept_after(30) < 10);
    assert_false(process_alive(&guest.connection, NULL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_stays_until_it_is_ended, begin, end),
        cmocka_unit_test_setup_teardown(one_that_fails_is_not_waited_for, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
