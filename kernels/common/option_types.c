/* option_types.c - the values that options have. */
#include "common/choice.h"
#include "common/option.h"
#include "common/units.h"

#include <math.h>

static int parse_flag(const struct option_row *row, const char *text, void *field,
                      struct error *err) {
    (void)row, (void)text, (void)err;
    *(bool *)field = true;
    return 0;
}

static json_t *emit_bool(const struct option_row *row, const void *field) {
    (void)row;
    return json_boolean(*(const bool *)field);
}

static int parse_switch(const struct option_row *row, const char *text, void *field,
                        struct error *err) {
    (void)row;
    uint64_t count;
    if (parse_count(text, "number", 0, 1, &count, err) < 0)
        return -1;
    *(bool *)field = count == 1;
    return 0;
}

static json_t *emit_switch(const struct option_row *row, const void *field) {
    (void)row;
    return json_integer(*(const bool *)field);
}

static int parse_text(const struct option_row *row, const char *text, void *field,
                      struct error *err) {
    (void)row, (void)err;
    *(const char **)field = text;
    return 0;
}

static json_t *emit_text(const struct option_row *row, const void *field) {
    (void)row;
    const char *text = *(const char *const *)field;
    return text ? json_string(text) : json_null();
}

static int parse_bytes(const struct option_row *row, const char *text, void *field,
                       struct error *err) {
    uint64_t *bytes = field;
    if (parse_size(text, bytes, err) < 0)
        return -1;
    if (row->grain > 0 && (*bytes == 0 || *bytes > row->high || *bytes % row->grain != 0))
        return error_usage(err, "size '%s': not a multiple of %d bytes", text, (int)row->grain);
    return *bytes == 0 && row->what ? error_usage(err, "size '%s': %s", text, row->what) : 0;
}

static json_t *integer_of(const struct option_row *row, uint64_t value) {
    return value == 0 && row->flags & OPTION_OPEN ? json_null() : json_integer((json_int_t)value);
}

json_t *option_emit_count(const struct option_row *row, const void *field) {
    return integer_of(row, *(const uint64_t *)field);
}

static int parse_seconds(const struct option_row *row, const char *text, void *field,
                         struct error *err) {
    double *seconds = field;
    if (parse_time(text, seconds, err) < 0)
        return -1;
    return *seconds == 0 && row->flags & OPTION_OPEN
               ? error_usage(err, "time '%s': must be more than nothing", text)
               : 0;
}

static int parse_per_second(const struct option_row *row, const char *text, void *field,
                            struct error *err) {
    (void)row;
    return parse_rate(text, field, err);
}

json_t *option_emit_real(const struct option_row *row, const void *field) {
    double value = *(const double *)field;
    if (value == 0 && row->flags & OPTION_OPEN)
        return json_null();
    return row->flags & OPTION_WHOLE ? json_integer(llround(value)) : json_real(value);
}

static int parse_share(const struct option_row *row, const char *text, void *field,
                       struct error *err) {
    (void)row;
    return parse_percent(text, field, err);
}

static int parse_whole(const struct option_row *row, const char *text, void *field,
                       struct error *err) {
    return parse_count(text, row->what ? row->what : "number", row->low, row->high, field, err);
}

static int parse_number(const struct option_row *row, const char *text, void *field,
                        struct error *err) {
    uint64_t count;
    if (parse_whole(row, text, &count, err) < 0)
        return -1;
    *(unsigned *)field = (unsigned)count;
    return 0;
}

static json_t *emit_number(const struct option_row *row, const void *field) {
    return integer_of(row, *(const unsigned *)field);
}

static int parse_word(const struct option_row *row, const char *text, void *field,
                      struct error *err) {
    int choice = choice_parse(text, row->what, row->words, err);
    if (choice < 0)
        return -1;
    *(int *)field = choice;
    return 0;
}

static json_t *emit_word(const struct option_row *row, const void *field) {
    return json_string(row->words[*(const int *)field]);
}

const struct option_type option_flag = {parse_flag, emit_bool};
const struct option_type option_switch = {parse_switch, emit_switch};
const struct option_type option_text = {parse_text, emit_text};
const struct option_type option_size = {parse_bytes, option_emit_count};
const struct option_type option_time = {parse_seconds, option_emit_real};
const struct option_type option_rate = {parse_per_second, option_emit_real};
const struct option_type option_percent = {parse_share, option_emit_real};
const struct option_type option_count = {parse_whole, option_emit_count};
const struct option_type option_number = {parse_number, emit_number};
const struct option_type option_word = {parse_word, emit_word};
