/* chart_stack.c - draws boxes downwards. */
#include "chart_stack.h"

#include "base/durable.h"
#include "common/cleanup.h"
#include "gnuplot.h"
#include "report_parts.h"

enum { WIDTH = 340, MARGIN = 8, BOX = 22, DETAIL = 14, GAP = 8, NAME = 26, NOTE = 16 };

static void put_text(struct chart_stack *stack, int x, int y, int size, const char *style,
                     const char *text) {
    fprintf(stack->body, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" %s>", x, y, size, style);
    html_text(stack->body, text);
    fputs("</text>\n", stack->body);
}

int chart_stack_begin(struct chart_stack *stack, const char *title, struct error *err) {
    *stack = (struct chart_stack){.height = NAME};
    stack->body = open_memstream(&stack->text, &stack->size);
    if (!stack->body)
        return error_errno(err, "a drawing");
    put_text(stack, MARGIN, 20, 14, "font-weight=\"bold\" fill=\"" CHART_INK "\"", title);
    return 0;
}

void chart_stack_series(struct chart_stack *stack, const char *name, const char *colour) {
    stack->height += NAME;
    stack->leads = false;
    fprintf(stack->body, "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>\n",
            MARGIN, stack->height - 15, colour);
    put_text(stack, MARGIN + 16, stack->height - 6, 13, "fill=\"" CHART_INK "\"", name);
}

void chart_stack_box(struct chart_stack *stack, const char *name, const char *detail,
                     const char *colour) {
    int height = BOX + (*detail ? DETAIL : 0), y = stack->height;
    fprintf(stack->body,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"5\" fill=\"#ffffff\" "
            "stroke=\"%s\"/>\n",
            MARGIN, y, WIDTH - 2 * MARGIN, height, colour);
    if (stack->leads)
        fprintf(stack->body,
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"" CHART_FAINT_INK "\"/>\n",
                WIDTH / 2, y - GAP, WIDTH / 2, y);
    stack->leads = true;
    put_text(stack, MARGIN + 8, y + 15, 12, "fill=\"" CHART_INK "\"", name);
    if (*detail)
        put_text(stack, MARGIN + 8, y + 29, 10, "fill=\"" CHART_FAINT_INK "\"", detail);
    stack->height += height + GAP;
}

void chart_stack_note(struct chart_stack *stack, const char *text) {
    stack->height += NOTE;
    put_text(stack, MARGIN, stack->height - 4, 11, "fill=\"" CHART_INK "\"", text);
}

static int write_drawing(const struct chart_stack *stack, const char *path, struct error *err) {
    cleanup_free char *svg = NULL;
    int height = stack->height + MARGIN;
    int size = asprintf(&svg,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
                        "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">\n"
                        "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n%s</svg>\n",
                        WIDTH, height, WIDTH, height, WIDTH, height, stack->text);
    if (size < 0) {
        svg = NULL;
        return error_errno(err, "%s", path);
    }
    return file_write(path, svg, (size_t)size, err);
}

int chart_stack_end(struct chart_stack *stack, const char *path, struct error *err) {
    int status =
        fclose(stack->body) == 0 ? write_drawing(stack, path, err) : error_errno(err, "%s", path);
    free(stack->text);
    *stack = (struct chart_stack){0};
    return status;
}
