/* quote.h - text within other text, where some characters have a meaning of their own. Each returns
 * a new text (free it), or NULL where memory is short. */
#ifndef VIRTAX_QUOTE_H
#define VIRTAX_QUOTE_H

/* One word for a POSIX shell. */
char *shell_quote(const char *word);

/* Every one of a character twice: commas in values of QEMU's options, per cent signs in
 * ssh_config(5), quotation marks in CSV. */
char *quote_doubled(const char *text, char doubled);

#endif
