/* palette.c - see palette.h. */
#include "palette.h"

#include <string.h>

#define BLACK "#000000"
#define ORANGE "#E69F00"
#define SKY_BLUE "#56B4E9"
#define GREEN "#009E73"
#define BLUE "#0072B2"
#define VERMILLION "#D55E00"
#define PURPLE "#CC79A7"
#define WINE "#882255" /* P. Tol (2021), for the yellow, which is faint as a line on white */
#define GREY "#999999" /* not of the eight: the reference's twin */

static const struct {
    const char *series, *colour;
} fixed[] = {
    {"native", BLACK},
    {"native-2", GREY},
    {"docker", SKY_BLUE},
    {"docker-host", BLUE},
    {"docker-nat", GREEN},
    {"docker-per-socket", GREEN},
    {"docker-volume", SKY_BLUE},
    {"docker-overlay", WINE},
    {"docker-iouring", GREEN},
    {"docker-host-volume", BLUE},
    {"docker-host-overlay", WINE},
    {"docker-nat-volume", GREEN},
    {"docker-nat-overlay", SKY_BLUE},
    {"kvm", VERMILLION},
    {"kvm-qcow2", PURPLE},
    {"kvm-tuned", ORANGE},
};

static const char *const spare[] = {PURPLE, GREEN, WINE, BLUE, ORANGE};

const char *palette_colour(const char *series, size_t index) {
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (strcmp(fixed[i].series, series) == 0)
            return fixed[i].colour;
    return spare[index % (sizeof spare / sizeof *spare)];
}
