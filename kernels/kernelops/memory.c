/* memory.c - pages that come and go: mappings, and faults of a file. */
#include "kernelops/operation.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/* A fault of a file brings the pages around it that are in the page cache as well: 64 KiB, aligned,
 * as Linux has it (mm/memory.c, fault_around_bytes). */
enum { PAGE = 4096, AROUND = 64 << 10, LARGE = 2 << 20, STRETCHES = 16 };

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

/* A file in memory: how large the page cache's pieces of a file on disk are, and with it the time
 * of a fault, depends on the file system and on how the file was written. */
static volatile unsigned char *map_file(struct error *err) {
    int fd = memfd_create("virtax-kernelops", MFD_CLOEXEC);
    if (fd < 0)
        return error_null(error_errno(err, "memfd_create"));
    void *memory = MAP_FAILED;
    if (ftruncate(fd, STRETCHES * AROUND) < 0)
        error_errno(err, "ftruncate of a file in memory");
    else if ((memory = mmap(NULL, STRETCHES * AROUND, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) ==
             MAP_FAILED)
        error_errno(err, "mmap of a file in memory");
    close(fd);
    return memory == MAP_FAILED ? NULL : memory;
}

static void tear_down_file(void *state) {
    munmap(state, STRETCHES * AROUND);
}

static int forget(volatile unsigned char *memory, struct error *err) {
    return madvise((void *)memory, STRETCHES * AROUND, MADV_DONTNEED) < 0
               ? error_errno(err, "madvise of a file in memory")
               : 0;
}

/* Every page has its number, and so has the first of a stretch. */
static void fill(volatile unsigned char *memory) {
    for (size_t at = 0; at < STRETCHES * AROUND; at += PAGE)
        memory[at] = (unsigned char)(at / PAGE);
}

static int touch_all(volatile unsigned char *memory, struct error *err) {
    for (size_t at = 0; at < STRETCHES * AROUND; at += AROUND) {
        if (memory[at] != (unsigned char)(at / PAGE))
            return error_failed(err, "a file in memory: reads differently at byte %zu", at);
    }
    return 0;
}

static long faults(void) {
    struct rusage used;
    return getrusage(RUSAGE_THREAD, &used) < 0 ? -1 : used.ru_minflt;
}

/* A sandbox with a kernel of its own may count none. */
static const char *lacks_counter(const struct place *place) {
    struct error ignored;
    (void)place;
    long before = faults();
    return before >= 0 && map_and_touch(PAGE, &ignored) == 0 && faults() > before
               ? NULL
               : "this system does not count page faults, so that it cannot be seen to be one";
}

/* Each touch must be a fault, or what is timed would be none. */
static int try_faults(volatile unsigned char *memory, struct error *err) {
    if (forget(memory, err) < 0)
        return -1;
    long before = faults();
    if (touch_all(memory, err) < 0)
        return -1;
    long seen = faults() - before;
    return before >= 0 && seen >= STRETCHES
               ? 0
               : error_failed(err, "a file in memory: %ld faults of %d touches", seen, STRETCHES);
}

static int set_up_file(const struct place *place, void **state, struct error *err) {
    (void)place;
    volatile unsigned char *memory = map_file(err);
    if (!memory)
        return -1;
    fill(memory);
    *state = (void *)memory;
    if (try_faults(memory, err) == 0)
        return 0;
    tear_down_file(*state);
    return -1;
}

static int run_file(void *state, unsigned times, struct error *err) {
    for (unsigned i = 0; i < times / STRETCHES; i++) {
        if (forget(state, err) < 0 || touch_all(state, err) < 0)
            return -1;
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
     .about = "a fault of a file in memory, which brings 64 KiB",
     .times = 2 * STRETCHES,
     .lacks = lacks_counter,
     .set_up = set_up_file,
     .run = run_file,
     .tear_down = tear_down_file},
    {0},
};
