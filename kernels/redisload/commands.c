/* commands.c - each command is formatted by hiredis once; then its key and value are put in. */
#include "redisload/commands.h"

#include "common/cleanup.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>

static int make(struct command *command, int words, const char **word, const size_t *size,
                struct error *err) {
    int length = redisFormatCommandArgv(&command->text, words, word, size);
    if (length < 0)
        return error_failed(err, "%s: out of memory", word[0]);
    command->size = (size_t)length;
    return 0;
}

/* Ends with the last word and "\r\n"; before each word its length, "$50\r\n". */
static size_t last_word_at(const struct command *command, size_t size) {
    return command->size - 2 - size;
}

static size_t length_of_length(size_t size) {
    return (size_t)snprintf(NULL, 0, "$%zu\r\n", size);
}

static int make_both(struct commands *c, const struct operations *o, const char *blank,
                     struct error *err) {
    const char *set[] = {"SET", blank, blank}, *get[] = {"GET", blank};
    const size_t size[] = {3, o->key_size, o->value_size};
    return make(&c->set, 3, set, size, err) < 0 ? -1 : make(&c->get, 2, get, size, err);
}

int commands_make(struct commands *c, const struct operations *o, struct error *err) {
    size_t longest = o->key_size > o->value_size ? o->key_size : o->value_size;
    cleanup_free char *blank = calloc(1, longest);
    if (!blank)
        return error_errno(err, "commands of %zu bytes", longest);
    if (make_both(c, o, blank, err) < 0)
        return -1;
    c->get.key_at = last_word_at(&c->get, o->key_size);
    c->set.value_at = last_word_at(&c->set, o->value_size);
    c->set.key_at = c->set.value_at - length_of_length(o->value_size) - 2 - o->key_size;
    return 0;
}

void commands_free(struct commands *c) {
    redisFreeCommand(c->set.text);
    redisFreeCommand(c->get.text);
    *c = (struct commands){0};
}

size_t commands_size(const struct commands *c) {
    return c->set.size > c->get.size ? c->set.size : c->get.size;
}

size_t commands_write(const struct commands *c, const struct operations *o,
                      const struct operation *operation, uint64_t number, char *text) {
    const struct command *command = operation->set ? &c->set : &c->get;
    memcpy(text, command->text, command->size);
    operation_key(o, operation->key, text + command->key_at);
    if (operation->set)
        operation_value(o, operation->key, number, text + command->value_at);
    return command->size;
}
