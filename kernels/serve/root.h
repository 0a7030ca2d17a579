/* root.h - the root file system that holds the services, and how a process gets there. */
#ifndef VIRTAX_SERVE_ROOT_H
#define VIRTAX_SERVE_ROOT_H

#include "serve/service.h"

#include <jansson.h>
#include <sys/types.h>

/* Where the data directory is found in a root that was entered. */
#define ROOT_DATA "/mnt"

/* Makes a directory the root of this process, in a mount namespace of its own (mount_namespaces(7),
 * chroot(2)): read-only, with the system's /proc, /dev and /sys, empty /tmp and /run, and `data`
 * (NULL: none) as ROOT_DATA. No other isolation, but that System V memory goes with whoever made
 * it, however that ended (ipc_namespaces(7)). STATUS_UNAVAILABLE without the privileges. */
int root_enter(const char *directory, const char *data, struct error *err);

/* What the root says of itself. */
struct root_facts {
    char manifest_sha256[65]; /* of /etc/virtax/manifest, which names every file with its digest */
    char program_sha256[65], configuration_sha256[65];
};

/* Takes the digests of a service's files. STATUS_UNAVAILABLE where this root has none of them,
 * STATUS_FAILED where its manifest says otherwise. */
int root_check(const struct service *service, struct root_facts *facts, struct error *err);

/* The evidence "service" of a kernel that started it: its name, files and digests. */
json_t *root_facts_json(const struct service *service, const struct root_facts *facts);

/* The lines of this root's manifest, each between newlines, to be freed; NULL with an error. */
char *root_manifest(struct error *err);

/* Takes the digest of a file, which must be the manifest's: STATUS_FAILED. */
int root_check_file(const char *manifest, const char *path, char digest[65], struct error *err);

/* Finds a user in the root's /etc/passwd (passwd(5)). */
int root_user(const char *name, uid_t *user, gid_t *group, struct error *err);

/* Becomes a user of the root's /etc/passwd (passwd(5)) for good; nothing where this process is not
 * root's. */
int root_become(const char *user, struct error *err);

#endif
