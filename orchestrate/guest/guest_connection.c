/* guest_connection.c - an ssh(1) in the background, and its socket. */
#include "guest_connection.h"

#include "base/project.h"
#include "common/clock.h"
#include "guest_argv.h"

#include <unistd.h>

#define POLL_S 0.02

int guest_connection_keep(struct guest *guest, double deadline, struct error *err) {
    struct path log = path_of("%s/" GUEST_CONNECTION ".log", guest->directory);
    struct path socket = path_of("%s/" GUEST_CONNECTION, guest->directory);
    struct ssh_words words = ssh_words_to_keep(&guest->ssh);
    struct process_spec spec = {.argv = words.word};
    if (process_start(&spec, log.text, false, &guest->connection, err) < 0)
        return -1;
    guest->connection_id = journal_add_process(guest->journal, guest->connection.pid, err);
    if (guest->connection_id < 0)
        return -1;
    while (access(socket.text, F_OK) < 0 && process_alive(&guest->connection, NULL) &&
           clock_now() < deadline)
        if (!process_sleep(POLL_S))
            return error_interrupted(err);
    return 0;
}

void guest_connection_end(struct guest *guest) {
    process_stop(&guest->connection, 0);
    if (guest->connection_id >= 0)
        journal_undo(guest->journal, guest->connection_id, NULL);
    guest->connection_id = -1;
}
