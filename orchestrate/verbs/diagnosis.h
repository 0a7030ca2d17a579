/* diagnosis.h - one finding of the doctor: how it is, what was seen, what mends it. */
#ifndef VIRTAX_DIAGNOSIS_H
#define VIRTAX_DIAGNOSIS_H

enum health { HEALTH_OK, HEALTH_WARN, HEALTH_FAIL, HEALTH_UNOBSERVABLE };

/* "ok", "warn", "fail", "unobservable", in the order of the enumeration. */
extern const char *const health_names[];

struct diagnosis {
    enum health health;
    char value[512]; /* what was seen */
    char mend[256];  /* the command that mends it; "" where there is nothing to mend */
};

/* Fills the diagnosis; the value printf-like. */
void diagnose(struct diagnosis *diagnosis, enum health health, const char *mend, const char *format,
              ...) __attribute__((format(printf, 4, 5)));

/* The same with what a probe says, which is "cause; mend"; `mend` where it names none. */
void diagnose_obstacle(struct diagnosis *diagnosis, enum health health, const char *mend,
                       const char *text);

#endif
