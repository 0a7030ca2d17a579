/* calibration_print.c - a line for each study, and the verdict of each kind. */
#include "calibration.h"

#include "common/units.h"

#include <math.h>

static const char head[] = "%-22s %-24s %12s %6s %8s %12s %12s %9s %9s\n",
                  line[] = "%-22s %-24s %12s %6zu %8zu %12s %12s %9s %9s\n";

static const char *number(double value, char *text, size_t size) {
    if (isfinite(value))
        snprintf(text, size, "%+.2f", value);
    else
        snprintf(text, size, "-");
    return text;
}

static const char *seconds(double value, char *text, size_t size) {
    snprintf(text, size, "%.0f s", value);
    return text;
}

static void print_study(const struct calibration *calibration, size_t s, FILE *out) {
    const struct study *study = &studies[s];
    struct calibration_part part = calibration_of_study(calibration, study);
    char differs[64], truth[48], estimate[32], width[32], power[32], spent[32];
    if (part.covered.n == 0)
        return;
    snprintf(truth, sizeof truth, "%.4g %s", study_truth(study), study->reading->unit);
    snprintf(width, sizeof width, "%.2f", part.half_width);
    snprintf(power, sizeof power, "%zu/%zu", part.resolved, part.covered.n);
    fprintf(out, line, study->name, study_difference(study, differs, sizeof differs), truth,
            part.covered.n, part.covered.hits, number(part.estimate, estimate, sizeof estimate),
            isfinite(part.half_width) ? width : "-", power,
            seconds(part.seconds, spent, sizeof spent));
}

static void print_kind(const struct calibration *calibration, enum study_kind kind,
                       const struct tints *tints, FILE *out) {
    struct calibration_part part = calibration_of_kind(calibration, kind);
    const struct proportion *covered = &part.covered;
    if (part.verdict == CALIBRATION_NOT_RUN) {
        fprintf(out, "  %s%-28s not run%s\n", tints->dim, study_kinds[kind].name, tints->reset);
        return;
    }
    fprintf(out, "  %-28s %zu of %zu intervals hold the truth: %.1f %% [%.1f, %.1f]  %s%s%s\n",
            study_kinds[kind].name, covered->hits, covered->n, 100 * covered->value,
            100 * covered->lo, 100 * covered->hi,
            part.verdict == CALIBRATION_FAILED   ? tints->bad
            : part.verdict == CALIBRATION_PASSED ? tints->good
                                                 : "",
            calibration_verdicts[part.verdict], tints->reset);
}

void calibration_print(const struct calibration *calibration, const struct terminal *terminal,
                       FILE *out) {
    const struct tints *tints = terminal_tints(terminal);
    fputs(tints->dim, out);
    fprintf(out, head, "study", "second series differs by", "truth", "n", "covered", "estimate",
            "half-width", "resolved", "time");
    fputs(tints->reset, out);
    for (size_t s = 0; s < study_count; s++)
        print_study(calibration, s, out);
    fprintf(out,
            "\n  %sestimate and half-width of the 95 %% interval are medians; resolved: the "
            "interval excludes no difference%s\n\n",
            tints->dim, tints->reset);
    for (enum study_kind kind = 0; kind < STUDY_KINDS; kind++)
        print_kind(calibration, kind, tints, out);
    for (size_t s = 0; s < study_count; s++)
        if (calibration->absent[s])
            fprintf(out, "  %snot run:%s %s: %s\n", tints->alarm, tints->reset, studies[s].name,
                    calibration->absent[s]);
    fprintf(out, "\n  %.0f s, seed %ju%s\n", calibration->seconds, (uintmax_t)calibration->seed,
            calibration->interrupted ? "; interrupted, what is missing was not tried" : "");
}
