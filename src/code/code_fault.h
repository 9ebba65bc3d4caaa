/*
 * code_fault.h
 *	  What a parser found wrong, as an error's DETAIL.
 */
#ifndef SMTPCODE_CODE_FAULT_H
#define SMTPCODE_CODE_FAULT_H

#include "code/code_text.h"

extern int	code_fault_detail(const CodeFault *fault);

#endif							/* SMTPCODE_CODE_FAULT_H */
