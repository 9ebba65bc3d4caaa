/*
 * tally_expanded.c
 *	  A tally in memory, to be added to: an expanded object.
 *
 * The counts lie in a tree of fixed depth, whose nodes are made as they are
 * needed: a code is found in four steps, the codes come out in order without
 * a sort, and no choice of codes makes it slow, as it could a hash table.  A
 * code takes 768 bytes at worst, and all 3000000 together 26 megabytes.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "base/compat.h"
#include "tally/tally_expanded.h"

#define FIRST_CODE		(2 << 2 * ESC_PART_BITS)
#define LAST_CODE		((6 << 2 * ESC_PART_BITS) - 1)

/* Each level takes five bits of the code, and the root those that are left. */
#define LEVEL_BITS		5
#define LEVEL_SIZE		(1 << LEVEL_BITS)
#define LEVEL_MASK		(LEVEL_SIZE - 1)
#define ROOT_SHIFT		(3 * LEVEL_BITS)
#define ROOT_SIZE		((LAST_CODE - FIRST_CODE + 1) >> ROOT_SHIFT)

typedef union TallyNode
{
	union TallyNode *children[LEVEL_SIZE];
	int64		counts[LEVEL_SIZE]; /* on the last level */
} TallyNode;

struct ExpandedTally
{
	ExpandedObjectHeader header;
	Size		flat_size;		/* 0 where it has to be found out */
	TallyNode  *root[ROOT_SIZE];
};

static Size tally_get_flat_size(ExpandedObjectHeader *header);
static void tally_flatten_into(ExpandedObjectHeader *header,
							   void *result, Size allocated_size);

static const ExpandedObjectMethods tally_methods = {
	tally_get_flat_size,
	tally_flatten_into
};

/* The empty tally, in a memory context of its own below the parent. */
ExpandedTally *
expanded_tally_create(MemoryContext parent)
{
	MemoryContext context;
	ExpandedTally *tally;

	context = AllocSetContextCreate(parent, "expanded tally",
									ALLOCSET_START_SMALL_SIZES);
	tally = MemoryContextAllocZero(context, sizeof(ExpandedTally));
	EOH_init_header(&tally->header, &tally_methods, context);
	return tally;
}

/* The datum through which it may be modified. */
Datum
expanded_tally_datum(ExpandedTally *tally)
{
	return EOHPGetRWDatum(&tally->header);
}

/*
 * The expanded tally that may be modified through this datum, or NULL.  A
 * cast without a function may hand us an expanded array.
 */
ExpandedTally *
expanded_tally_of(Datum datum)
{
	ExpandedObjectHeader *header;

	if (!VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(datum)))
		return NULL;
	header = DatumGetEOHP(datum);
	return header->eoh_methods == &tally_methods ?
		(ExpandedTally *) header : NULL;
}

/* Where the count of a code is kept. */
static inline int64 *
count_place(ExpandedTally *tally, int32 code)
{
	uint32		path = (uint32) (code - FIRST_CODE);
	TallyNode **node = &tally->root[path >> ROOT_SHIFT];

	for (int shift = ROOT_SHIFT - LEVEL_BITS;; shift -= LEVEL_BITS)
	{
		if (unlikely(*node == NULL))
			*node = MemoryContextAllocZero(tally->header.eoh_context,
										   sizeof(TallyNode));
		if (shift == 0)
			return &(*node)->counts[path & LEVEL_MASK];
		node = &(*node)->children[path >> shift & LEVEL_MASK];
	}
}

/* The count of a code. */
int64
expanded_tally_count(ExpandedTally *tally, int32 code)
{
	return *count_place(tally, code);
}

/*
 * expanded_tally_add
 *		Add to the count of a code; false, and nothing done, where it would
 *		become too large.
 */
bool
expanded_tally_add(ExpandedTally *tally, int32 code, int64 count)
{
	int64	   *place = count_place(tally, code);

	if (unlikely(count > TALLY_COUNT_MAX - *place))
		return false;
	*place += count;
	tally->flat_size = 0;
	return true;
}

/*
 * expanded_tally_subtract
 *		Take from the count of a code; false, and nothing done, where it is
 *		less.
 */
bool
expanded_tally_subtract(ExpandedTally *tally, int32 code, int64 count)
{
	int64	   *place = count_place(tally, code);

	if (unlikely(count > *place))
		return false;
	*place -= count;
	tally->flat_size = 0;
	return true;
}

/* Write the codes below a node, the first of which is given. */
static void
write_node(TallyWriter *writer, const TallyNode *node, int shift, int32 code)
{
	if (node == NULL)
		return;
	for (int i = 0; i < LEVEL_SIZE; i++, code += 1 << shift)
	{
		if (shift > 0)
			write_node(writer, node->children[i], shift - LEVEL_BITS, code);
		else if (node->counts[i] > 0)
			tally_put(writer, code, node->counts[i]);
	}
}

/* Write the tally, or find out its length; return the size of the datum. */
static Size
write_tally(const ExpandedTally *tally, void *bytes)
{
	TallyWriter writer;

	tally_begin(&writer, bytes);
	for (int i = 0; i < ROOT_SIZE; i++)
		write_node(&writer, tally->root[i], ROOT_SHIFT - LEVEL_BITS,
				   FIRST_CODE + (i << ROOT_SHIFT));
	return VARHDRSZ + writer.length;
}

static Size
tally_get_flat_size(ExpandedObjectHeader *header)
{
	ExpandedTally *tally = (ExpandedTally *) header;

	if (tally->flat_size == 0)
		tally->flat_size = write_tally(tally, NULL);
	return tally->flat_size;
}

static void
tally_flatten_into(ExpandedObjectHeader *header,
				   void *result, Size allocated_size)
{
	Size		size = write_tally((ExpandedTally *) header, VARDATA(result));

	Assert(size == allocated_size);
	SET_VARSIZE(result, size);
	(void) allocated_size;		/* unused without assertions */
}
