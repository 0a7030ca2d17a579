/* hosts.h - one comparison carried out on several hosts: the host is the block, since what differs
 * between hosts tells more than one host's own blocks (docs/method.md, hosts). */
#ifndef VIRTAX_HOSTS_H
#define VIRTAX_HOSTS_H

#include "comparison.h"

enum { HOSTS_MOST = 26 }; /* they are called A to Z */

/* In the unit of the steps: log ratios, or the row's own. NAN where it cannot be told. */
struct over_hosts {
    enum scale scale;
    struct estimate estimate; /* over the hosts' own means; n hosts */
    double total;             /* standard deviation between these means */
    double within;  /* what their own errors would make of it: sqrt(mean of their squares) */
    double between; /* what is left of it for the hosts: sqrt(total^2 - within^2), or 0 */
};

/* Of one comparison a host, at most HOSTS_MOST; NULL, or one without an estimate: none there. No
 * estimate where some are ratios and others differences. */
struct over_hosts over_hosts(const struct comparison *const *of_host, size_t count);

#endif
