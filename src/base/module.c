/*
 * module.c
 *	  The module magic, and nothing else.
 */
#include "postgres.h"

#include "fmgr.h"

#include "base/compat.h"

#ifdef PG_MODULE_MAGIC_EXT
PG_MODULE_MAGIC_EXT(
					.name = "smtpcode",
					.version = SMTPCODE_VERSION
);
#else
PG_MODULE_MAGIC;
#endif
