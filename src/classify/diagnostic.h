/*
 * diagnostic.h
 *	  The code and the reply of a bounce out of its diagnostic text.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_DIAGNOSTIC_H
#define SMTPCODE_DIAGNOSTIC_H

#include "classify/verdict.h"

extern void diagnostic_fill(Diagnostic *diagnostic, BounceEvidence *evidence);

#endif							/* SMTPCODE_DIAGNOSTIC_H */
