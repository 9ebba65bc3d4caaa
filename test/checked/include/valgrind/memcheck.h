/*
 * memcheck.h -- what the server tells memcheck, told to AddressSanitizer.
 *
 * Built with USE_VALGRIND, the server says of each piece of memory that palloc hands
 * out or takes back, and of each shared buffer that it pins, whether it may be
 * touched.  With this header in the place of valgrind's own it says so to
 * AddressSanitizer, which by itself knows of malloc only and sees nothing of a read
 * past the end of a palloc'd value.
 */
#ifndef MEMCHECK_H
#define MEMCHECK_H

#include <sanitizer/asan_interface.h>

#define VALGRIND_MAKE_MEM_NOACCESS(start, size) ASAN_POISON_MEMORY_REGION(start, size)
#define VALGRIND_MAKE_MEM_UNDEFINED(start, size) ASAN_UNPOISON_MEMORY_REGION(start, size)
#define VALGRIND_MAKE_MEM_DEFINED(start, size) ASAN_UNPOISON_MEMORY_REGION(start, size)
#define VALGRIND_MEMPOOL_ALLOC(pool, start, size) ASAN_UNPOISON_MEMORY_REGION(start, size)
#define VALGRIND_MEMPOOL_CHANGE(pool, from, to, size) ASAN_UNPOISON_MEMORY_REGION(to, size)

/*
 * What is freed the server overwrites and makes inaccessible itself, and whether
 * memory is defined is nothing that AddressSanitizer knows.
 */
#define VALGRIND_MEMPOOL_FREE(pool, start) ((void) 0)
#define VALGRIND_CREATE_MEMPOOL(pool, redzone, zeroed) ((void) 0)
#define VALGRIND_DESTROY_MEMPOOL(pool) ((void) 0)
#define VALGRIND_CHECK_MEM_IS_DEFINED(start, size) ((void) 0)

#endif
