/* openmetrics.c - OpenMetrics 1.0 text: https://prometheus.io/docs/specs/om/open_metrics_spec/.
 *
 * A family is a metric in one unit, named after both, in base units as that specification asks for;
 * its samples stand together. */
#include "measures.h"

#include "base/array.h"
#include "common/cleanup.h"

#include <math.h>
#include <string.h>

/* What a unit is called there, and by what our values become that. */
static const struct unit {
    const char *ours, *name;
    double factor;
} units[] = {
    {"GB/s", "bytes_per_second", 1e9},
    {"MB/s", "bytes_per_second", 1e6},
    {"Gbit/s", "bits_per_second", 1e9},
    {"GUP/s", "updates_per_second", 1e9},
    {"GFLOP/s", "operations_per_second", 1e9},
    {"Gstep/s", "steps_per_second", 1e9},
    {"IOPS", "operations_per_second", 1},
    {"1/s", "per_second", 1},
    {"req/s", "requests_per_second", 1},
    {"txn/s", "transactions_per_second", 1},
    {"ms", "seconds", 1e-3},
    {"us", "seconds", 1e-6},
    {"ns", "seconds", 1e-9},
    {"MiB", "bytes", 1048576},
    {"ms/s", "ratio", 1e-3},
    {"%", "ratio", 0.01},
    {"CPU-s/GB", "cpu_seconds_per_byte", 1e-9},
    {"CPU-us/txn", "cpu_seconds_per_transaction", 1e-6},
    {"CPU-us/request", "cpu_seconds_per_request", 1e-6},
    {"CPU-us/IO", "cpu_seconds_per_operation", 1e-6},
};

/* The name goes to the buffer; a unit that is not in the table keeps its values. */
static double base_unit(const char *ours, char *name, size_t size) {
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].ours, ours) == 0) {
            snprintf(name, size, "%s", units[i].name);
            return units[i].factor;
        }
    measure_slug(ours, '_', name, size);
    return 1;
}

struct sample {
    const struct measure *measure;
    double value;
};

struct family {
    char name[160], unit[64];
    const char *help;
    size_t count;
    struct sample *sample;
};

struct families {
    size_t count;
    struct family *family;
};

static void families_free(struct families *families) {
    for (size_t i = 0; i < families->count; i++)
        free(families->family[i].sample);
    free(families->family);
}

static struct family *family_of(struct families *families, const char *name, const char *unit,
                                const char *help) {
    char full[160];
    snprintf(full, sizeof full, "virtax_%s%s%s", name, *unit ? "_" : "", unit);
    for (size_t i = 0; i < families->count; i++)
        if (strcmp(families->family[i].name, full) == 0)
            return &families->family[i];
    struct family *family = array_add(families->family, families->count);
    if (!family)
        return NULL;
    snprintf(family->name, sizeof family->name, "%s", full);
    snprintf(family->unit, sizeof family->unit, "%s", unit);
    family->help = help;
    return family;
}

/* A value that does not exist has no sample. */
static int add(struct family *family, const struct measure *measure, double value) {
    if (!isfinite(value))
        return 0;
    struct sample *sample = family ? array_add(family->sample, family->count) : NULL;
    if (!sample)
        return -1;
    *sample = (struct sample){measure, value};
    return 0;
}

/* The three families of a comparison: "virtax_overhead_ratio", and its interval's ends. */
static int add_against(struct families *families, const struct measure *measure) {
    const struct estimate *estimate = estimate_of(&measure->row->against);
    bool ratio = scale_of(&measure->row->against) == BY_RATIO;
    char unit[64] = "ratio", name[64];
    double factor = ratio ? 1 : base_unit(measure->row->unit, unit, sizeof unit);
    double neutral = scale_neutral(scale_of(&measure->row->against));
    const struct {
        const char *ending, *help;
        double value;
    } parts[] = {
        {"", "Distance from the reference, as a share of it or in the unit", estimate->value},
        {"_lower", "Lower end of the 95 % interval of that distance", estimate->lo},
        {"_upper", "Upper end of the 95 % interval of that distance", estimate->hi},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        snprintf(name, sizeof name, "%s%s", ratio ? "overhead" : "difference", parts[i].ending);
        struct family *family = family_of(families, name, unit, parts[i].help);
        if (!family || add(family, measure, factor * (parts[i].value - neutral)) < 0)
            return -1;
    }
    return 0;
}

static int add_measure(struct families *families, const struct measure *measure) {
    const struct summary_row *row = measure->row;
    char metric[64], unit[64];
    double factor = base_unit(row->unit, unit, sizeof unit);
    measure_slug(row->metric, '_', metric, sizeof metric);
    if (add(family_of(families, metric, unit, "Mean over the blocks"), measure,
            factor * row->moments.mean) < 0 ||
        add(family_of(families, "blocks", "", "Blocks whose value counts"), measure,
            (double)row->moments.n) < 0)
        return -1;
    return measure->reference ? 0 : add_against(families, measure);
}

/* What stands between the quotes of a label. */
static void put_escaped(FILE *out, const char *text) {
    for (; *text; text++)
        if (*text == '\n')
            fputs("\\n", out);
        else
            fprintf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
}

static void put_label(FILE *out, const char *separator, const char *name, const char *value) {
    fprintf(out, "%s%s=\"", separator, name);
    put_escaped(out, value);
    fputc('"', out);
}

static void put_sample(FILE *out, const struct family *family, const struct sample *sample) {
    const struct summary_row *row = sample->measure->row;
    fprintf(out, "%s{", family->name);
    put_label(out, "", "figure", row->figure);
    put_label(out, ",", "series", row->series);
    put_label(out, ",", "x", row->x);
    put_label(out, ",", "metric", row->metric);
    put_label(out, ",", "emulated", sample->measure->emulated ? "yes" : "no");
    fprintf(out, "} %.9g\n", sample->value);
}

static void put_family(FILE *out, const struct family *family) {
    fprintf(out, "# HELP %s %s.\n# TYPE %s gauge\n", family->name, family->help, family->name);
    if (*family->unit)
        fprintf(out, "# UNIT %s %s\n", family->name, family->unit);
    for (size_t i = 0; i < family->count; i++)
        put_sample(out, family, &family->sample[i]);
}

static void put_run(FILE *out, const struct plan *plan) {
    char seed[32];
    snprintf(seed, sizeof seed, "%ju", (uintmax_t)plan->seed);
    fputs("# HELP virtax_run The run that these values are of.\n# TYPE virtax_run info\n"
          "virtax_run_info{",
          out);
    put_label(out, "", "version", plan->version);
    put_label(out, ",", "profile", plan->profile);
    put_label(out, ",", "planned", plan->created);
    put_label(out, ",", "seed", seed);
    fputs("} 1\n", out);
}

int openmetrics_print(const struct export_runs *runs, FILE *out, struct words *notes,
                      struct error *err) {
    struct measures measures;
    struct families families = {0};
    if (measures_of(&runs->run[0], &measures, notes, err) < 0)
        return -1;
    int status = 0;
    for (size_t i = 0; i < measures.count && status == 0; i++)
        status = add_measure(&families, &measures.measure[i]);
    if (status < 0) {
        error_failed(err, "openmetrics: out of memory");
    } else {
        put_run(out, &runs->run[0].plan);
        for (size_t i = 0; i < families.count; i++)
            put_family(out, &families.family[i]);
        fputs("# EOF\n", out);
    }
    families_free(&families);
    measures_free(&measures);
    return status;
}
