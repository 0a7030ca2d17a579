/* guest_wait.c - waiting for a guest, and saying why it did not come: its console tells. */
#include "guest_wait.h"

#include "base/cause.h"
#include "base/remote_shell.h"
#include "common/cleanup.h"
#include "common/clock.h"
#include "common/last_lines.h"
#include "common/plain_text.h"
#include "common/smallfile.h"
#include "guest_argv.h"
#include "qmp.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

enum { CONSOLE_LINES = 20, QMP_TIMEOUT_S = 10 };

/* Between two tries while the guest's network card seems to be down. */
#define BLIND_TRY_S 10.0

#define CONSOLE_CHECK_S 2.0

/* True once the guest's driver has set the card's receive filter, that is, brought it up. */
static bool network_is_up(int qmp) {
    cleanup_json json_t *cards = NULL;
    if (qmp_execute(qmp, "query-rx-filter", NULL, QMP_TIMEOUT_S, &cards, NULL) < 0)
        return true; /* a guest without such a card does not tell */
    json_t *all = json_object_get(json_array_get(cards, 0), "promiscuous");
    return json_is_false(all);
}

/* QEMU takes connections long before the guest does: only the server's greeting counts. Far
 * cheaper than a whole ssh for each try, on CPUs that the booting guest needs. */
static bool greets(int port) {
    cleanup_close int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        return false;
    struct pollfd polled = {.fd = fd, .events = POLLIN};
    char greeting[4];
    return poll(&polled, 1, 2000) == 1 && recv(fd, greeting, sizeof greeting, 0) == 4 &&
           memcmp(greeting, "SSH-", 4) == 0;
}

/* The word "x86-64-v2" to "x86-64-v4" at or after `at`, on its line. */
static const char *isa_level(const char *at) {
    static char level[] = "x86-64-v2";
    const char *found = strstr(at, "x86-64-v");
    if (!found || found > at + strcspn(at, "\n") || !isdigit((unsigned char)found[8]))
        return "x86-64-v2 or later";
    level[8] = found[8];
    return level;
}

/* glibc from 2.33 on, as the loader and as a library: sysdeps/x86/dl-hwcap.h and cpu-features.c. */
static const char *newer_cpu(const char *console) {
    static const char *const words[] = {"CPU ISA level is lower than required",
                                        "CPU does not support x86-64-v"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = strstr(console, words[i]);
        if (at)
            return at;
    }
    return NULL;
}

int guest_console_verdict(const char *console, bool host_cpu, struct error *err) {
    const char *newer = newer_cpu(console);
    if (newer && host_cpu)
        return error_failed(err,
                            "the image is built for a newer CPU (%s) than the newest that this "
                            "host gives a guest, which this one has (cpu-model=host); take an "
                            "image for older CPUs, or a newer host",
                            isa_level(newer));
    if (newer)
        return error_failed(err,
                            "the image is built for a newer CPU (%s) than QEMU's default CPU model "
                            "has; environment kvm-tuned, or kvm+cpu-model=host, boots it where "
                            "the host's CPU is new enough",
                            isa_level(newer));
    const char *panic = strstr(console, "Kernel panic");
    if (panic)
        return error_failed(err, "%.*s", (int)strcspn(panic, "\r\n"), panic);
    if (strstr(console, "No bootable device"))
        return error_failed(err, "the firmware found nothing to boot on the image: it has no boot "
                                 "loader; --kernel FILE boots it without one");
    return 0;
}

static char *read_below(const struct guest *guest, const char *name) {
    return small_file_readf(NULL, "%s/%s", guest->directory, name);
}

int guest_ended(const struct guest *guest, int exit_status, struct error *err) {
    cleanup_free char *log = read_below(guest, GUEST_LOG);
    cleanup_free char *console = read_below(guest, GUEST_CONSOLE);
    if (console && guest_console_verdict(console, guest->host_cpu, err) < 0)
        return -1;
    int size;
    const char *said = cause_told(log, &size);
    return error_failed(err, "QEMU ended with status %d: %.*s", exit_status, size, said);
}

