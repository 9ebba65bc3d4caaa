/*
 * interrupt.c
 *	  The server's check for interrupts, for loops that are free of PostgreSQL.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/interrupt.h"

void
allow_interrupt(void)
{
	CHECK_FOR_INTERRUPTS();
}
