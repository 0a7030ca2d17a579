/* session_heard.c - "virtax: ready" and the marks on stderr, JSON for each order on stdout. */
#include "session_heard.h"

#include "common/cleanup.h"

#include <string.h>

void session_hear_stderr(const char *line, double at, void *context) {
    (void)at;
    struct session_heard *heard = context;
    struct execution *execution = heard->execution;
    if (strcmp(line, "virtax: ready") == 0) {
        heard->set_up = heard->ready = true;
    } else if (strcmp(line, "virtax: populates") == 0) {
        heard->set_up = true;
        heard->left = 1; /* at least */
    } else if (strcmp(line, EXECUTION_OOM) == 0) {
        execution->oom_there = true;
    } else if (strcmp(line, "virtax: begin") == 0) {
        execution->began = true;
    } else if (strcmp(line, "virtax: end") == 0) {
        execution->ended = execution->began;
    }
}

static bool is_slice(const struct session_heard *heard, json_t *answer,
                     struct session_slice *slice) {
    json_int_t number;
    return json_unpack(answer, "{s:I, s:F, s:F, s:F, s:F, s:F}", "slice", &number, "begin_s",
                       &slice->begin_s, "end_s", &slice->end_s, "answer_s", &slice->answer_s,
                       "warm_s", &slice->warm_s, "waited_cpu_s", &slice->waited_cpu_s) == 0 &&
           number == (json_int_t)heard->slices && slice->end_s > slice->begin_s &&
           slice->answer_s >= slice->end_s;
}

static bool is_left(json_t *answer, json_int_t *left) {
    json_int_t before = *left;
    return json_unpack(answer, "{s:I}", "left", left) == 0 && *left >= 0 && before > 0;
}

void session_hear_stdout(const char *line, double at, void *context) {
    (void)at;
    static const char slice[] = "{\"slice\":", left[] = "{\"left\":";
    struct session_heard *heard = context;
    bool slices = strncmp(line, slice, strlen(slice)) == 0;
    if (!slices && strncmp(line, left, strlen(left)) != 0)
        return;
    cleanup_json json_t *answer = json_loads(line, 0, NULL);
    heard->malformed =
        heard->answered || !answer ||
        !(slices ? is_slice(heard, answer, &heard->last) : is_left(answer, &heard->left));
    heard->answered = true;
}
