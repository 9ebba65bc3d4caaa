/*
 * compat.h
 *	  What differs between the supported servers, PostgreSQL 15 to 19.
 *
 * No other file asks for PG_VERSION_NUM.
 */
#ifndef SMTPCODE_COMPAT_H
#define SMTPCODE_COMPAT_H

#if PG_VERSION_NUM < 150000
#error "smtpcode needs PostgreSQL 15 or later"
#endif

/*
 * What the server calls is visible, although the compiler is told to hide all
 * symbols.  Version 16 and later say so by themselves.
 */
#if PG_VERSION_NUM < 160000
#include "fmgr.h"

#undef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))

#undef PG_FUNCTION_INFO_V1
#define PG_FUNCTION_INFO_V1(funcname) \
	extern PGDLLEXPORT Datum funcname(PG_FUNCTION_ARGS); \
	extern PGDLLEXPORT const Pg_finfo_record *pg_finfo_##funcname(void); \
	const Pg_finfo_record * \
	pg_finfo_##funcname(void) \
	{ \
		static const Pg_finfo_record info = {1}; \
		return &info; \
	} \
	extern int	no_such_variable
#endif

/*
 * Soft errors: input functions report to the caller's ErrorSaveContext, if
 * there is one, and return.  A server that knows no such context gets an
 * ordinary error.
 */
#if PG_VERSION_NUM < 160000
#define ereturn(context, dummy_value, ...) \
	do { \
		(void) (context); \
		ereport(ERROR, __VA_ARGS__); \
		return dummy_value; \
	} while (0)
#else
#include "nodes/miscnodes.h"
#endif

/* The layout of variable-length values is in postgres.h before 16. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* Where ANALYZE keeps the statistics target of a column. */
#if PG_VERSION_NUM < 170000
#define ATTSTATTARGET(stats) ((stats)->attr->attstattarget)
#else
#define ATTSTATTARGET(stats) ((stats)->attstattarget)
#endif

/* The number of the transaction at hand, which no other of the backend has. */
#if PG_VERSION_NUM < 170000
#define MY_TRANSACTION_NUMBER	(MyProc->lxid)
#else
#define MY_TRANSACTION_NUMBER	(MyProc->vxid.lxid)
#endif

/* Table scans take options from 19 on; we have none to give. */
#if PG_VERSION_NUM >= 190000
#define table_beginscan(table, snapshot, nkeys, keys) \
	table_beginscan(table, snapshot, nkeys, keys, SO_NONE)
#endif

#endif							/* SMTPCODE_COMPAT_H */
