/*
 * no_interrupt.c
 *	  Nothing interrupts a fuzz target.
 */
#include "base/interrupt.h"

void
allow_interrupt(void)
{
}
