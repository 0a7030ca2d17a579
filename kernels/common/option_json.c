/* option_json.c - the fields of options as a record's parameters, and back. */
#include "common/cleanup.h"
#include "common/option.h"

json_t *option_parameters(const struct option_row *const *tables, const void *object,
                          struct error *err) {
    cleanup_json json_t *all = json_object();
    for (; *tables; tables++) {
        for (const struct option_row *row = *tables; row->name; row++) {
            if (row->flags & OPTION_UNTOLD)
                continue;
            const void *field = (const char *)object + row->offset;
            if (json_object_set_new(all, row->name, row->type->emit(row, field)) < 0) {
                error_failed(err, "telling the parameters: out of memory");
                return NULL;
            }
        }
    }
    return json_incref(all);
}

/* The text that would have said so on the command line; NULL where none would. */
static const char *text_of(const json_t *value, char *buffer, size_t size) {
    if (json_is_integer(value))
        snprintf(buffer, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        snprintf(buffer, size, "%.9f", json_real_value(value));
    else
        return json_string_value(value);
    return buffer;
}

static int take_row(const struct option_row *row, const json_t *value, void *object,
                    struct error *err) {
    char buffer[512];
    if (!value && row->flags & OPTION_OPEN)
        return 0;
    if (row->type->parse == option_flag.parse) {
        if (!json_is_boolean(value))
            return error_usage(err, "%s: neither true nor false", row->name);
        *(bool *)(void *)((char *)object + row->offset) = json_is_true(value);
        return 0;
    }
    if (json_is_null(value) && row->flags & OPTION_OPEN)
        return 0;
    const char *text = text_of(value, buffer, sizeof buffer);
    if (!text)
        return error_usage(err, "%s: %s", row->name, value ? "of another type" : "missing");
    if (row->type->parse(row, text, (char *)object + row->offset, err) < 0)
        return error_wrap(err, "%s", row->name);
    cleanup_json json_t *again = row->type->emit(row, (char *)object + row->offset);
    return json_is_string(again) == json_is_string(value)
               ? 0
               : error_usage(err, "%s: of another type", row->name);
}

int option_take(const struct option_row *table, const json_t *parameters, void *object,
                struct error *err) {
    for (; table->name; table++) {
        if (!(table->flags & OPTION_UNTOLD) &&
            take_row(table, json_object_get(parameters, table->name), object, err) < 0)
            return -1;
    }
    return 0;
}
