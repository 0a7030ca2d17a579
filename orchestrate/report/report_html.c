/* report_html.c - escaping, and the smallest pieces of report.html. */
#include "report_parts.h"

#include "common/cleanup.h"
#include "palette.h"
#include "reading.h"

#include <stdarg.h>
#include <string.h>

void html_text(FILE *out, const char *text) {
    for (; *text; text++)
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            fputc(*text, out);
        }
}

__attribute__((format(printf, 2, 0))) static void print_escaped(FILE *out, const char *format,
                                                                va_list args) {
    cleanup_free char *text = NULL;
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    html_text(out, text ? text : "(memory is short)");
}

void html_printf(FILE *out, const char *format, ...) {
    va_list args;
    va_start(args, format);
    print_escaped(out, format, args);
    va_end(args);
}

void html_note(FILE *out, const char *format, ...) {
    fputs("<p class=\"note\">", out);
    va_list args;
    va_start(args, format);
    print_escaped(out, format, args);
    va_end(args);
    fputs("</p>\n", out);
}

void html_fact(FILE *out, const char *key, const char *format, ...) {
    fputs("<div><dt>", out);
    html_text(out, key);
    fputs("</dt><dd>", out);
    va_list args;
    va_start(args, format);
    print_escaped(out, format, args);
    va_end(args);
    fputs("</dd></div>\n", out);
}

static void put_scalar(FILE *out, const json_t *value) {
    if (json_is_string(value))
        html_text(out, json_string_value(value));
    else if (json_is_integer(value))
        fprintf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        fprintf(out, "%.6g", json_real_value(value));
    else
        fputs(json_is_true(value) ? "yes" : json_is_false(value) ? "no" : "-", out);
}

void html_json(FILE *out, const json_t *value) {
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            fputs(i ? " " : "", out);
            html_json(out, json_array_get(value, i));
        }
    } else if (json_is_object(value)) {
        const char *key;
        json_t *item, *object = (json_t *)value;
        const char *separator = "";
        json_object_foreach(object, key, item) {
            fputs(separator, out);
            html_printf(out, "%s=", key);
            html_json(out, item);
            separator = ", ";
        }
    } else {
        put_scalar(out, value);
    }
}

void html_series(FILE *out, const struct plan_figure *figure, size_t series) {
    const char *name = figure->series[series].name;
    fprintf(out, "<span class=\"swatch\" style=\"background:%s\"></span>",
            palette_colour(name, series));
    html_text(out, name);
}

void html_shell_word(FILE *out, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789.,:=/_@%+-";
    if (*word && strspn(word, plain) == strlen(word)) {
        html_text(out, word);
        return;
    }
    html_text(out, "'");
    for (; *word; word++)
        if (*word == '\'')
            html_text(out, "'\\''");
        else
            html_printf(out, "%c", *word);
    html_text(out, "'");
}

void html_folded(FILE *out, const char *text) {
    enum { SHORT = 160, SHOWN = 60 };
    if (strlen(text) <= SHORT) {
        html_text(out, text);
        return;
    }
    fputs("<details><summary>", out);
    html_printf(out, "%.*s…", (int)text_head(text, SHOWN), text);
    fputs("</summary>", out);
    html_text(out, text);
    fputs("</details>", out);
}
