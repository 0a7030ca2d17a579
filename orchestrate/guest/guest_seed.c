/* guest_seed.c - fresh keys, cloud-init's NoCloud seed (documented at cloudinit.readthedocs.io) and
 * the ssh configuration that belongs to them. */
#include "guest_seed.h"

#include "base/argv.h"
#include "base/durable.h"
#include "base/process.h"
#include "base/project.h"
#include "common/cleanup.h"
#include "common/smallfile.h"
#include "guest_argv.h"

#include <string.h>
#include <sys/stat.h>

/* What stands between @ and @ in a template, and what takes its place. */
struct substitution {
    const char *name, *value;
};

static int copy_value(FILE *out, const char *name, size_t length,
                      const struct substitution *substitutions) {
    for (; substitutions->name; substitutions++)
        if (strlen(substitutions->name) == length &&
            strncmp(substitutions->name, name, length) == 0)
            return fputs(substitutions->value, out) < 0 ? -1 : 0;
    return -1;
}

/* Replaces every @NAME@ by its value. */
static int fill(FILE *out, const char *text, const struct substitution *substitutions) {
    while (*text) {
        size_t plain = strcspn(text, "@");
        if (fwrite(text, 1, plain, out) != plain)
            return -1;
        text += plain;
        if (*text == '\0')
            break;
        size_t name = strcspn(text + 1, "@");
        if (text[1 + name] != '@' || copy_value(out, text + 1, name, substitutions) < 0)
            return -1;
        text += name + 2;
    }
    return 0;
}

static int render(const char *templates, const char *directory, const char *name,
                  const struct substitution *substitutions, struct error *err) {
    cleanup_free char *text = small_file_readf(err, "%s/%s.in", templates, name);
    if (!text)
        return -1;
    cleanup_free char *filled = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&filled, &size);
    int status = out ? fill(out, text, substitutions) : -1;
    if (out && fclose(out) != 0)
        status = -1;
    if (status < 0)
        return error_failed(err, "%s/%s.in: a name between @ and @ is not known", templates, name);
    return file_write(path_of("%s/%s", directory, name).text, filled, size, err);
}

static int make_key(const char *path, struct error *err) {
    const char *argv[] = {"ssh-keygen", "-q",     "-t", "ed25519", "-N", "",
                          "-C",         "virtax", "-f", path,      NULL};
    return process_check(argv, NULL, err);
}

/* The key as a YAML block: every line indented. */
static char *indented(const char *text) {
    char *block = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&block, &size);
    if (!out)
        return NULL;
    while (*text) {
        size_t line = strcspn(text, "\n");
        fprintf(out, "    %.*s\n", (int)line, text);
        text += line + (text[line] == '\n');
    }
    if (fclose(out) != 0 || size == 0) {
        free(block);
        return NULL;
    }
    block[size - 1] = '\0'; /* the template ends the last line */
    return block;
}

static int make_seed(const char *templates, const char *directory, struct error *err) {
    cleanup_free char *client = small_file_readf(err, "%s/key.pub", directory);
    cleanup_free char *host_public =
        client ? small_file_readf(err, "%s/host.pub", directory) : NULL;
    cleanup_free char *host = host_public ? small_file_readf(err, "%s/host", directory) : NULL;
    cleanup_free char *host_private = host ? indented(host) : NULL;
    if (!host)
        return -1;
    if (!host_private)
        return error_failed(err, "out of memory");
    const char *slash = strrchr(directory, '/');
    const struct substitution substitutions[] = {
        {"CLIENT_PUBLIC", client}, {"HOST_PRIVATE", host_private}, {"HOST_PUBLIC", host_public},
        {"MAC", GUEST_MAC},        {"INSTANCE", slash + 1},        {NULL, NULL},
    };
    struct path seed = path_of("%s/seed", directory), iso = path_of("%s/" GUEST_SEED, directory);
    if (mkdir(seed.text, 0700) < 0)
        return error_errno(err, "%s", seed.text);
    static const char *const names[] = {"user-data", "meta-data", "network-config"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (render(templates, seed.text, names[i], substitutions, err) < 0)
            return -1;
    const char *argv[] = {"xorriso", "-as", "mkisofs", "-quiet", "-V",      "cidata",
                          "-J",      "-r",  "-o",      iso.text, seed.text, NULL};
    return process_check(argv, NULL, err);
}

int guest_seed_make(const char *templates, const char *directory, struct error *err) {
    if (make_key(path_of("%s/key", directory).text, err) < 0 ||
        make_key(path_of("%s/host", directory).text, err) < 0 ||
        make_seed(templates, directory, err) < 0)
        return error_wrap(err, "the guest's seed");
    return 0;
}

int guest_seed_access(const char *directory, int ssh_port, struct ssh_target *target,
                      struct error *err) {
    snprintf(target->destination, sizeof target->destination, "guest");
    snprintf(target->config, sizeof target->config, "%s/ssh_config", directory);
    cleanup_free char *host_public = small_file_readf(err, "%s/host.pub", directory);
    if (!host_public)
        return -1;
    cleanup_free char *plain = quote_doubled(directory, '%'); /* begins a token in ssh_config(5) */
    cleanup_free char *line = NULL, *text = NULL;
    if (!plain)
        return error_failed(err, "out of memory");
    int line_size = asprintf(&line, "guest %s\n", host_public);
    /* Strict: the guest's key was made here, so that nothing is taken on trust. */
    int text_size = asprintf(&text,
                             "Host guest\n"
                             "  HostName 127.0.0.1\n"
                             "  Port %d\n"
                             "  User root\n"
                             "  IdentityFile \"%s/key\"\n"
                             "  IdentitiesOnly yes\n"
                             "  IdentityAgent none\n"
                             "  HostKeyAlias guest\n"
                             "  StrictHostKeyChecking yes\n"
                             "  UserKnownHostsFile \"%s/known_hosts\"\n"
                             "  GlobalKnownHostsFile /dev/null\n"
                             "  UpdateHostKeys no\n"
                             "  PreferredAuthentications publickey\n"
                             "  ControlPath \"%s/" GUEST_CONNECTION "\"\n",
                             ssh_port, plain, plain, plain);
    if (line_size < 0 || text_size < 0)
        return error_failed(err, "out of memory");
    if (file_write(path_of("%s/known_hosts", directory).text, line, (size_t)line_size, err) < 0)
        return -1;
    return file_write(target->config, text, (size_t)text_size, err);
}
