/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The half of a reader that looks at messages: it copies what somebody wants to know of each.
 */
#ifndef HT_TAKER_H
#define HT_TAKER_H

#include <babeltrace2/babeltrace.h>

#include "arena.h"
#include "batch.h"
#include "mirror.h"
#include "pipe.h"
#include "reader.h"

/**
 * struct ht_taker - what takes
 * @ops: who reads
 * @data: for @ops
 * @mirror: classes of what is read
 * @arena: where copies of fields are
 * @pipe: where batches go
 * @batch: the one that is being filled
 * @late: how late it is, if @has_late: what comes next mostly is later anyway
 * @has_late: see @late
 * @tells_late: it is told each time: what comes next may be another taker's
 * @rank: of several takers: which stream the message is of
 * @at: of several takers: when its turn is, ns from the clocks' origin
 * @events: events that were taken
 * @bytes: of who writes: the event that is taken
 */
struct ht_taker {
	const struct ht_reader_ops *ops;
	void *data;
	struct ht_mirror mirror;
	struct ht_arena arena;
	struct ht_pipe *pipe;
	struct ht_batch *batch;
	struct ht_taken late;
	bool has_late;
	bool tells_late;
	uint32_t rank;
	int64_t at;
	uint64_t events;
	struct ht_ctf_bytes bytes;
};

int ht_taker_take(struct ht_taker *taker, const bt_message *message);
int ht_taker_flush(struct ht_taker *taker);

#endif /* HT_TAKER_H */
