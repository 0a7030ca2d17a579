/* quoted.h - lines on stderr that are another program's words. */
#ifndef VIRTAX_QUOTED_H
#define VIRTAX_QUOTED_H

/* What such a line begins with: it tells what came before, and is no cause by itself. */
#define QUOTED "virtax: quoted: "

#endif
