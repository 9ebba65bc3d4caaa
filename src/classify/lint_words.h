/*
 * lint_words.h
 *	  The words of a set of doubts as an array.
 */
#ifndef SMTPCODE_LINT_WORDS_H
#define SMTPCODE_LINT_WORDS_H

#include "fmgr.h"

#include "classify/lint.h"

extern Datum lint_words(LintSet words);

#endif							/* SMTPCODE_LINT_WORDS_H */
