/* report_statements.c - what RC25482 says, one claim after the other, what its own logs say, and
 * what was found here. */
#include "report_parts.h"

#include "reading.h"

#include <math.h>
#include <string.h>

/* A statement, and what the run has for it. */
struct held {
    const struct statement *statement;
    const struct summary *summary; /* NULL: its figure was not measured */
    struct standing standing;
    enum finding finding;
};

/* An emulated guest says nothing of KVM. */
static bool is_emulated(const struct results *results, const struct plan_figure *figure,
                        const char *series) {
    for (size_t i = 0; i < figure->series_count; i++)
        if (strcmp(figure->series[i].name, series) == 0)
            return plan_is_emulated(&results->plan, &figure->series[i]);
    return false;
}

/* A figure has a summary of its own metric, one of what it stands over, and one of how it wavers.
 */
static const struct summary *summary_for(const struct results *results, size_t figure,
                                         const struct statement *statement) {
    const struct summary *const others[] = {results->against, results->steadiness};
    for (size_t i = 0; statement->metric && i < sizeof others / sizeof *others; i++)
        if (others[i] && others[i][figure].row_count > 0 &&
            strcmp(others[i][figure].shown.metric, statement->metric) == 0)
            return &others[i][figure];
    return &results->summary[figure];
}

static struct held held_against(const struct results *results, size_t figure,
                                const struct statement *statement) {
    const struct summary *own = &results->summary[figure];
    struct held held = {.statement = statement};
    bool measured = statement_is_of(statement, own);
    if (measured)
        held.summary = summary_for(results, figure, statement);
    if (held.summary)
        held.standing = statement_against(statement, held.summary);
    held.finding = statement_finding(statement, &held.standing, measured,
                                     is_emulated(results, own->figure, statement->series));
    return held;
}

/* Of all figures that show it, the first that has its series. */
static struct held hold(const struct results *results, const struct statement *statement) {
    struct held held = {.statement = statement};
    for (size_t f = 0; f < results->summary_count && held.standing.rows == 0; f++) {
        struct held now = held_against(results, f, statement);
        if (now.summary)
            held = now;
    }
    held.finding =
        held.summary ? held.finding : statement_finding(statement, &held.standing, false, false);
    return held;
}

/* "docker / native from 0.98 to 1.02, at every x" */
static void put_rule(FILE *out, const struct held *held) {
    const struct statement *statement = held->statement;
    static const char *const of[] = {" / ", " - ", ""};
    const char *reference = held->summary ? summary_series(held->summary, 0) : "the reference";
    const char *unit =
        held->summary && statement->scale != STATEMENT_RATIO ? held->summary->shown.unit : "";
    if (statement->ours)
        return;
    html_printf(out, "%s%s%s", statement->series, of[statement->scale],
                statement->scale == STATEMENT_VALUE ? "" : reference);
    if (isfinite(statement->low) && isfinite(statement->high))
        html_printf(out, " from %.6g to %.6g", statement->low, statement->high);
    else if (isfinite(statement->low))
        html_printf(out, " at least %.6g", statement->low);
    else
        html_printf(out, " at most %.6g", statement->high);
    html_printf(out, "%s%s", *unit ? " " : "", unit);
    if (strcmp(statement->x, "*") == 0)
        html_printf(out, ", at every x");
    else
        html_printf(out, ", at %s x",
                    strcmp(statement->x, "last") == 0 ? "the last" : statement->x);
}

/* The row that decides, with the number that is held against the rule. */
static void put_found(FILE *out, const struct held *held) {
    const struct standing *standing = &held->standing;
    const struct estimate *found = &standing->found;
    if (held->statement->ours) {
        html_printf(out, "%s", held->statement->ours);
        return;
    }
    if (!standing->decides || !isfinite(found->value)) {
        fputs("-", out);
        return;
    }
    int decimals = decimals_for(fabs(found->value), 4);
    html_printf(out, "%.*f", decimals, found->value);
    if (isfinite(found->lo))
        html_printf(out, " [%.*f, %.*f]", decimals, found->lo, decimals, found->hi);
    if (*standing->decides->x)
        html_printf(out, " at %s", standing->decides->x);
}

static void put_reason(FILE *out, const struct held *held) {
    const struct standing *standing = &held->standing;
    const char *figure = held->statement->figure, *series = held->statement->series;
    switch (held->finding) {
    case FINDS_AGREEMENT:
        html_printf(out, "%zu of %zu rows within", standing->within, standing->rows);
        break;
    case FINDS_DISAGREEMENT:
        html_printf(out, "%zu of %zu rows wholly beyond", standing->beyond, standing->rows);
        break;
    case FINDS_METHOD:
        html_printf(out, "it is of how the study measured, not of a number");
        break;
    case FINDS_NOT_RUN:
        html_printf(out, "%s was not measured", figure);
        break;
    case FINDS_NO_SERIES:
        html_printf(out, "%s was measured without this row of %s", figure, series);
        break;
    case FINDS_EMULATED:
        html_printf(out, "%s was emulated", series);
        break;
    case FINDS_NO_INTERVAL:
        html_printf(out, "fewer than two blocks in %zu of %zu rows",
                    standing->rows - standing->intervals, standing->rows);
        break;
    case FINDS_OPEN:
        html_printf(out, "the interval reaches over the bound in %zu of %zu rows",
                    standing->rows - standing->within, standing->rows);
        break;
    }
}

