/* csv.c - figNN.csv, in the columns of contract 2. */
#include "output.h"

#include "base/textfile.h"
#include "common/cleanup.h"
#include "statistics/effects.h"

#include <math.h>
#include <string.h>

/* Quoted as RFC 4180 says, only where it must be. */
static void put_text(FILE *out, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    fputc('"', out);
}

static void put_number(FILE *out, double value) {
    if (isfinite(value))
        fprintf(out, ",%.9g", value);
    else
        fputc(',', out);
}

static void put_row(FILE *out, const char *figure, const struct summary_row *row) {
    const char *const text[] = {figure, row->series, row->x, row->metric, row->unit};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        put_text(out, text[i]);
        fputc(',', out);
    }
    fprintf(out, "%zu", row->moments.n);
    const double number[] = {row->moments.mean, row->moments.sd, row->moments.median,
                             row->ratio.ratio,  row->ratio.lo,   row->ratio.hi};
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        put_number(out, number[i]);
    fputc('\n', out);
}

static void put_rows(FILE *out, const struct summary *summary) {
    for (size_t i = 0; i < summary->row_count; i++)
        put_row(out, summary->figure->name, &summary->row[i]);
}

static void put_header(FILE *out) {
    fputs("figure,series,x,metric,unit,n,mean,sd,median,ratio,ratio_lo,ratio_hi\n", out);
}

void csv_print(const struct results *results, size_t figure, bool header, FILE *out) {
    if (header)
        put_header(out);
    put_rows(out, &results->summary[figure]);
}

static int write_rows(const struct summary *summary, const char *path, struct error *err) {
    cleanup_free char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    put_header(out);
    put_rows(out, summary);
    if (fclose(out) != 0)
        return error_errno(err, "%s", path);
    return file_write(path, text, size, err);
}

int csv_write(const struct results *results, size_t figure, const char *path, struct error *err) {
    return write_rows(&results->summary[figure], path, err);
}

int csv_effects_write(const struct results *results, size_t figure, const char *path,
                      struct error *err) {
    struct summary effects;
    if (effects_of(&results->summary[figure], &effects, err) < 0)
        return -1;
    int status = write_rows(&effects, path, err);
    summary_free(&effects);
    return status;
}

int csv_cost_write(const struct results *results, size_t figure, const char *path,
                   struct error *err) {
    struct results cost = results_of_cost(results);
    return csv_write(&cost, figure, path, err);
}
