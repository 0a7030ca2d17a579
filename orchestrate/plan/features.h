/* features.h - what of an environment can be tuned, and the environment names that ask for it.
 *
 * A type's name is a preset ("kvm", "kvm-tuned"); "+KEY=LEVEL" changes one feature of it, so that a
 * study can tell the features apart: "kvm+pinning=on", "kvm-tuned+host-pages=thp". */
#ifndef VIRTAX_FEATURES_H
#define VIRTAX_FEATURES_H

#include "common/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

enum { FEATURES_MAX = 16, FEATURE_LEVELS_MAX = 5, FEATURE_OTHER = FEATURE_LEVELS_MAX };

struct feature {
    const char *key;
    const char *level[FEATURE_LEVELS_MAX]; /* ended by NULL; the first needs nothing of the host */
    const char *about;                     /* one line for `virtax list` */
    /* Can this host give a level other than the first? STATUS_UNAVAILABLE with the cause otherwise.
     * NULL: it can, or all are judged together (environment_hooks' foresee). */
    int (*available)(const char *level, struct error *err);
    /* Makes what is being made have such a level; what `target` is the table's owner says. NULL:
     * who makes it looks at the levels. */
    int (*apply)(const char *level, void *target, struct error *err);
    bool open; /* any other word of letters, digits and -_. is a level, too: `available` judges it
                */
};

/* What one preset asks for. */
struct feature_preset {
    const char *type;
    int level[FEATURES_MAX];
};

struct feature_table {
    const char *of;    /* "guest": its features are "guest features" */
    const char *title; /* in `virtax list` */
    const char *name;  /* likewise with --json */
    size_t count;      /* FEATURES_MAX at most */
    const struct feature *feature;
    const struct feature_preset *preset; /* ended by one without a type; what is not there, and all
                                            where it is NULL, has the first level of each */
};

/* Levels by feature, in the table's order. */
struct features {
    int level[FEATURES_MAX];  /* an index of the feature's, or FEATURE_OTHER */
    bool named[FEATURES_MAX]; /* by the user: a host that cannot give it fails the environment */
    char other[FEATURES_MAX][32]; /* the words of levels that are not in the table */
};

/* Reads an environment's name. Usage errors name the closest key or level; a key given twice is one
 * too. */
int features_parse(const struct feature_table *table, const char *name, struct features *features,
                   struct error *err);

/* The feature of that key, or -1: tells features from kernel parameters. `table` may be NULL. */
int feature_find(const struct feature_table *table, const char *key);

/* The word of a feature's level. */
const char *feature_level(const struct feature_table *table, const struct features *features,
                          int feature);

/* {"cpu-model": "host", ...}: of every feature. */
json_t *features_json(const struct feature_table *table, const struct features *features);

/* The same of those that the user named or that are not the first of their feature: what must be
 * shown to hold. */
json_t *features_asked(const struct feature_table *table, const struct features *features);

/* [{"key", "about", "levels"}]; an open feature's levels end with "NAME". */
json_t *features_list(const struct feature_table *table);

/* Falls back to the level that needs nothing of the host, and notes {"what", "why"} in `left_out`.
 * STATUS_UNAVAILABLE instead where the user named the feature: a study must not compare a level
 * with itself. */
int feature_leave_out(const struct feature_table *table, struct features *features, int feature,
                      const char *why, json_t *left_out, struct error *err);

/* Leaves out what is not available. */
int features_fit(const struct feature_table *table, struct features *features, json_t *left_out,
                 struct error *err);

/* Applies every level that is not the first. */
int features_apply(const struct feature_table *table, const struct features *features, void *target,
                   struct error *err);

/* "kvm-tuned without host-pages=hugetlb: why": one entry of left_out as a warning. */
const char *feature_left_out_text(const char *environment, const json_t *entry, char *buffer,
                                  size_t size);

#endif
