/* share.h - how a region of memory is shared out among threads. */
#ifndef VIRTAX_SHARE_H
#define VIRTAX_SHARE_H

#include <stddef.h>

/* Bytes from `first` up to but not including `end`. */
struct share {
    size_t first, end;
};

/* A thread's contiguous share of `bytes`, a multiple of `grain` like all shares: in whole huge
 * pages, else in small pages, so that each page has one owner, unless that would make the shares
 * unequal by more than 1 part in 64; then in grains. */
struct share share_of(size_t bytes, size_t grain, unsigned threads, unsigned thread);

#endif
