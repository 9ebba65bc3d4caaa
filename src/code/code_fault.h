/*
 * code_fault.h
 *	  What is wrong with a code, in words.
 */
#ifndef SMTPCODE_CODE_FAULT_H
#define SMTPCODE_CODE_FAULT_H

#include "code/code_text.h"

extern const char *quotable(const char *text, size_t length);
extern int	code_fault_detail(const CodeFault *fault);
extern int	esc_range_detail(int32 code);
extern int	pattern_range_detail(void);
extern int	reply_range_detail(void);
extern void raise_corrupt(const char *type) pg_attribute_noreturn();
extern int	server_text_hint(const char *text);

#endif							/* SMTPCODE_CODE_FAULT_H */
