/* verb_options.c - options of the verbs: GNU style through argp, wrong ones in one line. */
#include "verbs.h"

#include "common/option.h"

#include <stdio.h>

int verb_options(int argc, char **argv, const struct argp *argp, void *input, struct error *err) {
    char name[64];
    snprintf(name, sizeof name, "virtax %s", argv[0]);
    argv[0] = name;
    if (options_check(argc, argv, argp, err) < 0)
        return -1;
    /* Parsers leave their own one-line errors in `err`. */
    int failed = argp_parse(argp, argc, argv, 0, NULL, input);
    if (failed && !err->text[0])
        return error_usage(err, "wrong options; see `%s --help`", name);
    return failed || err->text[0] ? -1 : 0;
}
