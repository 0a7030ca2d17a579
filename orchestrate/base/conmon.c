/* conmon.c - finds a container's monitor by the name on its command line: conmon(8), options -n for
 * the name, -c for the ID, -r for the runtime. */
#include "conmon.h"

#include "common/cleanup.h"
#include "process.h"
#include "words.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_command(int pid, struct words *words) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/cmdline", pid);
    cleanup_fclose FILE *file = fopen(path, "re");
    cleanup_free char *word = NULL;
    size_t capacity = 0;
    while (file && getdelim(&word, &capacity, '\0', file) > 0)
        if (words_add(words, word) < 0)
            return;
}

/* What follows it; "" where it is not there. */
static const char *value_of(const struct words *command, const char *option) {
    for (size_t i = 0; i + 1 < command->count; i++)
        if (strcmp(command->word[i], option) == 0)
            return command->word[i + 1];
    return "";
}

static bool is_monitor(const struct words *command, const char *container) {
    return command->count > 0 && strcmp(basename(command->word[0]), "conmon") == 0 &&
           strcmp(value_of(command, "-n"), container) == 0;
}

/* Its runtime kills what runs in the container, and forgets it. */
static void end(int pid, const struct words *command) {
    struct error ignored;
    const char *argv[] = {value_of(command, "-r"), "delete", "--force", value_of(command, "-c"),
                          NULL};
    if (argv[0][0] && argv[3][0])
        process_check(argv, NULL, &ignored);
    kill(pid, SIGKILL);
}

void conmon_end(const char *container) {
    DIR *all = opendir("/proc");
    const struct dirent *entry;
    while (all && (entry = readdir(all))) {
        struct words command = {0};
        if (!isdigit((unsigned char)entry->d_name[0]))
            continue;
        int pid = atoi(entry->d_name);
        read_command(pid, &command);
        if (is_monitor(&command, container))
            end(pid, &command);
        words_free(&command);
    }
    if (all)
        closedir(all);
}
