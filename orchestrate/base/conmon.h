/* conmon.h - the monitor that Podman starts for each container, conmon(8), where Podman itself has
 * lost it: a client that was killed while it made a container leaves one that its list lacks, and
 * whose processes keep the mounts of other containers busy. */
#ifndef VIRTAX_CONMON_H
#define VIRTAX_CONMON_H

/* Ends every monitor of a container of that name below the process tree, with what its runtime
 * keeps of the container. Does nothing where there is none. */
void conmon_end(const char *container);

#endif
