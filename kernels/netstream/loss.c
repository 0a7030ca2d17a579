/* loss.c - datagrams that were sent and never heard of, by the highest number that came. */
#include "netstream/loss.h"

#include <math.h>

void netstream_loss_report(json_t *report, struct netstream_side *side, unsigned streams) {
    json_t *list = json_array();
    for (unsigned i = 0; i < streams; i++) {
        json_t *one = side->sender
                          ? json_pack("[I, I]", (json_int_t)side->begin[i].datagrams,
                                      (json_int_t)side->end[i].datagrams)
                          : json_integer((json_int_t)netstream_shown(&side->flow[i]).expected);
        json_array_append_new(list, one);
    }
    json_object_set_new(report, side->sender ? "streams_sent" : "streams_highest", list);
}

/* Datagrams of the stream's window with a number above all that came. */
static double unheard_of(const json_t *sent, double highest) {
    double begin = json_number_value(json_array_get(sent, 0));
    double end = json_number_value(json_array_get(sent, 1));
    return fmax(0, end - fmax(begin, highest));
}

int netstream_loss_percent(const json_t *sender, const json_t *receiver, double *percent,
                           struct error *err) {
    const json_t *sent = json_object_get(sender, "streams_sent");
    const json_t *highest = json_object_get(receiver, "streams_highest");
    if (json_array_size(sent) == 0 || json_array_size(sent) != json_array_size(highest))
        return error_failed(err, "loss: a side does not tell the datagrams of each stream; use the "
                                 "same version on both");
    double expected = json_number_value(json_object_get(receiver, "expected"));
    double came = json_number_value(json_object_get(receiver, "datagrams"));
    double never = 0;
    for (size_t i = 0; i < json_array_size(sent); i++)
        never += unheard_of(json_array_get(sent, i), json_number_value(json_array_get(highest, i)));
    double lost = fmax(0, expected - came) + never, all = expected + never;
    *percent = all > 0 ? 100 * lost / all : 0;
    return 0;
}
