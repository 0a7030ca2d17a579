/* report_html.c - escaping, and the smallest pieces of report.html. */
#include "report_parts.h"

#include "common/cleanup.h"
#include "palette.h"
#include "reading.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>

void html_text(FILE *out, const char *text) {
    static const char *const entity[128] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
    for (; *text; text++) {
        unsigned char letter = (unsigned char)*text;
        if (letter < 128 && entity[letter])
            fputs(entity[letter], out);
        else
            fputc(letter, out);
    }
}

void html_begin(FILE *out, const char *title, unsigned reload) {
    fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n",
          out);
    if (reload > 0)
        fprintf(out, "<meta http-equiv=\"refresh\" content=\"%u\">\n", reload);
    fputs("<title>", out);
    html_text(out, title);
    fprintf(out, "</title>\n<style>\n%s</style></head>\n<body><main>\n", report_css);
}

void html_end(FILE *out) {
    fprintf(out, "<script>\n%s</script>" HTML_END, report_script);
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

void html_put(FILE *out, const char *tag, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fprintf(out, "<%s>", tag);
    print_escaped(out, format, args);
    fprintf(out, "</%.*s>%s", (int)strcspn(tag, " "), tag, strchr("hlp", tag[0]) ? "\n" : "");
    va_end(args);
}

void html_number(FILE *out, double value, int decimals) {
    if (isfinite(value))
        html_put(out, "td class=\"number\"", "%.*f", decimals, value);
    else
        html_put(out, "td class=\"number\"", "-");
}

void html_card(FILE *out, const char *label) {
    fputs("<td data-label=\"", out);
    html_text(out, label);
    fputs("\">", out);
}

void html_list(FILE *out, const char *title, char *const *text, size_t count) {
    if (count == 0)
        return;
    fprintf(out, "<div class=\"note\">%s<ul>\n", title);
    for (size_t i = 0; i < count; i++)
        html_put(out, "li", "%s", text[i]);
    fputs("</ul></div>\n", out);
}

void html_fact(FILE *out, const char *key, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fputs("<div>", out);
    html_put(out, "dt", "%s", key);
    fputs("<dd>", out);
    print_escaped(out, format, args);
    fputs("</dd></div>\n", out);
    va_end(args);
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

void html_series(FILE *out, const struct summary *summary, size_t series) {
    fprintf(out, "<span class=\"swatch\" style=\"background:%s\"></span>",
            palette_of(summary, series));
    html_text(out, summary_series(summary, series));
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
