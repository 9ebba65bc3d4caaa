/*
 * fingerprint.h
 *	  What a failure says, without what differs from one message to the next.
 *
 * Free of PostgreSQL.  doc/fingerprint.md has the rules.
 */
#ifndef SMTPCODE_FINGERPRINT_H
#define SMTPCODE_FINGERPRINT_H

#include <stddef.h>

/* The most bytes of a fingerprint: enough to tell, and short to group by. */
#define FINGERPRINT_MAX 1000

extern size_t fingerprint_write(const char *text, size_t length,
								char out[FINGERPRINT_MAX]);

#endif							/* SMTPCODE_FINGERPRINT_H */
