#include "netrr/test.h"

#include "net/exchange.h"
#include "net/take.h"

static const double rate_max = 1e15;

static int check_size(const struct netrr_test *test, const char *option, uint64_t bytes,
                      struct error *err) {
    uint64_t low = test->udp ? NET_DATAGRAM_BYTES : 1;
    uint64_t high = test->udp ? NET_DATAGRAM_MAX : NETRR_SIZE_MAX;
    if (bytes < low || bytes > high)
        return error_usage(err, "--%s: %llu bytes, not %llu to %llu%s", option,
                           (unsigned long long)bytes, (unsigned long long)low,
                           (unsigned long long)high, test->udp ? " as over UDP" : "");
    return 0;
}

int netrr_test_check(const struct netrr_test *test, struct error *err) {
    if (test->udp && test->new_connection)
        return error_usage(err, "--new-connection: only for TCP");
    if (test->new_connection && test->busy_poll_us > 0)
        return error_usage(err, "--busy-poll: not with --new-connection, which never waits long");
    if (check_size(test, "request", test->request, err) < 0)
        return -1;
    return check_size(test, "response", test->response, err);
}

void netrr_test_put(const struct netrr_test *test, json_t *parameters) {
    json_object_set_new(parameters, "request", json_integer((json_int_t)test->request));
    json_object_set_new(parameters, "response", json_integer((json_int_t)test->response));
    json_object_set_new(parameters, "connections", json_integer(test->connections));
    json_object_set_new(parameters, "rate", test->rate > 0 ? json_real(test->rate) : json_null());
    json_object_set_new(parameters, "busy-poll", json_integer((json_int_t)test->busy_poll_us));
    json_object_set_new(parameters, "new-connection", json_boolean(test->new_connection));
}

/* null: a closed loop. */
static int take_rate(const json_t *parameters, double *rate, struct error *err) {
    const json_t *member = json_object_get(parameters, "rate");
    *rate = json_number_value(member);
    if (!json_is_null(member) && !(json_is_number(member) && *rate > 0 && *rate <= rate_max))
        return error_usage(err, "rate: not above 0 and at most 1e15 a second");
    return 0;
}

int netrr_test_take(const json_t *parameters, struct netrr_test *test, struct error *err) {
    *test = (struct netrr_test){0};
    uint64_t connections;
    if (net_take_bool(parameters, "udp", &test->udp, err) < 0 ||
        net_take_bool(parameters, "new-connection", &test->new_connection, err) < 0 ||
        net_take_count(parameters, "connections", 1, NET_STREAMS_MAX, &connections, err) < 0 ||
        net_take_count(parameters, "request", 1, NETRR_SIZE_MAX, &test->request, err) < 0 ||
        net_take_count(parameters, "response", 1, NETRR_SIZE_MAX, &test->response, err) < 0 ||
        net_take_count(parameters, "busy-poll", 0, NETRR_BUSY_POLL_MAX, &test->busy_poll_us, err) <
            0 ||
        take_rate(parameters, &test->rate, err) < 0 ||
        net_take_seconds(parameters, "omit", &test->omit_s, err) < 0 ||
        net_take_seconds(parameters, "time", &test->time_s, err) < 0)
        return -1;
    test->connections = (unsigned)connections;
    return netrr_test_check(test, err);
}
