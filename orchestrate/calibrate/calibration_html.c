/* calibration_html.c - DIR/calibration.html: verdicts, a table of studies, and every interval drawn
 * about its truth. */
#include "calibration.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "report/report_parts.h"

#include <limits.h>
#include <math.h>
#include <time.h>

enum { WIDTH = 640, ROW = 8 };

static void put_kinds(FILE *out, const struct calibration *calibration) {
    fputs("<h2>Do the intervals hold?</h2>\n" HTML_TABLE(""), out);
    fputs("<th scope=\"col\">kind</th><th scope=\"col\">what is known</th><" HTML_NUMBERS
          ">intervals</th><" HTML_NUMBERS ">hold the truth</th><" HTML_NUMBERS
          ">coverage</th><th scope=\"col\">95 % interval of it</th>"
          "<th scope=\"col\">verdict</th>" HTML_ROWS,
          out);
    for (enum study_kind kind = 0; kind < STUDY_KINDS; kind++) {
        struct calibration_part part = calibration_of_kind(calibration, kind);
        const struct proportion *covered = &part.covered;
        fputs("<tr>", out);
        html_put(out, "td", "%s", study_kinds[kind].name);
        html_put(out, "td", "%s", study_kinds[kind].about);
        html_put(out, "td class=\"number\"", "%zu", covered->n);
        html_put(out, "td class=\"number\"", "%zu", covered->hits);
        if (covered->n > 0) {
            html_put(out, "td class=\"number\"", "%.1f %%", 100 * covered->value);
            html_put(out, "td", "%.1f to %.1f %%", 100 * covered->lo, 100 * covered->hi);
        } else {
            fputs("<td class=\"number\">-</td><td>-</td>", out);
        }
        html_put(out, "td", "%s", calibration_verdicts[part.verdict]);
        fputs("</tr>\n", out);
    }
    fputs(HTML_TABLE_END, out);
}

static void put_studies(FILE *out, const struct calibration *calibration) {
    fputs("<h2>The studies</h2>\n" HTML_TABLE(""), out);
    fputs("<th scope=\"col\">study</th><th scope=\"col\">figure</th><th "
          "scope=\"col\">environment</th><th scope=\"col\">the second series differs "
          "by</th><" HTML_NUMBERS ">truth</th><th scope=\"col\">unit</th><" HTML_NUMBERS
          ">intervals</th><" HTML_NUMBERS ">hold it</th><" HTML_NUMBERS
          ">median estimate</th><" HTML_NUMBERS ">median half-width</th><" HTML_NUMBERS
          ">resolved</th><" HTML_NUMBERS ">seconds</th>" HTML_ROWS,
          out);
    for (size_t s = 0; s < study_count; s++) {
        const struct study *study = &studies[s];
        struct calibration_part part = calibration_of_study(calibration, study);
        char differs[128];
        if (part.covered.n == 0)
            continue;
        fputs("<tr>", out);
        html_put(out, "td", "%s", study->name);
        html_put(out, "td", "%s", study->figure);
        html_put(out, "td", "%s", study->environment);
        html_put(out, "td", "%s", study_difference(study, differs, sizeof differs));
        html_number(out, study_truth(study), 2);
        html_put(out, "td", "%s", study->reading->unit);
        html_put(out, "td class=\"number\"", "%zu", part.covered.n);
        html_put(out, "td class=\"number\"", "%zu", part.covered.hits);
        html_number(out, part.estimate, 2);
        html_number(out, part.half_width, 2);
        html_put(out, "td class=\"number\"", "%zu", part.resolved);
        html_number(out, part.seconds, 0);
        fputs("</tr>\n", out);
    }
    fputs(HTML_TABLE_END, out);
    html_put(out, HTML_FAINT,
             "Resolved: the interval excludes that there is no difference; of an A/A that is an "
             "error, elsewhere the power.");
}

/* How far the furthest bound lies from the truth. */
static double reach_of(const struct calibration *calibration, const struct study *study) {
    double reach = 0, truth = study_truth(study);
    for (size_t i = 0; i < calibration->trial_count; i++) {
        const struct trial *trial = &calibration->trial[i];
        if (trial->study == study && isfinite(trial->estimate.lo))
            reach = fmax(reach,
                         fmax(fabs(trial->estimate.lo - truth), fabs(trial->estimate.hi - truth)));
    }
    return reach;
}

