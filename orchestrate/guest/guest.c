/* guest.c - boots a guest, pauses it, ends it; all that it makes stands in the journal. */
#include "guest.h"

#include "base/project.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "firmware.h"
#include "guest_argv.h"
#include "guest_connection.h"
#include "guest_pinning.h"
#include "guest_seed.h"
#include "guest_wait.h"
#include "host_kernel.h"
#include "qmp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>

enum { PORT_TRIES = 5, QMP_TIMEOUT_S = 10, STOP_GRACE_S = 3, RESUME_TIMEOUT_S = 90 };

/* cache=none needs O_DIRECT, which tmpfs refuses before Linux 6.6. */
static bool takes_direct_io(const char *directory) {
    cleanup_close int fd = open(directory, O_TMPFILE | O_RDWR | O_DIRECT | O_CLOEXEC, 0600);
    return fd >= 0 || errno != EINVAL;
}

static int make_directory(struct guest *guest, struct error *err) {
    static int ordinal;
    const char *const parents[] = {journal_state_directory(), "/var/tmp"};
    const char *parent = parents[takes_direct_io(parents[0]) ? 0 : 1];
    if (!takes_direct_io(parent))
        return error_failed(err,
                            "neither %s nor %s takes direct I/O (O_DIRECT), which a guest's "
                            "disk with cache=none needs",
                            parents[0], parents[1]);
    int length = snprintf(guest->directory, sizeof guest->directory, "%s/%s-guest-%d", parent,
                          journal_prefix(guest->journal), ++ordinal);
    if (length >= (int)sizeof guest->directory)
        return error_failed(err, "%s: too long a path for the guest's sockets", parent);
    return journal_make_directory(guest->journal, guest->directory, 0700, &guest->directory_id,
                                  err);
}

static int make_overlay(const struct guest_spec *spec, const char *directory, struct error *err) {
    struct path overlay = path_of("%s/" GUEST_OVERLAY, directory);
    cleanup_free char *base = realpath(spec->image->disk, NULL);
    if (!base)
        return error_errno(err, "%s", spec->image->disk);
    const char *argv[] = {"qemu-img",          "create", "-q", "-f",         "qcow2", "-F",
                          spec->image->format, "-b",     base, overlay.text, NULL};
    return process_check(argv, NULL, err);
}

/* Files that this boot needs beside its disk. */
static int make_boot_files(const struct guest_image *image, const char *directory,
                           struct error *err) {
    if (image->firmware && strcmp(image->firmware, "uefi") == 0 &&
        uefi_copy_variables(path_of("%s/" GUEST_VARIABLES, directory).text, err) < 0)
        return -1;
    return image->load_drivers
               ? guest_initrd_make(image->initrd, path_of("%s/" GUEST_INITRD, directory).text, err)
               : 0;
}

/* A port that was free a moment ago; QEMU says so where another took it meanwhile. */
static int free_port(struct error *err) {
    cleanup_close int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) < 0)
        return error_errno(err, "finding a free port");
    return ntohs(address.sin_port);
}

static int start_qemu(const struct guest_spec *spec, struct guest *guest, int port,
                      struct error *err) {
    struct path log = path_of("%s/" GUEST_LOG, guest->directory);
    char **argv = guest_argv(spec, guest->directory, port);
    if (!argv)
        return error_failed(err, "out of memory");
    struct process_spec process = {.argv = (const char *const *)argv,
                                   .cpus = cpu_set_count(&spec->cpus) > 0 ? &spec->cpus : NULL,
                                   .memory_nodes = spec->memory_nodes,
                                   .interleave = spec->interleave,
                                   .no_transparent_huge_pages =
                                       spec->features.level[GUEST_HOST_PAGES] == HOST_PAGES_4K};
    int status = process_start(&process, log.text, false, &guest->qemu, err);
    argv_free(argv);
    if (status < 0)
        return -1;
    guest->process_id = journal_add_process(guest->journal, guest->qemu.pid, err);
    return guest->process_id < 0 ? -1 : 0;
}

/* QEMU answers here only after it has set up everything, the forwarded port included; huge pages
 * are zeroed before, as slowly as half a gigabyte in a second. */
static int connect_qmp(const struct guest_spec *spec, struct guest *guest, struct error *err) {
    struct path path = path_of("%s/" GUEST_QMP, guest->directory);
    double patience = QMP_TIMEOUT_S;
    if (spec->features.level[GUEST_HOST_PAGES] == HOST_PAGES_HUGETLB)
        patience += (double)spec->memory / 5e8;
    for (double deadline = clock_now() + patience; clock_now() < deadline;) {
        guest->qmp = access(path.text, F_OK) == 0 ? qmp_connect(path.text, QMP_TIMEOUT_S, err) : -1;
        if (guest->qmp >= 0)
            return 0;
        int exit_status = 0;
        if (!process_alive(&guest->qemu, &exit_status))
            return guest_ended(guest, exit_status, err);
        if (!process_sleep(0.02))
            return error_interrupted(err);
    }
    return error_failed(err, "QEMU does not answer on %s", path.text);
}

