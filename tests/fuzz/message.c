/* message.c - messages, and the parameters of both kernels' tests in them: what is accepted is
 * within the limits that the kernels allocate by. */
#include "net/message.h"
#include "net/exchange.h"
#include "netrr/parameters.h"
#include "netstream/parameters.h"
#include "target.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct error err = {0};
    if (size < NET_MESSAGE_HEAD)
        return 0;
    int64_t length = net_message_length(bytes, &err);
    if (length > NET_MESSAGE_MAX || length == 0)
        abort();
    json_t *message = net_message_parse(bytes + NET_MESSAGE_HEAD, size - NET_MESSAGE_HEAD, &err);
    if (!message)
        return err.status == STATUS_OK ? abort(), 0 : 0;
    if (!net_message_type(message))
        abort();
    const json_t *parameters = json_object_get(message, "parameters");
    struct netstream_test bulk;
    if (netstream_test_take(parameters, &bulk, &err) == 0 &&
        (bulk.streams < 1 || bulk.streams > NET_STREAMS_MAX || bulk.length < 1 ||
         bulk.length > NETSTREAM_LENGTH_MAX || (bulk.udp && bulk.length < NET_DATAGRAM_BYTES)))
        abort();
    struct netrr_test ask;
    if (netrr_test_take(parameters, &ask, &err) == 0 &&
        (ask.connections < 1 || ask.connections > NET_STREAMS_MAX || ask.request < 1 ||
         ask.request > NETRR_SIZE_MAX || ask.response < 1 || ask.response > NETRR_SIZE_MAX))
        abort();
    json_decref(message);
    return 0;
}