/* A guest that is lost need not end QEMU: without panic=-1 it only halts. */
static int check_console(const struct guest *guest, double *checked, struct error *err) {
    if (clock_now() < *checked + CONSOLE_CHECK_S)
        return 0;
    *checked = clock_now();
    cleanup_free char *console = read_below(guest, GUEST_CONSOLE);
    return console ? guest_console_verdict(console, guest->host_cpu, err) : 0;
}

/* A connection that comes too early is kept by QEMU's network and delivered later, where it costs
 * the guest a server process: so there is none before the card is up, or only seldom. */
int guest_wait_answer(struct guest *guest, int port, double deadline, struct error *err) {
    double start = clock_now(), tried = start, checked = start;
    for (;;) {
        bool worth_it = network_is_up(guest->qmp) || clock_now() > tried + BLIND_TRY_S;
        if (worth_it && greets(port))
            return 0;
        if (worth_it)
            tried = clock_now();
        int exit_status = 0;
        if (!process_alive(&guest->qemu, &exit_status))
            return guest_ended(guest, exit_status, err);
        if (check_console(guest, &checked, err) < 0)
            return -1;
        if (clock_now() > deadline)
            return error_failed(err, "no answer over SSH after %.0f s", clock_now() - start);
        if (!process_sleep(0.1))
            return error_interrupted(err);
    }
}

static int ask(struct guest *guest, const char *script, double deadline, const char *what,
               struct error *err) {
    double left = deadline - clock_now();
    if (remote_do(&guest->ssh, script, left > 1 ? left : 1, err) == 0)
        return 0;
    int exit_status = 0;
    if (err->status != STATUS_INTERRUPTED && !process_alive(&guest->qemu, &exit_status))
        return guest_ended(guest, exit_status, err);
    return error_wrap(err, "waiting until the guest %s", what);
}

/* Any cloud image with systemd: booted, cloud-init included, where no job is left. */
int guest_wait_booted(struct guest *guest, double deadline, struct error *err) {
    static const char script[] = "systemctl is-system-running --wait >/dev/null 2>&1; :";
    return ask(guest, script, deadline, "has booted", err);
}

/* The first line of /proc/stat half a second apart; idle and waiting for disks count as quiet. */
int guest_wait_quiet(struct guest *guest, double deadline, struct error *err) {
    static const char script[] =
        "for try in $(seq 120); do\n"
        "  read -r _ u n s i w q f t _ </proc/stat; busy=$((u+n+s+q+f+t)) idle=$((i+w))\n"
        "  sleep 0.5\n"
        "  read -r _ u n s i w q f t _ </proc/stat\n"
        "  busy=$((u+n+s+q+f+t-busy)) idle=$((i+w-idle))\n"
        "  [ $((idle)) -ge $((9*busy)) ] && exit 0\n"
        "done\n"
        "echo \"still $busy ticks busy, $idle idle in the last half second\" >&2\n"
        "exit 1\n";
    return ask(guest, script, deadline, "is quiet", err);
}

void guest_quote_console(const struct guest *guest, struct error *err) {
    cleanup_free char *console = read_below(guest, GUEST_CONSOLE);
    if (!console || err->status == STATUS_INTERRUPTED)
        return;
    plain_text(console);

    size_t used = strlen(err->text);
    static const char lead[] = " (its console's last lines are in the record)\n";
    const char *last = last_lines(console, CONSOLE_LINES);
    size_t room = sizeof err->text - used - 1;
    if (room <= sizeof lead)
        return;
    size_t kept = room - sizeof lead;
    if (strlen(last) > kept) /* what matters stands at the end */
        last += strlen(last) - kept;
    snprintf(err->text + used, room, "%s%s", lead, last[0] ? last : "(nothing)");
}
