/* handover.c - the transitions; the holder is set before a step that may leave a trace, never after
 * it, so that a failure errs on the side of "somebody has it". */
#include "handover.h"

#include <stddef.h>

const char *holder_word(enum holder holder) {
    static const char *const words[] = {
        [HOLDER_NOBODY] = "nobody",
        [HOLDER_HOST] = "host",
        [HOLDER_GUEST] = "guest",
        [HOLDER_LENT] = "host and guest",
    };
    return words[holder];
}

static int refuse(const struct handover *handover, const char *what, struct error *err) {
    static const char *const why[] = {
        [HOLDER_NOBODY] = "nobody holds it",
        [HOLDER_HOST] = "it is mounted on the host; unmount it first",
        [HOLDER_GUEST] = "a guest holds it; take it back first",
        [HOLDER_LENT] = ("it is mounted on the host, and a guest holds an image in it; take that "
                         "back first"),
    };
    return error_failed(err, "the medium cannot be %s: %s", what, why[handover->holder]);
}

int handover_mount(struct handover *handover, struct error *err) {
    const struct handover_operations *operations = handover->operations;
    if (handover->holder != HOLDER_NOBODY)
        return refuse(handover, "mounted", err);
    if (operations->await_free(handover->context, err) < 0 ||
        operations->mount(handover->context, err) < 0)
        return error_wrap(err, "mounting the medium");
    handover->holder = HOLDER_HOST;
    return 0;
}

int handover_unmount(struct handover *handover, struct error *err) {
    if (handover->holder != HOLDER_HOST)
        return refuse(handover, "unmounted", err);
    if (handover->operations->unmount(handover->context, err) < 0)
        return error_wrap(err, "unmounting the medium");
    handover->holder = HOLDER_NOBODY;
    return 0;
}

/* Who holds the medium once no guest has anything of it. */
static enum holder without_guest(const struct handover *handover) {
    return handover->holder == HOLDER_LENT ? HOLDER_HOST : HOLDER_NOBODY;
}

static void forget_guest(struct handover *handover) {
    handover->holder = without_guest(handover);
    handover->guest = NULL;
}

static int hand_to(struct handover *handover, struct guest *guest, enum holder as,
                   struct error *err) {
    const struct handover_operations *operations = handover->operations;
    handover->holder = as;
    handover->guest = guest;
    struct error why = {0}, second = {0};
    if (operations->attach(handover->context, guest, as == HOLDER_LENT, &why) == 0 &&
        operations->guest_mount(handover->context, guest, &why) == 0)
        return 0;
    if (operations->guest_unmount(handover->context, guest, &second) < 0 ||
        operations->detach(handover->context, guest, &second) < 0)
        return error_failed(err, "giving the medium to a guest: %s; the guest still has it: %s",
                            why.text, second.text);
    forget_guest(handover);
    if (err)
        *err = why;
    return error_wrap(err, "giving the medium to a guest");
}

int handover_give(struct handover *handover, struct guest *guest, struct error *err) {
    if (handover->holder != HOLDER_NOBODY)
        return refuse(handover, "given to a guest", err);
    if (handover->operations->await_free(handover->context, err) < 0)
        return error_wrap(err, "giving the medium to a guest");
    return hand_to(handover, guest, HOLDER_GUEST, err);
}

int handover_lend(struct handover *handover, struct guest *guest, struct error *err) {
    if (handover->holder == HOLDER_NOBODY)
        return error_failed(err, "an image in the medium cannot be lent to a guest: it is not "
                                 "mounted on the host");
    if (handover->holder != HOLDER_HOST)
        return refuse(handover, "lent to a guest", err);
    return hand_to(handover, guest, HOLDER_LENT, err);
}

int handover_take_back(struct handover *handover, struct guest *guest, struct error *err) {
    const struct handover_operations *operations = handover->operations;
    if (handover->guest == NULL)
        return error_failed(err, "the medium cannot be taken back: no guest has it");
    if (handover->guest != guest)
        return error_failed(err, "the medium cannot be taken back: another guest has it");
    if (operations->guest_unmount(handover->context, guest, err) < 0 ||
        operations->detach(handover->context, guest, err) < 0)
        return error_wrap(err, "taking the medium back");
    forget_guest(handover);
    return 0;
}

int handover_guest_gone(struct handover *handover, const struct guest *guest, struct error *err) {
    if (handover->guest != guest)
        return 0;
    bool had_device = handover->holder == HOLDER_GUEST;
    forget_guest(handover); /* whatever comes now: it is about to be freed */
    if (had_device && handover->operations->await_free(handover->context, err) < 0)
        return error_wrap(err, "the medium of a guest that ended");
    return 0;
}
