/* ssh_stand_in.h - an `ssh` that runs the command here by sh -c. */
#ifndef VIRTAX_TESTS_SSH_STAND_IN_H
#define VIRTAX_TESTS_SSH_STAND_IN_H

#include "base/remote_shell.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

static const struct ssh_target target = {.destination = "root@there", .config = ""};

static void write_executable(const char *name, const char *text) {
    assert_int_equal(chmod(scratch_write(name, text), 0755), 0);
}

/* Keeps its arguments in a file beside it; the last is the command for the remote shell. */
static void write_stand_in(void) {
    write_executable("ssh", "#!/bin/sh\n"
                            "printf '%s\\n' \"$@\" >\"$(dirname \"$0\")/arguments\"\n"
                            "for last; do :; done\n"
                            "exec sh -c \"$last\"\n");
}

static int set_up(void **state) {
    if (scratch_make(state) != 0)
        return -1;
    write_stand_in();
    char path[512];
    snprintf(path, sizeof path, "%s:%s", scratch, getenv("PATH"));
    return setenv("PATH", path, 1);
}

#endif
