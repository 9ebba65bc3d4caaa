/*
 * lint_words.h
 *	  The words of a set of doubts as an array.
 */
#ifndef SMTPCODE_LINT_WORDS_H
#define SMTPCODE_LINT_WORDS_H

#include "fmgr.h"

#include "lint.h"

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern Datum lint_words(LintSet words);

#pragma GCC visibility pop

#endif							/* SMTPCODE_LINT_WORDS_H */
