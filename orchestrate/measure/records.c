/* records.c - the append-only log of executed cells. */
#include "records.h"

#include "base/durable.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

static const char record_schema[] = "virtax-record/1";
static const char void_schema[] = "virtax-void/1";

/* by_cell keeps insertion order (jansson), so its values are the live records in file order. */
static int take_line(struct records *records, const char *line, size_t size, json_t *fresh,
                     struct error *err) {
    json_error_t cause;
    cleanup_json json_t *object = json_loadb(line, size, JSON_REJECT_DUPLICATES, &cause);
    if (!object)
        return error_failed(err, "%s", cause.text);
    const char *schema = json_string_value(json_object_get(object, "schema"));
    const char *cell = json_string_value(json_object_get(object, "cell"));
    if (!schema)
        return error_failed(err, "no object with a \"schema\"");
    if (strcmp(schema, record_schema) != 0 && strcmp(schema, void_schema) != 0)
        return error_failed(err, "unknown schema '%s'", schema);
    if (!cell)
        return error_failed(err, "\"cell\" is missing or no string");

    if (strcmp(schema, void_schema) == 0) {
        if (json_object_del(records->by_cell, cell) == 0)
            records->voided++;
        return 0;
    }
    if (json_object_get(records->by_cell, cell))
        return error_failed(err, "second record of cell '%s' without a void before it", cell);
    if (json_object_set(records->by_cell, cell, object) < 0)
        return error_failed(err, "out of memory");
    return fresh && json_array_append(fresh, object) < 0 ? error_failed(err, "out of memory") : 0;
}

/* From where the file stands on. */
static int take_lines(struct records *records, FILE *file, const char *path,
                      struct records_place *place, json_t *fresh, struct error *err) {
    cleanup_free char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    errno = 0;
    records->torn = false;
    while ((size = getline(&line, &capacity, file)) > 0) {
        records->torn = line[size - 1] != '\n'; /* only the last line can lack its end */
        if (records->torn)
            break;
        place->offset += size;
        place->line++;
        if (take_line(records, line, (size_t)size, fresh, err) < 0)
            return error_wrap(err, "%s:%u", path, place->line);
    }
    if (ferror(file))
        return error_errno(err, "%s: cannot be read", path);
    return 0;
}

int records_read(const char *path, struct records *records, struct error *err) {
    *records = (struct records){.live = json_array(), .by_cell = json_object()};
    if (!records->live || !records->by_cell) {
        records_free(records);
        return error_failed(err, "%s: out of memory", path);
    }
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file) {
        if (errno == ENOENT)
            return 0;
        error_errno(err, "%s", path);
        records_free(records);
        return -1;
    }
    struct records_place place = {0};
    if (take_lines(records, file, path, &place, NULL, err) < 0) {
        records_free(records);
        return -1;
    }
    const char *cell;
    json_t *record;
    json_object_foreach(records->by_cell, cell, record) {
        if (json_array_append(records->live, record) < 0) {
            records_free(records);
            return error_failed(err, "%s: out of memory", path);
        }
    }
    return 0;
}

int records_follow(const char *path, struct records *records, struct records_place *place,
                   json_t *fresh, struct error *err) {
    if (!records->by_cell && !(records->by_cell = json_object()))
        return error_failed(err, "%s: out of memory", path);
    cleanup_fclose FILE *file = fopen(path, "re");
    if (!file)
        return errno == ENOENT && place->offset == 0 ? 0 : error_errno(err, "%s", path);
    struct stat status;
    if (fstat(fileno(file), &status) < 0 || fseeko(file, place->offset, SEEK_SET) < 0)
        return error_errno(err, "%s", path);
    if (status.st_size < place->offset)
        return error_failed(err, "%s: records that were there are gone: not the run that it was",
                            path);
    return take_lines(records, file, path, place, fresh, err);
}

void records_free(struct records *records) {
    json_decref(records->live);
    json_decref(records->by_cell);
    *records = (struct records){0};
}

const json_t *records_find(const struct records *records, const char *cell) {
    return json_object_get(records->by_cell, cell);
}

const json_t *records_of(const struct plan *plan, const struct plan_block *block, size_t series,
                         const struct records *records) {
    char cell[512];
    if (series >= plan->figure[block->figure].series_count)
        return NULL;
    return records_find(records, plan_cell_id(plan, block, series, cell, sizeof cell));
}

/* The size of the file up to and with its last newline. */
static off_t whole_lines(int fd, off_t size) {
    if (size == 0)
        return 0;
    char *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return -1;
    const char *newline = memrchr(bytes, '\n', (size_t)size);
    off_t whole = newline ? newline - bytes + 1 : 0;
    munmap(bytes, (size_t)size);
    return whole;
}

static int append_line(int fd, const char *path, const char *line, struct error *err) {
    struct stat status;
    if (fstat(fd, &status) < 0)
        return error_errno(err, "%s", path);
    off_t whole = whole_lines(fd, status.st_size);
    if (whole < 0 || (whole < status.st_size && ftruncate(fd, whole) < 0))
        return error_errno(err, "%s: a torn last line cannot be cut off", path);
    if (write_fully(fd, line, strlen(line)) < 0 || fsync(fd) < 0) {
        int cause = errno;
        const char *earlier = ftruncate(fd, whole) < 0
                                  ? "its last line may be torn"
                                  : "earlier records are intact; free space, then virtax resume";
        errno = cause;
        error_errno(err, "%s: record not written", path);
        size_t used = err ? strlen(err->text) : 0;
        if (err)
            snprintf(err->text + used, sizeof err->text - used, "; %s", earlier);
        return -1;
    }
    if (whole == 0 && sync_directory_of(path) < 0)
        return error_errno(err, "%s: its directory cannot be synced", path);
    return 0;
}

int records_append(const char *path, const json_t *object, struct error *err) {
    cleanup_free char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17));
    cleanup_free char *line = NULL;
    if (!text || asprintf(&line, "%s\n", text) < 0) {
        line = NULL;
        return error_failed(err, "%s: a record cannot be written as JSON", path);
    }
    cleanup_close int fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_errno(err, "%s: cannot be opened", path);
    return append_line(fd, path, line, err);
}

int records_void(const char *path, const char *cell, unsigned round, const char *why,
                 struct error *err) {
    cleanup_json json_t *object = json_pack("{ss ss si ss}", "schema", void_schema, "cell", cell,
                                            "round", (int)round, "why", why);
    if (!object)
        return error_failed(err, "%s: the void of '%s' is no valid UTF-8", path, cell);
    return records_append(path, object, err);
}
