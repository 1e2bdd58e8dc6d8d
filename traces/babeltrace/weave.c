// SPDX-License-Identifier: GPL-2.0-only
/*
 * Weaving, in a thread that ends when all lanes have, or when nothing may follow any more.
 */
#include <errno.h>
#include <signal.h>

#include "weave.h"

static bool before(struct ht_turn a, struct ht_turn b)
{
	return a.at != b.at ? a.at < b.at : a.rank < b.rank;
}

static struct ht_turn turn_of(const struct ht_taken *taken)
{
	return (struct ht_turn){ taken->at, taken->rank };
}

static void give_back(struct ht_weave *weave, struct ht_lane *lane)
{
	struct ht_batch *batch = lane->batch;

	batch->count = 0;
	batch->bytes = 0;
	batch->free = weave->ops->free(weave->data, lane->taker.arena.number);
	ht_pipe_give_back(&lane->pipe, batch);
	lane->batch = NULL;
}

/* Finds out what is next in a lane; waits for it. */
static void look(struct ht_weave *weave, struct ht_lane *lane)
{
	if (lane->batch && lane->next == lane->batch->count)
		give_back(weave, lane);
	if (!lane->batch) {
		lane->batch = ht_pipe_take(&lane->pipe);
		lane->next = 0;
	}
	lane->turn = lane->batch ? turn_of(&lane->batch->taken[lane->next]) : lane->failure;
}

/* An error is something that comes, too. */
static bool has_more(const struct ht_lane *lane)
{
	return lane->batch || lane->failed;
}

/* The lane that is next, and the one after it. NULL: there is none. */
static struct ht_lane *first(const struct ht_weave *weave, const struct ht_lane **second)
{
	struct ht_lane *first = NULL;
	size_t i;

	*second = NULL;
	for (i = 0; i < weave->count; i++) {
		struct ht_lane *lane = &weave->lanes[i];

		if (!has_more(lane))
			continue;
		if (!first || before(lane->turn, first->turn)) {
			*second = first;
			first = lane;
		} else if (!*second || before(lane->turn, (*second)->turn)) {
			*second = lane;
		}
	}
	return first;
}

/* Works on what is in a lane's batch before the first of another lane. */
static int give_run(struct ht_weave *weave, struct ht_lane *lane, const struct ht_lane *other)
{
	struct ht_taken *taken = &lane->batch->taken[lane->next];
	size_t left = lane->batch->count - lane->next;
	size_t count = 1;

	while (count < left && (!other || before(turn_of(&taken[count]), other->turn)))
		count++;
	lane->next += count;
	return weave->ops->give(weave->data, taken, count);
}

static int weave_all(struct ht_weave *weave)
{
	const struct ht_lane *second;
	struct ht_lane *lane;
	int ret = 0;
	size_t i;

	for (i = 0; i < weave->count; i++)
		look(weave, &weave->lanes[i]);
	while (!ret && (lane = first(weave, &second)) && lane->batch) {
		ret = give_run(weave, lane, second);
		if (!ret)
			look(weave, lane);
	}
	if (ret)
		return ret;
	weave->failed = lane;
	if (lane && lane->result)
		return lane->result;
	return weave->ops->end(weave->data);
}

/* What is on its way then is dropped with the pipe. */
static void stop(struct ht_weave *weave, struct ht_lane *lane)
{
	if (lane->batch) {
		weave->ops->drop(&lane->batch->taken[lane->next], lane->batch->count - lane->next);
		give_back(weave, lane);
	}
	ht_pipe_stop(&lane->pipe, -ECANCELED);
}

static void *run(void *data)
{
	struct ht_weave *weave = data;
	size_t i;

	weave->result = weave_all(weave);
	for (i = 0; i < weave->count; i++)
		stop(weave, &weave->lanes[i]);
	return NULL;
}

/**
 * ht_weave_start() - begin to wait for what is in the lanes
 * @weave: what weaves
 *
 * Return: 0, or something else if there can be no thread for it.
 */
int ht_weave_start(struct ht_weave *weave)
{
	sigset_t all, old;
	int ret;

	/* Signals are another thread's, which has the handlers for them. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	ret = pthread_create(&weave->thread, NULL, run, weave);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	weave->is_running = !ret;
	return ret;
}

/**
 * ht_weave_end() - wait until all is done
 * @weave: what weaves; all its lanes have come to their ends
 *
 * Return: see @result; @failed is set then, too.
 */
int ht_weave_end(struct ht_weave *weave)
{
	if (weave->is_running)
		pthread_join(weave->thread, NULL);
	weave->is_running = false;
	return weave->result;
}
