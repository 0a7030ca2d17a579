/* holding.c - a private mapping in small pages: huge ones would hold more than was asked for. */
#include "holding.h"

#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, PAGE_WORDS = PAGE / sizeof(uint64_t) };

/* Processes differ by their numbers, pages by theirs. */
static uint64_t mark_of(size_t page) {
    return ((uint64_t)getpid() << 40) + page + 1;
}

int holding_take(struct holding *holding, uint64_t bytes, struct error *err) {
    if (bytes == 0)
        return 0;
    void *mapped = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED)
        return error_errno(err, "--memory: mapping it");
    *holding = (struct holding){mapped, bytes};
    madvise(mapped, bytes,
            MADV_NOHUGEPAGE); /* where there are none this fails, and is not needed */
    for (size_t page = 0; page < holding_pages(holding); page++)
        holding->word[page * PAGE_WORDS] = mark_of(page);
    return 0;
}

uint64_t holding_pages(const struct holding *holding) {
    return (holding->bytes + PAGE - 1) / PAGE;
}

uint64_t holding_wrong(const struct holding *holding) {
    uint64_t wrong = 0;
    for (size_t page = 0; page < holding_pages(holding); page++)
        wrong += holding->word[page * PAGE_WORDS] != mark_of(page);
    return wrong;
}

void holding_release(struct holding *holding) {
    if (holding->word)
        munmap(holding->word, holding->bytes);
    *holding = (struct holding){0};
}