static void draw(FILE *out, const struct calibration *calibration, const struct study *study) {
    size_t n = calibration_of_study(calibration, study).covered.n, row = 0;
    double reach = reach_of(calibration, study), truth = study_truth(study);
    if (n == 0 || reach <= 0)
        return;
    html_put(out, "h3", "%s: truth %.4g %s, drawn up to %.3g %s away", study->name, truth,
             study->reading->unit, reach, study->reading->unit);
    fprintf(out,
            "<svg viewBox=\"0 0 %d %zu\" width=\"%d\" role=\"img\"><line x1=\"%d\" x2=\"%d\" "
            "y1=\"0\" y2=\"%zu\" stroke=\"#888\"/>\n",
            WIDTH, n * ROW, WIDTH, WIDTH / 2, WIDTH / 2, n * ROW);
    for (size_t i = 0; i < calibration->trial_count; i++) {
        const struct trial *trial = &calibration->trial[i];
        if (trial->study != study)
            continue;
        size_t y = row++ * ROW + ROW / 2;
        if (!isfinite(trial->estimate.lo))
            continue;
        double scale = (WIDTH / 2 - 4) / reach;
        const char *colour = trial->covered ? "#0072b2" : "#d55e00";
        fprintf(out,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%zu\" y2=\"%zu\" stroke=\"%s\" "
                "stroke-width=\"2\"/><circle cx=\"%.1f\" cy=\"%zu\" r=\"2.5\" fill=\"%s\"/>\n",
                WIDTH / 2 + (trial->estimate.lo - truth) * scale,
                WIDTH / 2 + (trial->estimate.hi - truth) * scale, y, y, colour,
                WIDTH / 2 + (trial->estimate.value - truth) * scale, y, colour);
    }
    fputs("</svg>\n", out);
}

static void put_absent(FILE *out, const struct calibration *calibration) {
    for (size_t s = 0; s < study_count; s++)
        if (calibration->absent[s])
            html_put(out, HTML_NOTE, "Not run: %s: %s", studies[s].name, calibration->absent[s]);
    for (size_t i = 0; i < calibration->trial_count; i++) {
        char name[64];
        const struct trial *trial = &calibration->trial[i];
        if (*trial->why)
            html_put(out, HTML_NOTE, "Without an interval: %s: %s",
                     trial_name(trial, name, sizeof name), trial->why);
    }
}

static void put_page(FILE *out, const struct calibration *calibration) {
    char when[32];
    time_t now = time(NULL);
    strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", gmtime(&now));
    html_begin(out, "virtax calibration", 0);
    fputs("<header><p class=\"eyebrow\">virtax: what isolation costs</p>"
          "<h1>Calibration: studies whose right answer is known</h1>\n",
          out);
    html_put(out, HTML_FAINT, "%s, %.0f s, seed %ju, virtax %s; %s", when, calibration->seconds,
             (uintmax_t)calibration->seed, VIRTAX_VERSION,
             calibration->quick ? "a quick one, of too few studies to prove much" : "in full");
    fputs("</header>\n", out);
    if (calibration->interrupted)
        html_put(out, HTML_NOTE, "Interrupted: what is missing was not tried.");
    put_kinds(out, calibration);
    put_absent(out, calibration);
    put_studies(out, calibration);
    fputs("<h2>Every interval about its truth</h2>\n", out);
    for (size_t s = 0; s < study_count; s++)
        draw(out, calibration, &studies[s]);
    html_end(out);
}

int calibration_write_html(const struct calibration *calibration, const char *directory,
                           struct error *err) {
    char path[PATH_MAX];
    cleanup_free char *text = NULL;
    size_t size = 0;
    snprintf(path, sizeof path, "%s/calibration.html", directory);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_errno(err, "%s", path);
    put_page(out, calibration);
    return fclose(out) == 0 ? file_write(path, text, size, err) : error_errno(err, "%s", path);
}
