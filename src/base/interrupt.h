/*
 * interrupt.h
 *	  The place where a loop over a long text may be interrupted.
 *
 * Free of PostgreSQL.  In the extension it is the server's check, which may not
 * return: whatever calls it owns nothing that has to be given back.
 */
#ifndef SMTPCODE_INTERRUPT_H
#define SMTPCODE_INTERRUPT_H

extern void allow_interrupt(void);

#endif							/* SMTPCODE_INTERRUPT_H */
