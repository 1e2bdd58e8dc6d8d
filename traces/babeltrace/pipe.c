// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pipe. So few batches fit that memory is flat, whoever is faster. A trace that fits in one
 * batch has no thread.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "pipe.h"

/*
 * Batches that wait at most. Where streams are busy in turns it is in these that one thread decodes
 * ahead of another.
 */
#define DEPTH 8

/* Who works is woken for so many: to fall asleep and be woken takes as long as work on a batch. */
#define WORTH_WAKING (DEPTH / 2)

/**
 * ht_pipe_init() - make a pipe
 * @pipe: filled; stays where it is
 * @ops: who works
 * @data: for @ops
 *
 * Return: 0 or -ENOMEM. Release with ht_pipe_exit() after success.
 */
int ht_pipe_init(struct ht_pipe *pipe, const struct ht_pipe_ops *ops, void *data)
{
	*pipe = (struct ht_pipe){ .ops = ops, .data = data };
	if (pthread_mutex_init(&pipe->lock, NULL))
		return -ENOMEM;
	if (pthread_cond_init(&pipe->changed, NULL)) {
		pthread_mutex_destroy(&pipe->lock);
		return -ENOMEM;
	}
	return 0;
}

/**
 * ht_pipe_take() - wait for the next batch
 * @pipe: the pipe
 *
 * Return: the batch, to be given back; NULL: there are no more.
 */
struct ht_batch *ht_pipe_take(struct ht_pipe *pipe)
{
	struct ht_batch *batch;

	pthread_mutex_lock(&pipe->lock);
	while (!pipe->first && !pipe->ended)
		pthread_cond_wait(&pipe->changed, &pipe->lock);
	batch = pipe->first;
	if (batch) {
		pipe->first = batch->next;
		pipe->waiting--;
	}
	pthread_mutex_unlock(&pipe->lock);
	return batch;
}

/**
 * ht_pipe_give_back() - a batch can be filled again
 * @pipe: the pipe
 * @batch: from ht_pipe_take(), empty
 */
void ht_pipe_give_back(struct ht_pipe *pipe, struct ht_batch *batch)
{
	bool wakes;

	pthread_mutex_lock(&pipe->lock);
	batch->next = pipe->empty;
	pipe->empty = batch;
	/* Not for each one: who fills them would take this thread's CPU again and again. */
	wakes = pipe->waiting <= DEPTH / 2;
	pthread_mutex_unlock(&pipe->lock);
	if (wakes)
		pthread_cond_signal(&pipe->changed);
}

/**
 * ht_pipe_stop() - no more batches are wanted
 * @pipe: the pipe
 * @result: what ht_pipe_put() shall return, not 0
 */
void ht_pipe_stop(struct ht_pipe *pipe, int result)
{
	pthread_mutex_lock(&pipe->lock);
	pipe->result = result;
	pthread_cond_signal(&pipe->changed);
	pthread_mutex_unlock(&pipe->lock);
}

static void *run(void *data)
{
	struct ht_pipe *pipe = data;
	struct ht_batch *batch;
	int ret = 0;

	while (!ret && (batch = ht_pipe_take(pipe))) {
		ret = pipe->ops->work(pipe->data, batch);
		if (ret)
			ht_pipe_stop(pipe, ret);
		ht_pipe_give_back(pipe, batch);
	}
	/* Whoever waits for the thread's end reads it. */
	if (!ret && pipe->finishes)
		pipe->result = pipe->ops->end(pipe->data);
	return NULL;
}

/* Signals are the other thread's, which has the handlers for them. */
static int start(struct ht_pipe *pipe)
{
	sigset_t all, old;
	int ret;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&pipe->thread, NULL, run, pipe);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pipe->is_running = !ret;
	return ret;
}

