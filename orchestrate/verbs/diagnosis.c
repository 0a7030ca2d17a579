/* diagnosis.c - fills a finding, from words or from what a probe says. */
#include "diagnosis.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const health_names[] = {"ok", "warn", "fail", "unobservable"};

void diagnose(struct diagnosis *diagnosis, enum health health, const char *mend, const char *format,
              ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(diagnosis->value, sizeof diagnosis->value, format, args);
    va_end(args);
    diagnosis->health = health;
    snprintf(diagnosis->mend, sizeof diagnosis->mend, "%s", mend);
}

void diagnose_obstacle(struct diagnosis *diagnosis, enum health health, const char *mend,
                       const char *text) {
    const char *semicolon = strstr(text, "; ");
    diagnose(diagnosis, health, semicolon ? semicolon + 2 : mend, "%.*s",
             (int)(semicolon ? semicolon - text : 400), text);
}
