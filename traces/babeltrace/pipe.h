/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From who makes batches to who works on them, in a thread of its own from the second one on.
 */
#ifndef HT_PIPE_H
#define HT_PIPE_H

#include <pthread.h>
#include <stdbool.h>

#include "batch.h"

/**
 * struct ht_pipe_ops - who works
 * @work: works on a batch, and leaves it empty. Returns 0, or a negative errno to stop
 * @drop: empties one without working on it
 * @end: there are no more. Returns as @work does
 */
struct ht_pipe_ops {
	int (*work)(void *data, struct ht_batch *batch);
	void (*drop)(void *data, struct ht_batch *batch);
	int (*end)(void *data);
};

/**
 * struct ht_pipe - a pipe
 * @ops: who works
 * @data: for @ops
 * @is_taken: somebody takes batches out himself
 * @is_threaded: in a thread of its own
 * @is_running: it has begun
 * @thread: that thread
 * @lock: held for what follows
 * @changed: a batch came or went, or @ended or @result was set
 * @first: batches that wait, @waiting of them
 * @last: the last of these
 * @waiting: see @first
 * @empty: batches that may be filled
 * @ended: no more come
 * @finishes: and that is the end
 * @result: what @ops->work, or @ops->end, returned
 */
struct ht_pipe {
	const struct ht_pipe_ops *ops;
	void *data;
	bool is_taken;
	bool is_threaded;
	bool is_running;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct ht_batch *first;
	struct ht_batch *last;
	size_t waiting;
	struct ht_batch *empty;
	bool ended;
	bool finishes;
	int result;
};

int ht_pipe_init(struct ht_pipe *pipe, const struct ht_pipe_ops *ops, void *data);
int ht_pipe_put(struct ht_pipe *pipe, struct ht_batch **batch);
void ht_pipe_wake(struct ht_pipe *pipe);
int ht_pipe_finish(struct ht_pipe *pipe);
void ht_pipe_close(struct ht_pipe *pipe);
struct ht_batch *ht_pipe_take(struct ht_pipe *pipe);
void ht_pipe_give_back(struct ht_pipe *pipe, struct ht_batch *batch);
void ht_pipe_stop(struct ht_pipe *pipe, int result);
int ht_pipe_end(struct ht_pipe *pipe);
void ht_pipe_exit(struct ht_pipe *pipe);

#endif /* HT_PIPE_H */
