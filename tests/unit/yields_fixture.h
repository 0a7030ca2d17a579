/* yields_fixture.h - what stand-in kernels say of themselves. */
#ifndef VIRTAX_TESTS_YIELDS_FIXTURE_H
#define VIRTAX_TESTS_YIELDS_FIXTURE_H

#include "plan/yields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define YIELD(metric, x, unit, better, rate)                                                       \
    "{\"metric\": \"" metric "\", \"x\": \"" x "\", \"unit\": \"" unit "\", \"better\": \"" better \
    "\", \"rate\": " rate ", \"work\": null"

/* Two rates of memory. */
#define YIELDS_OF_MEMORY                                                                           \
    "{\"results\": [" YIELD("bandwidth", "copy", "GB/s", "higher", "true") "}, " YIELD(            \
        "bandwidth", "triad", "GB/s", "higher", "true") "}], \"concerns\": [\"memory\"], "         \
                                                        "\"beyond_caches\": "                      \
                                                        "{\"parameter\": \"array-size\", "         \
                                                        "\"times\": 4}}"

/* A rate of work that costs, one of which there is only either x, and a time. */
#define YIELDS_OF_NETWORK                                                                          \
    "{\"results\": [" YIELD("speed", "receive", "Gbit/s", "higher",                                \
                            "true") ", \"cost\": {\"unit\": \"CPU-s/GB\", \"factor\": 8, "         \
                                    "\"title\": \"What it costs\"}}, " YIELD(                      \
                                        "delay", "p50", "us", "lower",                             \
                                        "false") "}], \"concerns\": [\"network\"]}"

static inline json_t *yields_of(const char *text) {
    struct error err = {.text = ""};
    json_error_t cause = {.text = ""};
    json_t *yields = NULL, *json = json_loads(text, 0, &cause);
    if (!json || yields_take(json, "yields", &yields, &err) < 0)
        fail_msg("%s%s", cause.text, err.text);
    json_decref(json);
    return yields;
}

#endif
