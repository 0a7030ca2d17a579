/* conclude.c - writes all outputs, prints the tables and chooses the exit status. */
#include "conclude.h"

#include "base/process.h"
#include "run_directory.h"
#include "so_far.h"
#include "stopping.h"

#include <unistd.h>

static bool aa_failed(const struct results *results) {
    for (size_t i = 0; i < results->summary_count; i++) {
        const struct summary_aa *aa = &results->summary[i].aa;
        if (aa->present && aa->rows > 0 && !aa->passed)
            return true;
    }
    return false;
}

static int print_tables(const struct results *results, enum table_format format,
                        struct error *err) {
    struct terminal terminal = terminal_of(STDOUT_FILENO);
    for (size_t i = 0; i < results->summary_count; i++)
        if (table_print(results, i, format, &terminal, stdout, err) < 0)
            return -1;
    return fflush(stdout) == 0 ? 0 : error_errno(err, "stdout");
}

int conclude(const char *directory, enum table_format format, struct error *err) {
    struct results results;
    if (run_directory_load(directory, &results, err) < 0)
        return -1;
    struct error cause = {0};
    int status = outputs_write(&results, &cause);
    if (status < 0 && cause.status == STATUS_UNAVAILABLE) {
        fprintf(stderr, "virtax: warning: %s\n", cause.text);
        status = 0;
    }
    bool interrupted = status < 0 && cause.status == STATUS_INTERRUPTED;
    /* What failed to be drawn must not cost the numbers. */
    if (!interrupted && print_tables(&results, format, err) < 0)
        status = -1;
    else if (status < 0)
        *err = cause;
    if (status == 0)
        fprintf(stderr, "report: %s/report.html\n", directory);
    if (status == 0 && aa_failed(&results))
        status = STATUS_GATE;
    results_free(&results);
    return status;
}

/* The status of an error, also of one that says nothing: what failed must not end as if it had not.
 */
static int failed(struct error *err) {
    if (err->status == STATUS_OK)
        error_failed(err, "failed without a word; this is a defect of virtax");
    return err->status;
}

int measure_and_conclude(struct plan *plan, const char *directory, size_t missing,
                         enum table_format format, struct error *err) {
    struct outcome outcome;
    struct so_far so_far;
    if (measure_as_planned(plan, directory, so_far_listen(&so_far, plan, directory), err) < 0 ||
        measure_judge(plan, directory, &outcome, err) < 0) {
        if (err->status == STATUS_INTERRUPTED)
            error_wrap(err, "records stay; `virtax resume %s` goes on", directory);
        return failed(err);
    }
    int status = conclude(directory, format, err);
    if (status < 0 || stopping_tell(plan, directory, stderr, err) < 0)
        return failed(err);
    if (outcome.failed || missing)
        return STATUS_FAILED;
    return outcome.gated ? STATUS_GATE : status;
}