/* Waits for room. Return: 0, or what the work returned. */
static int hand_over(struct ht_pipe *pipe, struct ht_batch **batch)
{
	struct ht_batch *full = *batch;
	bool wakes = false;
	int ret;

	pthread_mutex_lock(&pipe->lock);
	while (pipe->waiting == DEPTH && !pipe->result)
		pthread_cond_wait(&pipe->changed, &pipe->lock);
	ret = pipe->result;
	if (!ret) {
		full->next = NULL;
		if (pipe->first)
			pipe->last->next = full;
		else
			pipe->first = full;
		pipe->last = full;
		pipe->waiting++;
		*batch = pipe->empty;
		if (*batch)
			pipe->empty = (*batch)->next;
		wakes = pipe->waiting >= WORTH_WAKING;
	}
	pthread_mutex_unlock(&pipe->lock);
	/* Not before: it would have to wait for the lock. */
	if (wakes)
		pthread_cond_signal(&pipe->changed);
	return ret;
}

/**
 * ht_pipe_put() - hand a batch over
 * @pipe: the pipe
 * @batch: the batch; replaced by an empty one, or NULL without memory
 *
 * Return: 0, -ENOMEM, or what the work on this batch or on one before returned.
 */
int ht_pipe_put(struct ht_pipe *pipe, struct ht_batch **batch)
{
	int ret;

	if (pipe->is_threaded && !pipe->is_running && start(pipe))
		pipe->is_threaded = false;
	if (!pipe->is_threaded && !pipe->is_taken)
		return pipe->ops->work(pipe->data, *batch);
	ret = hand_over(pipe, batch);
	if (!ret && !*batch)
		*batch = calloc(1, sizeof(**batch));
	return *batch ? ret : -ENOMEM;
}

/**
 * ht_pipe_wake() - what was handed over shall be worked on, though it is little
 * @pipe: the pipe
 */
void ht_pipe_wake(struct ht_pipe *pipe)
{
	pthread_mutex_lock(&pipe->lock);
	pthread_cond_signal(&pipe->changed);
	pthread_mutex_unlock(&pipe->lock);
}

static void end_of_batches(struct ht_pipe *pipe, bool finishes)
{
	pthread_mutex_lock(&pipe->lock);
	pipe->finishes |= finishes;
	pipe->ended = true;
	pthread_cond_signal(&pipe->changed);
	pthread_mutex_unlock(&pipe->lock);
}

/**
 * ht_pipe_close() - there are no more batches; who takes them out knows what that means
 * @pipe: the pipe
 */
void ht_pipe_close(struct ht_pipe *pipe)
{
	end_of_batches(pipe, false);
}

/**
 * ht_pipe_finish() - there are no more batches
 * @pipe: the pipe
 *
 * Return: 0; what the work returned, if nobody has to be waited for; -EINPROGRESS: ht_pipe_end()
 * will say.
 */
int ht_pipe_finish(struct ht_pipe *pipe)
{
	if (!pipe->is_running)
		return pipe->ops->end(pipe->data);
	end_of_batches(pipe, true);
	return -EINPROGRESS;
}

/**
 * ht_pipe_end() - wait until all that was handed over is done
 * @pipe: the pipe, which takes no more in a thread
 *
 * Return: 0, or what the work returned.
 */
int ht_pipe_end(struct ht_pipe *pipe)
{
	if (!pipe->is_running)
		return 0;
	ht_pipe_close(pipe);
	pthread_join(pipe->thread, NULL);
	pipe->is_running = false;
	pipe->is_threaded = false;
	return pipe->result;
}

/**
 * ht_pipe_exit() - release a pipe
 * @pipe: the pipe
 */
void ht_pipe_exit(struct ht_pipe *pipe)
{
	struct ht_batch *batch;

	ht_pipe_end(pipe);
	while ((batch = pipe->first)) {
		pipe->first = batch->next;
		pipe->ops->drop(pipe->data, batch);
		free(batch);
	}
	while ((batch = pipe->empty)) {
		pipe->empty = batch->next;
		free(batch);
	}
	pthread_cond_destroy(&pipe->changed);
	pthread_mutex_destroy(&pipe->lock);
}
