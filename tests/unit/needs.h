/* needs.h - what a test cannot do without: where it is missing the test is skipped, but for what
 * `make test`, as root, has installed: then it fails. */
#ifndef VIRTAX_TESTS_NEEDS_H
#define VIRTAX_TESTS_NEEDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

__attribute__((unused)) static void needs_root(void) {
    if (geteuid() != 0)
        skip();
}

__attribute__((unused)) static void needs_gnuplot(void) {
    if (system("command -v gnuplot >/dev/null") == 0)
        return;
    if (geteuid() == 0)
        fail_msg("no gnuplot; make deps installs it");
    skip();
}

#endif