/* Agreement is no gain and disagreement no loss, but a reader looks for both. */
static void put_finding(FILE *out, const struct held *held) {
    enum finding finding = held->finding;
    bool agrees = finding == FINDS_AGREEMENT, disagrees = finding == FINDS_DISAGREEMENT;
    html_verdict(out,
                 agrees      ? "agrees"
                 : disagrees ? "disagrees"
                             : "cannot tell",
                 agrees      ? VERDICT_BETTER
                 : disagrees ? VERDICT_WORSE
                             : VERDICT_NONE);
    fputs("<span class=\"why\">", out);
    put_reason(out, held);
    fputs("</span>", out);
}

static void put_row(FILE *out, const struct held *held) {
    const struct statement *statement = held->statement;
    fputs("<tr>", out);
    html_put(out, "th scope=\"row\"", "%s", statement->id);
    html_card(out, "the study says");
    html_text(out, statement->says);
    fputs("</td>", out);
    html_card(out, "its own logs");
    html_text(out, statement->logs);
    fputs("</td>", out);
    html_card(out, "agrees where");
    put_rule(out, held);
    fputs("</td>", out);
    html_card(out, "this run");
    put_found(out, held);
    fputs("</td>", out);
    html_card(out, "finding");
    put_finding(out, held);
    fputs("</td></tr>\n", out);
}

static void put_headings(FILE *out) {
    static const char *const headings[] = {"claim",        "the study says", "its own logs",
                                           "agrees where", "this run",       "finding"};
    fputs(HTML_TABLE(" class=\"cards\""), out);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        html_put(out, "th scope=\"col\"", "%s", headings[i]);
    fputs(HTML_ROWS, out);
}

void report_statements(FILE *out, const struct results *results, size_t figure) {
    bool any = false;
    for (size_t i = 0; i < results->statements.count; i++) {
        const struct held held = held_against(results, figure, &results->statements.statement[i]);
        if (!held.summary || (held.standing.rows == 0 && !held.statement->ours))
            continue;
        if (!any) {
            html_put(out, "h3", "What the study says of it");
            put_headings(out);
        }
        any = true;
        put_row(out, &held);
    }
    if (any)
        fputs(HTML_TABLE_END, out);
}

struct claims {
    size_t count, agree, disagree;
};

static bool same_claim(const struct statement *a, const struct statement *b) {
    size_t length = statement_claim(a);
    return length == statement_claim(b) && strncmp(a->id, b->id, length) == 0;
}

/* Parts of a claim follow each other. */
static struct claims count_claims(const struct results *results) {
    const struct statements *all = &results->statements;
    struct claims claims = {0};
    for (size_t i = 0, end; i < all->count; i = end) {
        enum finding finding = hold(results, &all->statement[i]).finding;
        for (end = i + 1; end < all->count && same_claim(&all->statement[i], &all->statement[end]);
             end++)
            finding = finding_join(finding, hold(results, &all->statement[end]).finding);
        claims.count++;
        claims.agree += finding == FINDS_AGREEMENT;
        claims.disagree += finding == FINDS_DISAGREEMENT;
    }
    return claims;
}

/* A table of those whose figure the run has, or of all others; returns how many these are. */
static size_t put_held(FILE *out, const struct results *results, bool measured) {
    size_t count = 0;
    for (size_t i = 0; i < results->statements.count; i++) {
        const struct held held = hold(results, &results->statements.statement[i]);
        if ((held.summary != NULL) != measured)
            continue;
        if (count++ == 0)
            put_headings(out);
        put_row(out, &held);
    }
    if (count > 0)
        fputs(HTML_TABLE_END, out);
    return count;
}

void report_claims(FILE *out, const struct results *results) {
    if (results->statements.count == 0)
        return;
    struct claims claims = count_claims(results);
    fputs("<section id=\"claims\"><h2>The claims of the study, one by one</h2>\n", out);
    html_put(out, "p",
             "Of %zu claims of RC25482 this run agrees with %zu, disagrees with %zu, and "
             "cannot tell of %zu.",
             claims.count, claims.agree, claims.disagree,
             claims.count - claims.agree - claims.disagree);
    html_put(
        out, HTML_FAINT,
        "Ours agrees where every 95 %% interval lies within what the claim says, and disagrees "
        "where one lies wholly beyond. \"Equal\" is taken as within 2 %%. A claim with "
        "several parts (D3, D3-100) disagrees where one part does.");
    size_t others = results->statements.count - put_held(out, results, true);
    if (others > 0) {
        fputs("<details><summary>", out);
        html_printf(out, "%zu of what this run did not measure", others);
        fputs("</summary>\n", out);
        put_held(out, results, false);
        fputs("</details>", out);
    }
    fputs("</section>\n", out);
}
