/* test_search_path.c - the directories of root's commands, whatever PATH the caller had. */
#include "base/scrub.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void becomes(const char *before, const char *after) {
    struct error err;
    if (before)
        setenv("PATH", before, 1);
    else
        unsetenv("PATH");
    assert_int_equal(search_path_complete(&err), 0);
    assert_string_equal(getenv("PATH"), after);
}

static void what_is_missing_is_appended(void **state) {
    (void)state;
    becomes("/usr/local/bin:/usr/bin:/bin", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
    becomes("/bin:/sbin", "/bin:/sbin:/usr/sbin");
    becomes("/usr/sbin:/sbin:/bin", "/usr/sbin:/sbin:/bin");
    becomes("/sbin2:/my/usr/sbin", "/sbin2:/my/usr/sbin:/usr/sbin:/sbin");
    becomes(NULL, "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_is_appended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
