/* steps.c - command lines of sysbench, and what its scripts say. */
#include "sqlload/steps.h"

#include "common/cleanup.h"
#include "common/secret.h"
#include "harness/marks.h"
#include "sqlload/program.h"
#include "sqlload/script.h"
#include "sqlload/server.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

/* A command line whose words are made here. */
enum { WORDS_MAX = 32, WORD_SIZE = 160 };
struct command {
    size_t count;
    bool cut; /* a word is longer than there is room for */
    char text[WORDS_MAX][WORD_SIZE];
    const char *word[WORDS_MAX + 1];
};

static void add(struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static void add(struct command *command, const char *format, ...) {
    va_list list;
    va_start(list, format);
    int size = vsnprintf(command->text[command->count], WORD_SIZE, format, list);
    va_end(list);
    command->cut |= size >= WORD_SIZE;
    command->word[command->count] = command->text[command->count];
    command->count++;
}

/* Where a numeric address ends and its port begins. */
static void add_address(struct command *command, const char *driver, const char *address) {
    const char *colon = strrchr(address, ':');
    int size = (int)(colon - address);
    bool v6 = address[0] == '[';
    add(command, "--%s-host=%.*s", driver, v6 ? size - 2 : size, v6 ? address + 1 : address);
    add(command, "--%s-port=%s", driver, colon + 1);
}

static void begin(const struct steps *steps, struct command *command) {
    const struct sqlload_options *o = steps->options;
    *command = (struct command){.word = {o->sysbench}, .count = 1};
    add(command, "--config-file=" PROGRAM_SECRETS);
    add(command, "--db-driver=%s", steps->server->name);
    add_address(command, steps->server->name, steps->address);
    add(command, "--%s-user=%s", steps->server->name, o->user);
    add(command, "--%s-db=%s", steps->server->name, o->database);
    add(command, "--tables=%u", o->tables);
}

int steps_open(struct steps *steps, const struct sqlload_options *options, struct error *err) {
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "._-+/@:";
    *steps = (struct steps){.options = options, .server = sql_servers[options->driver]};
    net_address_format(&options->server, steps->address, sizeof steps->address);
    cleanup_free char *password =
        options->password_file ? secret_read(options->password_file, err) : strdup("");
    if (!password)
        return error_wrap(err, "--password-file");
    if (password[strspn(password, plain)])
        return error_usage(err, "--password-file: sysbench's configuration file has no way to "
                                "write it; letters, digits and ._-+/@: are plain there");
    steps->script = script_of(steps->server);
    return !steps->script ||
                   asprintf(&steps->secrets, "%s-password=%s\n", steps->server->name, password) < 0
               ? error_failed(err, "out of memory")
               : 0;
}

void steps_close(struct steps *steps) {
    if (steps->secrets)
        explicit_bzero(steps->secrets, strlen(steps->secrets));
    free(steps->secrets);
    free(steps->script);
    steps->secrets = steps->script = NULL;
}

static int check_words(const struct command *command, struct error *err) {
    return command->cut ? error_usage(err, "--user and --database: at most %d characters each",
                                      WORD_SIZE - (int)sizeof "--mysql-user=")
                        : 0;
}

static char *run(const struct steps *steps, struct command *command, struct error *err) {
    struct rusage ignored;
    if (check_words(command, err) < 0)
        return NULL;
    struct program program = {.words = command->word,
                              .secrets = steps->secrets,
                              .script = steps->script,
                              .shielded = steps->ends};
    return program_run(&program, &ignored, err);
}

static char *run_script(const struct steps *steps, const char *name, struct error *err) {
    struct command command;
    begin(steps, &command);
    add(&command, "--pool_size=%" PRIu64, steps->options->pool_size >> 20);
    add(&command, PROGRAM_SCRIPT);
    add(&command, "%s", name);
    return run(steps, &command, err);
}

static void add_workload(const struct steps *steps, struct command *command) {
    add(command, "--table-size=%" PRIu64, steps->options->table_size);
    add(command, "oltp_%s", sqlload_workloads[steps->options->workload]);
}

/* Calls `take` for each line "virtax KIND NAME VALUE" that a script says. */
static int each(char *text,
                int (*take)(const char *kind, const char *name, const char *value, void *context),
                void *context, struct error *err) {
    char *state = NULL;
    for (char *line = strtok_r(text, "\n", &state); line; line = strtok_r(NULL, "\n", &state)) {
        char *inner = NULL;
        if (strncmp(line, "virtax ", 7) != 0)
            continue;
        const char *kind = strtok_r(line + 7, " ", &inner), *name = strtok_r(NULL, " ", &inner);
        if (!kind || !name || take(kind, name, inner ? inner : "", context) < 0)
            return error_failed(err, "what the server says of itself cannot be read");
    }
    return 0;
}

static int take_table(const char *kind, const char *name, const char *value, void *context) {
    (void)kind, (void)value;
    snprintf(context, WORD_SIZE, "%s", name);
    return 0;
}

/* What is there is not ours to drop. */
static int check_absent(const struct steps *steps, struct error *err) {
    char table[WORD_SIZE] = "";
    cleanup_free char *text = run_script(steps, "present", err);
    if (!text || each(text, take_table, table, err) < 0)
        return -1;
    return table[0] ? error_failed(err,
                                   "database %s has a table %s already; drop it, or name "
                                   "another with --database",
                                   steps->options->database, table)
                    : 0;
}

int steps_fill(struct steps *steps, struct error *err) {
    struct command command;
    if (check_absent(steps, err) < 0)
        return -1;
    steps->filled = true;
    begin(steps, &command);
    add(&command, "--rand-seed=%" PRIu64, steps->options->seed);
    add_workload(steps, &command);
    add(&command, "prepare");
    cleanup_free char *text = run(steps, &command, err);
    if (!text)
        return error_wrap(err, "filling the tables");
    cleanup_free char *rest = steps->server->rest ? run_script(steps, "rest", err) : strdup("");
    return rest ? 0 : error_wrap(err, "bringing the tables to rest");
}

int steps_drop(struct steps *steps, struct error *err) {
    struct command command;
    begin(steps, &command);
    add_workload(steps, &command);
    add(&command, "cleanup");
    steps->ends = true;
    cleanup_free char *text = run(steps, &command, err);
    steps->filled = !text;
    return text ? 0 : error_wrap(err, "dropping the tables");
}

int steps_set(const struct steps *steps, struct error *err) {
    if (steps->options->pool_size == 0)
        return 0;
    cleanup_free char *text = run_script(steps, "set", err);
    return text ? 0 : error_wrap(err, "--pool-size");
}

static int take_fact(const char *kind, const char *name, const char *value, void *context) {
    json_t *facts = context;
    if (strcmp(kind, "variable") == 0) {
        json_t *text = json_string(value); /* NULL: no UTF-8, as paths may be */
        json_t *variables = json_object_get(facts, "variables");
        return text ? json_object_set_new(variables, name, text) : 0;
    }
    char *end;
    double number = strtod(value, &end);
    if (end == value || *end) /* many are words */
        return 0;
    return json_object_set_new(json_object_get(facts, "status"), name, json_real(number));
}

json_t *steps_look(const struct steps *steps, struct error *err) {
    cleanup_free char *text = run_script(steps, "look", err);
    json_t *facts = json_pack("{s:{}, s:{}}", "variables", "status");
    if (text && each(text, take_fact, facts, err) == 0)
        return facts;
    error_wrap(err, "asking the server");
    json_decref(facts);
    return NULL;
}

static int take_rows(const char *kind, const char *name, const char *value, void *context) {
    (void)kind, (void)name;
    *(uint64_t *)context += strtoull(value, NULL, 10);
    return 0;
}

int steps_count(const struct steps *steps, uint64_t *rows, struct error *err) {
    *rows = 0;
    cleanup_free char *text = run_script(steps, "count", err);
    return text && each(text, take_rows, rows, err) == 0 ? 0 : error_wrap(err, "counting rows");
}

/* Its threads work from one line to the next one that holds anything. */
struct marking {
    struct span *span;
    bool begun, ended;
    int status;
};

static void mark(const char *line, void *context) {
    struct marking *marking = context;
    if (strcmp(line, OUTPUT_STARTED) == 0) {
        marking->begun = true;
        marking->status |= mark_begin(NULL);
        marking->status |= usage_note(&marking->span->begin, NULL);
    } else if (marking->begun && !marking->ended && line[0]) {
        marking->ended = true;
        marking->status |= usage_note(&marking->span->end, NULL);
        marking->status |= mark_end(NULL);
    }
}

int steps_work(const struct steps *steps, double seconds, struct span *span, struct output *output,
               struct error *err) {
    const struct sqlload_options *o = steps->options;
    struct command command;
    struct marking marking = {.span = span};
    struct rusage used;
    begin(steps, &command);
    add(&command, "--threads=%u", o->clients);
    add(&command, "--time=%.0f", seconds);
    add(&command, "--rate=%.0f", o->rate);
    add(&command, "--rand-seed=%" PRIu64, o->seed);
    add(&command, "--rand-type=%s", sqlload_distributions[o->rand_type]);
    add(&command, "--db-ps-mode=%s", sqlload_statements[o->ps_mode]);
    add(&command, "--histogram=on");
    add(&command, "--percentile=99");
    add_workload(steps, &command);
    add(&command, "run");
    struct program program = {.words = command.word,
                              .secrets = steps->secrets,
                              .on_line = span ? mark : NULL,
                              .context = &marking};
    cleanup_free char *text = program_run(&program, &used, err);
    if (!text || output_read(text, output, err) < 0)
        return -1;
    if (span) {
        span->begin.process = (struct rusage){0};
        span->end.process = used;
    }
    return marking.status < 0 ? error_failed(err, "writing the marks") : 0;
}
