/* spent.c - seconds into a record and out of one. */
#include "spent.h"

void spent_note(json_t *record, double up_s, double all_s) {
    json_object_set_new(record, "spent", json_pack("{sf sf}", "up_s", up_s, "all_s", all_s));
}

double spent_up_s(const json_t *record) {
    return json_number_value(json_object_get(json_object_get(record, "spent"), "up_s"));
}

double spent_all_s(const json_t *record) {
    const json_t *all = json_object_get(json_object_get(record, "spent"), "all_s");
    return json_number_value(all ? all : json_object_get(record, "host_wall_s"));
}
