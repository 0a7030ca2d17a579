/* paper.c - the report's numbers. The table is our own and plain: nine fields, no quotes. */
#include "paper.h"

#include "base/array.h"
#include "common/cleanup.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { FIGURE, SERIES, X, METRIC, UNIT, MEAN, SD, N, SOURCE, FIELDS };

static const char header[] = "figure,series,x,metric,unit,mean,sd,n,source";

static int split(char *line, char **field, struct error *err) {
    if (strchr(line, '"'))
        return error_failed(err, "quotes are not used in this table");
    size_t count = 0;
    for (char *rest = line, *text; (text = strsep(&rest, ","));) {
        if (count < FIELDS)
            field[count] = text;
        count++;
    }
    if (count != FIELDS)
        return error_failed(err, "%zu fields where %d are wanted", count, FIELDS);
    return 0;
}

static int take_number(const char *text, const char *what, double *number, struct error *err) {
    char *end;
    *number = strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(*number))
        return error_failed(err, "%s: '%s' is no number", what, text);
    return 0;
}

static int take_n(const char *text, unsigned *n, struct error *err) {
    double number;
    if (take_number(text, "n", &number, err) < 0)
        return -1;
    if (number < 1 || number > UINT_MAX || number != floor(number))
        return error_failed(err, "n: '%s' is no whole number from 1 on", text);
    *n = (unsigned)number;
    return 0;
}

/* The point's texts stand in the line, which it takes over. */
static int take_point(char *line, struct paper_point *point, struct error *err) {
    char *field[FIELDS];
    if (split(line, field, err) < 0)
        return -1;
    *point = (struct paper_point){.line = line,
                                  .figure = field[FIGURE],
                                  .series = field[SERIES],
                                  .x = field[X],
                                  .metric = field[METRIC],
                                  .unit = field[UNIT],
                                  .sd = NAN};
    if (take_number(field[MEAN], "mean", &point->mean, err) < 0 ||
        (*field[SD] && take_number(field[SD], "sd", &point->sd, err) < 0))
        return -1;
    return take_n(field[N], &point->n, err);
}

static int add_point(struct paper *paper, const char *text, struct error *err) {
    struct paper_point *point = array_add(paper->point, paper->count);
    char *line = strdup(text);
    if (point && line && take_point(line, point, err) == 0)
        return 0;
    int status = point && line ? -1 : error_failed(err, "out of memory");
    if (point)
        paper->count--;
    free(line);
    return status;
}

static int check_header(const char *line, struct error *err) {
    return strcmp(line, header) == 0 ? 0 : error_failed(err, "the first line is not '%s'", header);
}

static int take_lines(FILE *file, const char *path, struct paper *paper, struct error *err) {
    cleanup_free char *line = NULL;
    size_t capacity = 0;
    unsigned number = 0;
    while (getline(&line, &capacity, file) >= 0) {
        line[strcspn(line, "\r\n")] = '\0';
        int result = ++number == 1 ? check_header(line, err) : add_point(paper, line, err);
        if (result < 0)
            return error_wrap(err, "%s:%u", path, number);
    }
    if (ferror(file))
        return error_errno(err, "%s: cannot be read", path);
    return number > 0 ? 0 : error_failed(err, "%s:1: empty", path);
}

int paper_read(const char *path, struct paper *paper, struct error *err) {
    *paper = (struct paper){0};
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file)
        return error_errno(err, "%s", path);
    if (take_lines(file, path, paper, err) == 0)
        return 0;
    paper_free(paper);
    return -1;
}

void paper_free(struct paper *paper) {
    for (size_t i = 0; i < paper->count; i++)
        free(paper->point[i].line);
    free(paper->point);
    *paper = (struct paper){0};
}

static bool names_x(const char *paper_x, const char *x) {
    const char *percentile = strstr(x, "-p");
    return strcasecmp(paper_x, x) == 0 || (percentile && strcmp(paper_x, percentile + 2) == 0);
}

const struct paper_point *paper_find(const struct paper *paper, const char *figure,
                                     const char *series, const char *x) {
    for (size_t i = 0; x && i < paper->count; i++) {
        const struct paper_point *point = &paper->point[i];
        if (strcmp(point->figure, figure) == 0 && strcmp(point->series, series) == 0 &&
            names_x(point->x, x))
            return point;
    }
    return NULL;
}

double paper_ratio(const struct paper *paper, const char *figure, const char *series,
                   const char *reference, const char *x) {
    const struct paper_point *point = paper_find(paper, figure, series, x);
    const struct paper_point *base = paper_find(paper, figure, reference, x);
    return point && base ? point->mean / base->mean : NAN;
}
