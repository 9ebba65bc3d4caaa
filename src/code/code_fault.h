/*
 * code_fault.h
 *	  What a parser found wrong, as an error's DETAIL and HINT.
 */
#ifndef SMTPCODE_CODE_FAULT_H
#define SMTPCODE_CODE_FAULT_H

#include "code/code_text.h"

extern int	code_fault_detail(const CodeFault *fault);
extern int	server_text_hint(const char *text);

#endif							/* SMTPCODE_CODE_FAULT_H */
