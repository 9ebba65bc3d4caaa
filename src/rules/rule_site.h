/*
 * rule_site.h
 *	  The rules that a call sees, kept from one call to the next.
 */
#ifndef SMTPCODE_RULE_SITE_H
#define SMTPCODE_RULE_SITE_H

#include "fmgr.h"

#include "rules/rule_set.h"

/* A place in a query that calls one of our functions. */
typedef struct RuleSite RuleSite;

extern RuleSite *rule_site_create(const FmgrInfo *flinfo);
extern RuleSet *rule_site_set(RuleSite *site);

#endif							/* SMTPCODE_RULE_SITE_H */