static int launch(const struct guest_spec *spec, struct guest *guest, struct error *err) {
    for (int try = 1;; try++) {
        guest->port = free_port(err);
        if (guest->port < 0 ||
            guest_seed_access(guest->directory, guest->port, &guest->ssh, err) < 0 ||
            start_qemu(spec, guest, guest->port, err) < 0)
            return -1;
        if (connect_qmp(spec, guest, err) == 0)
            return 0;
        bool collision = strstr(err->text, "host forwarding") != NULL;
        if (!collision || try == PORT_TRIES)
            return -1;
    }
}

/* QEMU was started with its virtual CPUs stopped, so that none has touched memory from a CPU where
 * it does not belong. */
static int pin(const struct guest_spec *spec, struct guest *guest, struct error *err) {
    if (spec->features.level[GUEST_PINNING] == PINNING_OFF)
        return 0;
    if (guest_pin(guest->qmp, spec->layout, err) < 0)
        return -1;
    return qmp_execute(guest->qmp, "cont", NULL, QMP_TIMEOUT_S, NULL, err);
}

static int set_off(const struct guest_spec *spec, struct guest *guest, struct error *err) {
    if (make_directory(guest, err) < 0 || make_overlay(spec, guest->directory, err) < 0 ||
        make_boot_files(spec->image, guest->directory, err) < 0 ||
        guest_seed_make(spec->templates, guest->directory, err) < 0)
        return -1;
    guest->started_s = clock_now();
    guest->boot_deadline_s = guest->started_s + spec->boot_timeout_s;
    return launch(spec, guest, err) < 0 ? -1 : pin(spec, guest, err);
}

static int come_up(struct guest *guest, struct error *err) {
    double deadline = guest->boot_deadline_s;
    if (guest_wait_answer(guest, guest->port, deadline, err) < 0)
        return -1;
    guest->boot_s = clock_now() - guest->started_s;
    return guest_connection_keep(guest, deadline, err) < 0 ||
                   guest_wait_booted(guest, deadline, err) < 0
               ? -1
               : guest_wait_quiet(guest, deadline, err);
}

/* `why` in its own words. */
static int give_up(struct guest *guest, struct error *why, struct error *err) {
    guest_quote_console(guest, why);
    guest_stop(guest);
    if (err)
        *err = *why;
    return error_wrap(err, "the guest did not come up");
}

int guest_start(const struct guest_spec *spec, struct journal *journal, struct guest *guest,
                struct error *err) {
    *guest = (struct guest){
        .journal = journal,
        .directory_id = -1,
        .process_id = -1,
        .connection_id = -1,
        .qemu = {.input = -1},
        .connection = {.input = -1},
        .qmp = -1,
        .host_cpu = spec->features.level[GUEST_CPU_MODEL] == CPU_MODEL_HOST,
    };
    struct error why = {0};
    return set_off(spec, guest, &why) < 0 ? give_up(guest, &why, err) : 0;
}

int guest_await(struct guest *guest, struct error *err) {
    struct error why = {0};
    return come_up(guest, &why) < 0 ? give_up(guest, &why, err) : 0;
}

int guest_pause(struct guest *guest, struct error *err) {
    if (guest->paused)
        return 0;
    if (qmp_execute(guest->qmp, "stop", NULL, QMP_TIMEOUT_S, NULL, err) < 0)
        return error_wrap(err, "pausing the guest");
    guest->paused = true;
    return 0;
}

int guest_continue(struct guest *guest, struct error *err) {
    if (!guest->paused)
        return 0;
    if (qmp_execute(guest->qmp, "cont", NULL, QMP_TIMEOUT_S, NULL, err) < 0)
        return error_wrap(err, "resuming the guest");
    guest->paused = false;
    return 0;
}

int guest_resume(struct guest *guest, struct error *err) {
    struct error why = {0};
    if (!guest->paused)
        return 0;
    if (guest_continue(guest, err) < 0)
        return -1;
    if (guest_wait_quiet(guest, clock_now() + RESUME_TIMEOUT_S, &why) == 0)
        return 0;
    guest_quote_console(guest, &why);
    if (err)
        *err = why;
    return error_wrap(err, "resuming the guest");
}

void guest_stop(struct guest *guest) {
    guest_connection_end(guest);
    if (guest->qmp >= 0) {
        qmp_execute(guest->qmp, "quit", NULL, STOP_GRACE_S, NULL, NULL);
        close(guest->qmp);
        guest->qmp = -1;
    }
    process_stop(&guest->qemu, STOP_GRACE_S);
    /* What cannot be removed stays in the journal, whose close tries again and tells. */
    if (guest->process_id >= 0)
        journal_undo(guest->journal, guest->process_id, NULL);
    if (guest->directory_id >= 0)
        journal_undo(guest->journal, guest->directory_id, NULL);
    guest->process_id = guest->directory_id = -1;
    guest->paused = false;
}
