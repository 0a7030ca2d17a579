/* verbs.h - what the virtax command can do; one file for each, one table in main.c. */
#ifndef VIRTAX_VERBS_H
#define VIRTAX_VERBS_H

#include "common/error.h"

/* Each takes the words from its own name on and returns an exit status (docs/results.md). What
 * failed is said in `err` where the status asks for it and nothing was said yet. */
int verb_run(int argc, char **argv, struct error *err);
int verb_resume(int argc, char **argv, struct error *err);
int verb_report(int argc, char **argv, struct error *err);
int verb_compare(int argc, char **argv, struct error *err);
int verb_watch(int argc, char **argv, struct error *err);
int verb_export(int argc, char **argv, struct error *err);
int verb_list(int argc, char **argv, struct error *err);
int verb_doctor(int argc, char **argv, struct error *err);
int verb_clean(int argc, char **argv, struct error *err);
int verb_calibrate(int argc, char **argv, struct error *err);

/* Not for people: programs that virtax starts beside a measurement. */
int verb_helper(int argc, char **argv, struct error *err);

#endif
