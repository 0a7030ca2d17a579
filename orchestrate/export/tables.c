/* tables.c - the report's own tables, all figures together. */
#include "export.h"

int tables_print_csv(const struct export_runs *runs, FILE *out, struct words *notes,
                     struct error *err) {
    (void)notes, (void)err;
    for (size_t f = 0; f < runs->run[0].summary_count; f++)
        csv_print(&runs->run[0].summary[f], f == 0, out);
    return 0;
}

int tables_print_json(const struct export_runs *runs, FILE *out, struct words *notes,
                      struct error *err) {
    (void)notes;
    fputs("[\n", out);
    for (size_t f = 0; f < runs->run[0].summary_count; f++) {
        fputs(f ? ",\n" : "", out);
        if (table_print_json(&runs->run[0], f, out, err) < 0)
            return -1;
    }
    fputs("]\n", out);
    return 0;
}
