/* test_handover.c - the medium has one holder at a time: steps in their order, the wrong ones
 * refused before anything is done, and failures halfway undone. */
#include "guest/guest.h"
#include "medium/handover.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Notes a letter for each step; fails at those in `failing`. */
struct stand_in {
    char log[64];
    const char *failing;
};

static int note(void *context, char letter, struct error *err) {
    struct stand_in *stand_in = context;
    size_t length = strlen(stand_in->log);
    assert_true(length + 1 < sizeof stand_in->log);
    stand_in->log[length] = letter;
    return strchr(stand_in->failing, letter) ? error_failed(err, "step %c fails", letter) : 0;
}

static int await_free(void *context, struct error *err) {
    return note(context, 'f', err);
}
static int mount_here(void *context, struct error *err) {
    return note(context, 'm', err);
}
static int unmount_here(void *context, struct error *err) {
    return note(context, 'u', err);
}
static int attach(void *context, struct guest *guest, bool image, struct error *err) {
    assert_non_null(guest);
    return note(context, image ? 'i' : 'a', err);
}
static int detach(void *context, struct guest *guest, struct error *err) {
    assert_non_null(guest);
    return note(context, 'd', err);
}
static int guest_mount(void *context, struct guest *guest, struct error *err) {
    assert_non_null(guest);
    return note(context, 'M', err);
}
static int guest_unmount(void *context, struct guest *guest, struct error *err) {
    assert_non_null(guest);
    return note(context, 'U', err);
}

static const struct handover_operations operations = {
    await_free, mount_here, unmount_here, attach, detach, guest_mount, guest_unmount,
};

static struct stand_in stand_in;
static struct handover handover;
static struct guest one, two;
static struct error err;

static int fresh(void **state) {
    (void)state;
    stand_in = (struct stand_in){.failing = ""};
    handover = (struct handover){.operations = &operations, .context = &stand_in};
    return 0;
}

/* What was done since the last time, and who has it now. */
static void assert_done(const char *steps, enum holder holder, const struct guest *guest) {
    assert_string_equal(stand_in.log, steps);
    assert_int_equal(handover.holder, holder);
    assert_ptr_equal(handover.guest, guest);
    memset(stand_in.log, 0, sizeof stand_in.log);
}

static void assert_refused(int status, const char *why) {
    assert_int_equal(status, -1);
    if (!strstr(err.text, why))
        fail_msg("'%s' does not say '%s'", err.text, why);
    assert_string_equal(stand_in.log, "");
}

static void handed_over_and_back_twice(void **state) {
    (void)state;
    assert_int_equal(handover_mount(&handover, &err), 0);
    assert_done("fm", HOLDER_HOST, NULL);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(handover_unmount(&handover, &err), 0);
        assert_int_equal(handover_give(&handover, &one, &err), 0);
        assert_done("ufaM", HOLDER_GUEST, &one);
        assert_int_equal(handover_take_back(&handover, &one, &err), 0);
        assert_done("Ud", HOLDER_NOBODY, NULL);
        assert_int_equal(handover_mount(&handover, &err), 0);
        assert_done("fm", HOLDER_HOST, NULL);
    }
}

static void an_image_is_lent_from_a_mounted_medium(void **state) {
    (void)state;
    assert_refused(handover_lend(&handover, &one, &err), "not mounted");
    handover_mount(&handover, &err);
    assert_done("fm", HOLDER_HOST, NULL);
    assert_int_equal(handover_lend(&handover, &one, &err), 0);
    assert_done("iM", HOLDER_LENT, &one);
    assert_refused(handover_unmount(&handover, &err), "an image in it");
    assert_refused(handover_mount(&handover, &err), "an image in it");
    assert_refused(handover_give(&handover, &one, &err), "an image in it");
    assert_refused(handover_lend(&handover, &two, &err), "an image in it");
    assert_int_equal(handover_take_back(&handover, &one, &err), 0);
    assert_done("Ud", HOLDER_HOST, NULL);
}

static void a_given_medium_is_nobody_elses(void **state) {
    (void)state;
    handover_give(&handover, &one, &err);
    assert_done("faM", HOLDER_GUEST, &one);
    assert_refused(handover_mount(&handover, &err), "a guest holds it");
    assert_refused(handover_unmount(&handover, &err), "a guest holds it");
    assert_refused(handover_give(&handover, &two, &err), "a guest holds it");
    assert_refused(handover_give(&handover, &one, &err), "a guest holds it");
    assert_refused(handover_lend(&handover, &two, &err), "a guest holds it");
    assert_refused(handover_take_back(&handover, &two, &err), "another guest");
    assert_done("", HOLDER_GUEST, &one);
}

static void what_is_mounted_here_is_not_given(void **state) {
    (void)state;
    handover_mount(&handover, &err);
    assert_done("fm", HOLDER_HOST, NULL);
    assert_refused(handover_give(&handover, &one, &err), "mounted on the host");
    assert_refused(handover_mount(&handover, &err), "mounted on the host");
    assert_refused(handover_take_back(&handover, &one, &err), "no guest has it");
    assert_done("", HOLDER_HOST, NULL);
}

static void what_nobody_holds_is_not_unmounted(void **state) {
    (void)state;
    assert_refused(handover_unmount(&handover, &err), "nobody holds it");
}

