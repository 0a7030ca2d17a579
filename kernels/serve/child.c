/* child.c - fork(2), and what the child does until it is the service's program. */
#include "serve/child.h"

#include "common/cleanup.h"
#include "serve/root.h"

#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { NO_EXEC = 127 };

/* Never returns. What is wrong stands in the log. */
static _Noreturn void run(const char *user, char **argv, int input, int log, pid_t parent) {
    struct error err;
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (dup2(input, STDIN_FILENO) < 0 || dup2(log, STDOUT_FILENO) < 0 ||
        dup2(log, STDERR_FILENO) < 0)
        _exit(NO_EXEC);
    if (root_become(user, &err) < 0) {
        dprintf(STDERR_FILENO, "%s\n", err.text);
        _exit(NO_EXEC);
    }
    /* After the change of ids, which would clear it. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent)
        execv(argv[0], argv);
    dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
    _exit(NO_EXEC);
}

static void address_of(const struct net_address *listen, char host[INET6_ADDRSTRLEN],
                       char port[8]) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)&listen->at;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&listen->at;
    bool is_v4 = listen->at.ss_family == AF_INET;
    inet_ntop(listen->at.ss_family, is_v4 ? (const void *)&v4->sin_addr : &v6->sin6_addr, host,
              INET6_ADDRSTRLEN);
    snprintf(port, 8, "%u", ntohs(is_v4 ? v4->sin_port : v6->sin6_port));
}

/* NULL where memory is short. A word has one pair of braces at most. */
static char *put_in(const char *word, const struct service_place *place) {
    char host[INET6_ADDRSTRLEN] = "", port[8], *text = NULL;
    address_of(place->listen, host, port);
    const struct {
        const char *name, *value;
    } all[] = {{"{address}", host}, {"{port}", port}, {"{data}", place->data}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *at = strstr(word, all[i].name);
        if (at)
            return asprintf(&text, "%.*s%s%s", (int)(at - word), word, all[i].value,
                            at + strlen(all[i].name)) < 0
                       ? NULL
                       : text;
    }
    return strdup(word);
}

int child_words(const char *program, const char *const *words, const struct service_place *place,
                struct child_words *made, struct error *err) {
    *made = (struct child_words){{strdup(program)}};
    bool short_of_memory = !made->word[0];
    for (size_t i = 0; i < SERVICE_WORDS_MAX && words[i] && !short_of_memory; i++) {
        made->word[i + 1] = put_in(words[i], place);
        short_of_memory = !made->word[i + 1];
    }
    return short_of_memory ? error_failed(err, "out of memory") : 0;
}

void child_words_free(struct child_words *made) {
    for (size_t i = 0; i < sizeof made->word / sizeof *made->word; i++)
        free(made->word[i]);
}

pid_t child_start(const char *user, const char *program, const char *const *words,
                  const struct service_place *place, int input, int log, struct error *err) {
    struct child_words argv;
    pid_t parent = getpid(), pid = -1;
    if (child_words(program, words, place, &argv, err) == 0) {
        pid = fork();
        if (pid == 0)
            run(user, argv.word, input, log, parent);
        if (pid < 0)
            error_errno(err, "fork");
    }
    child_words_free(&argv);
    return pid;
}
