/* docker_ask.h - what an engine's default profile lets through: asked of a container, since
 * versions and the daemon's configuration decide. */
#ifndef VIRTAX_DOCKER_ASK_H
#define VIRTAX_DOCKER_ASK_H

#include "environment.h"

/* environment_type's engine, of a container with its engine's default profile; asked once. With a
 * journal of its own for the time of asking: a private daemon may have to be started. */
int docker_ask_engine(const struct environment_type *type, const struct plan *plan,
                      const struct plan_figure *figure, struct engine_answer *answer,
                      struct error *err);

#endif
