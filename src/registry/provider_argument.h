/*
 * provider_argument.h
 *	  A provider as the argument of a function.
 */
#ifndef SMTPCODE_PROVIDER_ARGUMENT_H
#define SMTPCODE_PROVIDER_ARGUMENT_H

#include "fmgr.h"

#include "registry/provider.h"

extern int	provider_argument(FunctionCallInfo fcinfo, int n);

#endif							/* SMTPCODE_PROVIDER_ARGUMENT_H */
