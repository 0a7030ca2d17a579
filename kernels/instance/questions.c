/* questions.c - `ask` and `end`, a line each; a console sends a carriage return before its end. */
#include "questions.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool ended;

/* Sets `ended`, or answers. */
static int answer_one(uint64_t *answers, struct error *err) {
    char line[64];
    if (!fgets(line, sizeof line, stdin)) {
        ended = true;
        return ferror(stdin) ? error_errno(err, "stdin") : 0;
    }
    line[strcspn(line, "\r\n")] = '\0';
    ended = strcmp(line, "end") == 0;
    if (ended || line[0] == '\0')
        return 0;
    if (strcmp(line, "ask") != 0)
        return error_usage(err, "stdin: '%s' is neither ask nor end", line);
    if (printf("{\"answer\":%" PRIu64 "}\n", ++*answers) < 0 || fflush(stdout) != 0)
        return error_errno(err, "stdout");
    return 0;
}

int questions_answer_first(uint64_t *answers, struct error *err) {
    return answer_one(answers, err);
}

int questions_answer(uint64_t *answers, struct error *err) {
    while (!ended)
        if (answer_one(answers, err) < 0)
            return -1;
    return 0;
}
