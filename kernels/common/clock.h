/* clock.h - the one clock of kernels and of the orchestrator. */
#ifndef VIRTAX_CLOCK_H
#define VIRTAX_CLOCK_H

#include <time.h>

/* Seconds of CLOCK_MONOTONIC. */
double clock_now(void);

/* Seconds of CLOCK_THREAD_CPUTIME_ID: what the calling thread has used of CPUs. */
double clock_thread_cpu(void);

/* Seconds of CLOCK_PROCESS_CPUTIME_ID: what all threads of the process have used. */
double clock_process_cpu(void);

/* Seconds, of the clock or between two of its times, as system calls take them. */
struct timespec clock_timespec(double seconds);

#endif
