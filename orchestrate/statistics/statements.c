/* statements.c - sections with bounds, and intervals within and beyond them. */
#include "statements.h"

#include "common/closest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = {"figure", "series", "x", "scale", "low", "high", "says", "logs"};
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

static int take_scale(const char *path, const struct ini_section *section, enum scale *scale,
                      struct error *err) {
    const struct parameter *entry = parameters_find(&section->entries, "scale");
    *scale = entry && strcmp(entry->value, "difference") == 0 ? BY_DIFFERENCE : BY_RATIO;
    if (!entry || *scale == BY_DIFFERENCE || strcmp(entry->value, "ratio") == 0)
        return 0;
    return error_usage(err, "%s:%d: scale: '%s' is neither ratio nor difference", path, entry->line,
                       entry->value);
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
    bool bounded = isfinite(statement->low) || isfinite(statement->high);
    return bounded && statement->low <= statement->high
               ? 0
               : error_usage(err, "%s:%d: [%s]: needs low, high, or both in order", path,
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

struct standing statement_against(const struct statement *statement,
                                  const struct summary *summary) {
    struct standing standing = {0};
    bool same = summary->shown.paper && strcmp(summary->shown.paper, statement->figure) == 0;
    for (size_t i = 0; same && i < summary->row_count; i++) {
        const struct summary_row *row = &summary->row[i];
        if (strcmp(row->series, statement->series) != 0 ||
            (strcmp(statement->x, "*") != 0 && strcmp(row->x, statement->x) != 0))
            continue;
        const struct comparison *against = &row->against;
        const struct estimate *found =
            statement->scale == BY_RATIO ? &against->ratio : &against->difference;
        standing.rows++;
        if (!isfinite(found->lo) || !isfinite(found->hi))
            continue;
        standing.within += found->lo >= statement->low && found->hi <= statement->high;
        standing.beyond += found->hi < statement->low || found->lo > statement->high;
    }
    return standing;
}
