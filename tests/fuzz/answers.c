/* answers.c - what a Redis server answers: whatever it is, it is taken as an answer to what was
 * asked or refused with a reason, and no more is answered than was asked. */
#include "redisload/connection.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

enum { ASKED = 4 };

static const struct redisload_options asked_of = {
    .clients = 1, .mix = {1, 1}, .keys = 9, .key_size = 1, .value_size = 3, .seed = 1};

static void take_all(struct connection *connection, const char *text, size_t size, size_t part) {
    int answers = 0, more = 0;
    for (size_t at = 0; at < size && more >= 0; at += part) {
        struct error err = {0};
        struct answer answer;
        if (connection_feed(connection, text + at, size - at < part ? size - at : part, &err) < 0)
            return;
        while ((more = connection_answer(connection, &answer, &err)) > 0)
            answers++;
        if (more < 0 && err.status == STATUS_OK)
            abort();
    }
    if (answers > ASKED)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct operations operations = operations_of(&asked_of);
    struct commands commands = {0};
    struct connection connection;
    if (size == 0 || commands_make(&commands, &operations, NULL) < 0)
        return 0;
    if (connection_init(&connection, -1, 0, ASKED, &commands, &operations, NULL) == 0) {
        for (int i = 0; i < ASKED; i++)
            connection_ask(&connection, 0, 0);
        take_all(&connection, (const char *)bytes, size, bytes[size - 1] % 16 + 1);
    }
    connection_close(&connection);
    commands_free(&commands);
    return 0;
}
