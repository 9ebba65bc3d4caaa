/*
 * rule_site.h
 *	  The rules that a call sees, kept from one call to the next.
 */
#ifndef SMTPCODE_RULE_SITE_H
#define SMTPCODE_RULE_SITE_H

#include "fmgr.h"

#include "rule_set.h"

/* A place in a query that calls one of our functions. */
typedef struct RuleSite RuleSite;

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern RuleSite *rule_site_create(const FmgrInfo *flinfo);
extern RuleSet *rule_site_set(RuleSite *site);

#pragma GCC visibility pop

#endif							/* SMTPCODE_RULE_SITE_H */