static void what_somebody_holds_is_neither_mounted_nor_given(void **state) {
    (void)state;
    stand_in.failing = "f";
    assert_int_equal(handover_mount(&handover, &err), -1);
    assert_done("f", HOLDER_NOBODY, NULL);
    assert_int_equal(handover_give(&handover, &one, &err), -1);
    assert_done("f", HOLDER_NOBODY, NULL);
}

static void a_failed_step_on_the_host_changes_nothing(void **state) {
    (void)state;
    stand_in.failing = "m";
    assert_int_equal(handover_mount(&handover, &err), -1);
    assert_done("fm", HOLDER_NOBODY, NULL);
    stand_in.failing = "u";
    assert_int_equal(handover_mount(&handover, &err), 0);
    assert_int_equal(handover_unmount(&handover, &err), -1);
    assert_done("fmu", HOLDER_HOST, NULL);
}

static void a_failed_gift_is_undone(void **state) {
    (void)state;
    stand_in.failing = "a";
    assert_int_equal(handover_give(&handover, &one, &err), -1);
    assert_done("faUd", HOLDER_NOBODY, NULL);
    assert_non_null(strstr(err.text, "step a fails"));
    stand_in.failing = "M";
    assert_int_equal(handover_give(&handover, &one, &err), -1);
    assert_done("faMUd", HOLDER_NOBODY, NULL);
    stand_in.failing = "i";
    handover_mount(&handover, &err);
    assert_int_equal(handover_lend(&handover, &one, &err), -1);
    assert_done("fmiUd", HOLDER_HOST, NULL);
}

static void what_cannot_be_undone_stays_the_guests(void **state) {
    (void)state;
    stand_in.failing = "Md";
    assert_int_equal(handover_give(&handover, &one, &err), -1);
    assert_done("faMUd", HOLDER_GUEST, &one);
    assert_non_null(strstr(err.text, "still has it"));
    assert_refused(handover_mount(&handover, &err), "a guest holds it");
    /* Until it lets go. */
    stand_in.failing = "";
    assert_int_equal(handover_take_back(&handover, &one, &err), 0);
    assert_done("Ud", HOLDER_NOBODY, NULL);
}

static void taking_back_can_be_tried_again(void **state) {
    (void)state;
    handover_give(&handover, &one, &err);
    stand_in.failing = "d";
    assert_int_equal(handover_take_back(&handover, &one, &err), -1);
    assert_done("faMUd", HOLDER_GUEST, &one);
    stand_in.failing = "U";
    assert_int_equal(handover_take_back(&handover, &one, &err), -1);
    assert_done("U", HOLDER_GUEST, &one);
    stand_in.failing = "";
    assert_int_equal(handover_take_back(&handover, &one, &err), 0);
    assert_done("Ud", HOLDER_NOBODY, NULL);
}

static void an_ended_guest_holds_nothing(void **state) {
    (void)state;
    handover_give(&handover, &one, &err);
    assert_done("faM", HOLDER_GUEST, &one);
    assert_int_equal(handover_guest_gone(&handover, &two, &err), 0);
    assert_done("", HOLDER_GUEST, &one);
    assert_int_equal(handover_guest_gone(&handover, &one, &err), 0);
    assert_done("f", HOLDER_NOBODY, NULL);
    handover_mount(&handover, &err);
    handover_lend(&handover, &one, &err);
    assert_done("fmiM", HOLDER_LENT, &one);
    assert_int_equal(handover_guest_gone(&handover, &one, &err), 0);
    assert_done("", HOLDER_HOST, NULL);
}

static void what_an_ended_guest_left_open_is_waited_for_again(void **state) {
    (void)state;
    handover_give(&handover, &one, &err);
    assert_done("faM", HOLDER_GUEST, &one);
    stand_in.failing = "f"; /* somebody has the device open for long */
    assert_int_equal(handover_guest_gone(&handover, &one, &err), -1);
    assert_done("f", HOLDER_NOBODY, NULL);
    assert_int_equal(handover_mount(&handover, &err), -1);
    assert_done("f", HOLDER_NOBODY, NULL);
    assert_int_equal(handover_give(&handover, &two, &err), -1);
    assert_done("f", HOLDER_NOBODY, NULL);
    stand_in.failing = "";
    assert_int_equal(handover_mount(&handover, &err), 0);
    assert_done("fm", HOLDER_HOST, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(handed_over_and_back_twice, fresh),
        cmocka_unit_test_setup(an_image_is_lent_from_a_mounted_medium, fresh),
        cmocka_unit_test_setup(a_given_medium_is_nobody_elses, fresh),
        cmocka_unit_test_setup(what_is_mounted_here_is_not_given, fresh),
        cmocka_unit_test_setup(what_nobody_holds_is_not_unmounted, fresh),
        cmocka_unit_test_setup(what_somebody_holds_is_neither_mounted_nor_given, fresh),
        cmocka_unit_test_setup(a_failed_step_on_the_host_changes_nothing, fresh),
        cmocka_unit_test_setup(a_failed_gift_is_undone, fresh),
        cmocka_unit_test_setup(what_cannot_be_undone_stays_the_guests, fresh),
        cmocka_unit_test_setup(taking_back_can_be_tried_again, fresh),
        cmocka_unit_test_setup(an_ended_guest_holds_nothing, fresh),
        cmocka_unit_test_setup(what_an_ended_guest_left_open_is_waited_for_again, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
