/* memory.c - pages that come and go: mappings, and faults of a file that the page cache holds. */
#include "kernelops/operation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A fault of a file brings the pages around it that are in the page cache as well: 64 KiB, aligned,
 * as Linux has it (mm/memory.c, fault_around_bytes). */
enum { PAGE = 4096, AROUND = 64 << 10, LARGE = 2 << 20 };

/* In pages of 4 KiB, whether or not the mapping happens to begin where a huge page could. A system
 * without huge pages does not know the advice. */
static int map_and_touch(size_t bytes, struct error *err) {
    char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return error_errno(err, "mmap of %zu bytes", bytes);
    if (bytes >= LARGE && madvise(memory, bytes, MADV_NOHUGEPAGE) < 0 && errno != EINVAL) {
        error_errno(err, "madvise");
        munmap(memory, bytes);
        return -1;
    }
    size_t dirty = 0;
    for (size_t at = 0; at < bytes; at += PAGE) {
        dirty += memory[at] != 0;
        memory[at] = 1;
    }
    if (munmap(memory, bytes) < 0)
        return error_errno(err, "munmap of %zu bytes", bytes);
    return dirty == 0 ? 0 : error_failed(err, "mmap: %zu pages are not empty", dirty);
}

static int map_often(size_t bytes, unsigned times, struct error *err) {
    for (unsigned i = 0; i < times; i++) {
        if (map_and_touch(bytes, err) < 0)
            return -1;
    }
    return 0;
}

static int run_small(void *state, unsigned times, struct error *err) {
    (void)state;
    return map_often(PAGE, times, err);
}

static int run_large(void *state, unsigned times, struct error *err) {
    (void)state;
    return map_often(LARGE, times, err);
}

struct file {
    const char *path;
    const volatile unsigned char *memory;
    size_t bytes; /* in whole stretches that one fault brings */
    unsigned sum; /* of the bytes that are touched */
};

/* Touches up to `most` stretches, and adds what stands there. */
static unsigned touch(const struct file *file, unsigned most, unsigned *sum) {
    unsigned touched = 0;
    for (size_t at = 0; at < file->bytes && touched < most; at += AROUND, touched++)
        *sum += file->memory[at];
    return touched;
}

static int forget(const struct file *file, struct error *err) {
    return madvise((void *)file->memory, file->bytes, MADV_DONTNEED) < 0
               ? error_errno(err, "madvise of %s", file->path)
               : 0;
}

static int open_and_map(struct file *file, struct error *err) {
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, "open of %s", file->path);
    struct stat facts;
    int result = fstat(fd, &facts) < 0 ? error_errno(err, "fstat of %s", file->path) : 0;
    file->bytes = result == 0 ? (size_t)facts.st_size / AROUND * AROUND : 0;
    if (result == 0 && file->bytes == 0)
        result = error_failed(err, "%s: less than %d bytes", file->path, AROUND);
    void *memory =
        result == 0 ? mmap(NULL, file->bytes, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    if (result == 0 && memory == MAP_FAILED)
        result = error_errno(err, "mmap of %s", file->path);
    file->memory = memory;
    close(fd);
    return result;
}

static long faults(void) {
    struct rusage used;
    return getrusage(RUSAGE_THREAD, &used) < 0 ? -1 : used.ru_minflt;
}

/* The first round brings the file into the page cache. Each touch of the second must be a fault, or
 * what is timed would be none. */
static int try_faults(struct file *file, struct error *err) {
    unsigned ignored = 0;
    touch(file, UINT32_MAX, &ignored);
    if (forget(file, err) < 0)
        return -1;
    long before = faults();
    unsigned touched = touch(file, UINT32_MAX, &file->sum);
    long seen = faults() - before;
    return before >= 0 && seen >= (long)touched
               ? 0
               : error_failed(err, "%s: %ld faults of %u touches", file->path, seen, touched);
}

static void tear_down_file(void *state) {
    struct file *file = state;
    if (file->memory != MAP_FAILED)
        munmap((void *)file->memory, file->bytes);
    free(file);
}

static int set_up_file(const struct place *place, void **state, struct error *err) {
    struct file *file = malloc(sizeof *file);
    if (!file)
        return error_errno(err, "a mapping");
    *file = (struct file){.path = place->program, .memory = MAP_FAILED};
    if (open_and_map(file, err) < 0 || try_faults(file, err) < 0) {
        tear_down_file(file);
        return -1;
    }
    *state = file;
    return 0;
}

static int run_file(void *state, unsigned times, struct error *err) {
    const struct file *file = state;
    unsigned whole = (unsigned)(file->bytes / AROUND);
    while (times > 0) {
        unsigned sum = 0;
        if (forget(file, err) < 0)
            return -1;
        unsigned touched = touch(file, times, &sum);
        if (touched == whole && sum != file->sum)
            return error_failed(err, "%s: reads differently", file->path);
        times -= touched;
    }
    return 0;
}

const struct operation operations_memory[] = {
    {.name = "mmap-4k",
     .about = "mmap, touch and munmap of a page of 4 KiB",
     .times = 10,
     .run = run_small},
    {.name = "mmap-2m",
     .about = "mmap, touch and munmap of 2 MiB in pages of 4 KiB",
     .times = 1,
     .run = run_large},
    {.name = "file-fault",
     .about = "a fault of this program's file in the page cache, 64 KiB apart",
     .times = 32,
     .set_up = set_up_file,
     .run = run_file,
     .tear_down = tear_down_file},
    {0},
};
