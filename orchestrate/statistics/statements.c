/* statements.c - sections with bounds, and intervals within and beyond them. */
#include "statements.h"

#include "common/choice.h"
#include "common/closest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = {"figure", "series", "x",    "scale",  "low",
                                   "high",   "says",   "logs", "metric", "ours"};
enum { KEYS = sizeof keys / sizeof *keys };

static int check_keys(const char *path, const struct ini_section *section, struct error *err) {
    for (size_t i = 0; i < section->entries.count; i++) {
        const struct parameter *entry = &section->entries.item[i];
        bool known = false;
        for (size_t k = 0; k < KEYS; k++)
            known = known || strcmp(keys[k], entry->key) == 0;
        if (!known)
            return error_usage(err, "%s:%d: %s: unknown key (closest: %s)", path, entry->line,
                               entry->key, closest(entry->key, keys, KEYS));
    }
    return 0;
}

static int take_text(const char *path, const struct ini_section *section, const char *key,
                     const char **text, struct error *err) {
    const struct parameter *entry = parameters_find(&section->entries, key);
    if (!entry)
        return error_usage(err, "%s:%d: %s: missing in [%s]", path, section->line, key,
                           section->name);
    *text = entry->value;
    return 0;
}

/* Left out, a bound is open. */
static int take_bound(const char *path, const struct ini_section *section, const char *key,
                      double *bound, struct error *err) {
    const struct parameter *entry = parameters_find(&section->entries, key);
    char *end;
    if (!entry)
        return 0;
    *bound = strtod(entry->value, &end);
    return *end == '\0' && isfinite(*bound) ? 0
                                            : error_usage(err, "%s:%d: %s: '%s' is no number", path,
                                                          entry->line, key, entry->value);
}

static int take_scale(const char *path, const struct ini_section *section,
                      enum statement_scale *scale, struct error *err) {
    static const char *const names[] = {"ratio", "difference", "value", NULL};
    const struct parameter *entry = parameters_find(&section->entries, "scale");
    if (!entry)
        return 0;
    int chosen = choice_parse(entry->value, "scale", names, err);
    if (chosen < 0)
        return error_wrap(err, "%s:%d: scale", path, entry->line);
    *scale = (enum statement_scale)chosen;
    return 0;
}

static const char *text_or_null(const struct ini_section *section, const char *key) {
    const struct parameter *entry = parameters_find(&section->entries, key);
    return entry ? entry->value : NULL;
}

static int take(const char *path, const struct ini_section *section, struct statement *statement,
                struct error *err) {
    *statement = (struct statement){.id = section->name, .low = -INFINITY, .high = INFINITY};
    if (check_keys(path, section, err) < 0 ||
        take_text(path, section, "figure", &statement->figure, err) < 0 ||
        take_text(path, section, "series", &statement->series, err) < 0 ||
        take_text(path, section, "x", &statement->x, err) < 0 ||
        take_text(path, section, "says", &statement->says, err) < 0 ||
        take_text(path, section, "logs", &statement->logs, err) < 0 ||
        take_scale(path, section, &statement->scale, err) < 0 ||
        take_bound(path, section, "low", &statement->low, err) < 0 ||
        take_bound(path, section, "high", &statement->high, err) < 0)
        return -1;
    statement->metric = text_or_null(section, "metric");
    statement->ours = text_or_null(section, "ours");
    bool bounded = isfinite(statement->low) || isfinite(statement->high);
    if (statement->ours && !bounded)
        return 0;
    return bounded && !statement->ours && statement->low <= statement->high
               ? 0
               : error_usage(err, "%s:%d: [%s]: needs low, high, or both in order, or ours", path,
                             section->line, section->name);
}

int statements_read(const char *path, struct statements *statements, struct error *err) {
    *statements = (struct statements){0};
    int status = ini_read(path, &statements->ini, err);
    for (size_t i = 0; status == 0 && i < statements->ini.count; i++, statements->count++)
        status = take(path, &statements->ini.section[i], &statements->statement[i], err);
    if (status < 0)
        statements_free(statements);
    return status;
}

void statements_free(struct statements *statements) {
    ini_free(&statements->ini);
    statements->count = 0;
}

static struct estimate found_of(enum statement_scale scale, const struct summary_row *row) {
    double mean = row->moments.mean, half = mean_half_width(&row->moments);
    switch (scale) {
    case STATEMENT_RATIO:
        return row->against.ratio;
    case STATEMENT_DIFFERENCE:
        return row->against.difference;
    case STATEMENT_VALUE:
        break;
    }
    return (struct estimate){row->moments.n, mean, mean - half, mean + half};
}

size_t statement_claim(const struct statement *statement) {
    return strcspn(statement->id, "-");
}

bool statement_is_of(const struct statement *statement, const struct summary *summary) {
    const char *name = summary->figure ? summary->figure->name : NULL;
    const char *paper = summary->shown.paper;
    return (paper && strcmp(paper, statement->figure) == 0) ||
           (name && strcmp(name, statement->figure) == 0);
}

static bool is_at(const struct summary *summary, const struct summary_row *row, const char *x) {
    if (strcmp(x, "*") == 0)
        return true;
    bool last = strcmp(x, "last") == 0 && summary->x_count > 0;
    return strcmp(row->x, last ? summary->x[summary->x_count - 1].name : x) == 0;
}

/* Which says the most of what came out. */
static int weight_of(const struct statement *statement, struct estimate found) {
    if (!isfinite(found.lo) || !isfinite(found.hi))
        return 1;
    if (found.hi < statement->low || found.lo > statement->high)
        return 3;
    return found.lo >= statement->low && found.hi <= statement->high ? 0 : 2;
}

struct standing statement_against(const struct statement *statement,
                                  const struct summary *summary) {
    struct standing standing = {.found = {0, NAN, NAN, NAN}};
    int heaviest = -1;
    bool same = statement_is_of(statement, summary) &&
                (!statement->metric || strcmp(statement->metric, summary->shown.metric) == 0);
    for (size_t i = 0; same && i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        if (strcmp(row->series, statement->series) != 0 || !is_at(summary, row, statement->x))
            continue;
        const struct estimate found = found_of(statement->scale, row);
        int weight = weight_of(statement, found);
        standing.rows++;
        standing.within += weight == 0;
        standing.beyond += weight == 3;
        standing.intervals += weight != 1;
        if (weight > heaviest) {
            heaviest = weight;
            standing.decides = row;
            standing.found = found;
        }
    }
    return standing;
}

enum finding statement_finding(const struct statement *statement, const struct standing *standing,
                               bool measured, bool emulated) {
    if (statement->ours)
        return FINDS_METHOD;
    if (standing->rows == 0)
        return measured ? FINDS_NO_SERIES : FINDS_NOT_RUN;
    if (emulated)
        return FINDS_EMULATED;
    if (standing->beyond > 0)
        return FINDS_DISAGREEMENT;
    if (standing->within == standing->rows)
        return FINDS_AGREEMENT;
    return standing->intervals < standing->rows ? FINDS_NO_INTERVAL : FINDS_OPEN;
}

enum finding finding_join(enum finding a, enum finding b) {
    if (a == FINDS_DISAGREEMENT || b == FINDS_DISAGREEMENT)
        return FINDS_DISAGREEMENT;
    return a == FINDS_AGREEMENT ? b : a;
}
