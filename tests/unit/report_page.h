/* report_page.h - a results directory from disk, and the page that is drawn of it. */
#ifndef VIRTAX_TESTS_REPORT_PAGE_H
#define VIRTAX_TESTS_REPORT_PAGE_H

#include "common/cleanup.h"
#include "common/smallfile.h"
#include "report/output.h"
#include "scratch.h"

#include <string.h>
#include <unistd.h>

#define DATA "tests/unit/data/"
#define PAPER DATA "results-stream/paper.csv"

static void copy(const char *from, const char *name) {
    struct error err = {0};
    char path[256];
    snprintf(path, sizeof path, "%s/%s", from, name);
    if (access(path, F_OK) != 0)
        return;
    cleanup_free char *text = small_file_read(path, &err);
    assert_non_null(text);
    size_t size = strlen(text);
    text[size] = '\n'; /* in place of the NUL where the last newline was */
    FILE *file = fopen(scratch_path(name), "we");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, size + 1, file), size + 1);
    assert_int_equal(fclose(file), 0);
    text[size] = '\0';
}

__attribute__((unused)) static void load(const char *from, struct results *results) {
    struct error err = {0};
    copy(from, "plan.json");
    copy(from, "records.jsonl");
    copy(from, "machine.json");
    if (results_load(scratch, PAPER, results, &err) < 0)
        fail_msg("%s", err.text);
}

/* Draws everything as on a machine without gnuplot, unless `path` keeps the search path. */
static int draw(const struct results *results, const char *path, struct error *err) {
    cleanup_free char *search = strdup(getenv("PATH"));
    setenv("PATH", path ? path : search, 1);
    int status = outputs_write(results, err);
    setenv("PATH", search, 1);
    return status;
}

static char *page(void) {
    struct error err = {0};
    char *html = small_file_read(scratch_path("report.html"), &err);
    assert_non_null(html);
    return html;
}

#endif
