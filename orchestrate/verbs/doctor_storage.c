/* doctor_storage.c - what figures that measure storage need of this host. */
#include "doctor.h"

#include "medium/medium.h"

void doctor_storage_medium(struct diagnosis *diagnosis) {
    struct error cause = {0};
    if (medium_probe(MEDIUM_LOOP, &cause) == 0)
        diagnose(diagnosis, HEALTH_OK, "", "a loop device over a file, made for each run");
    else
        diagnose_obstacle(diagnosis, HEALTH_WARN, "", cause.text);
}
