// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lanes that become one, with real threads: each fills its lane with a sequence that its seed
 * gives, some fail somewhere, and now and then who works has enough. What arrives has to be in
 * order, and all of it that is before the first failure, and no more.
 *
 * Built as it is, and with ThreadSanitizer. With HT_STRESS_RACE a lane that fails writes what
 * belongs to the other thread: then it has to say so, or it would not be watching.
 *
 *   usage: stress_weave ROUNDS
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <weave.h>

#define STREAMS 3
#define NEVER UINT32_MAX

/* One lane's sequence: what is in it follows from the seed alone. */
struct sequence {
	uint32_t seed;
	uint32_t lane;
	uint32_t lanes;
	uint32_t left;
	struct ht_turn turn;
};

struct maker {
	struct sequence sequence;
	uint32_t fails_at;
	struct ht_lane *lane;
	pthread_t thread;
};

static struct maker makers[HT_LANES];
static struct ht_lane lanes[HT_LANES];
static uint32_t seen[HT_LANES];
static struct ht_turn latest;
static uint32_t enough;
static bool ended;

static void die(const char *what, long a, long b)
{
	fprintf(stderr, "stress_weave: %s: %ld, %ld\n", what, a, b);
	exit(1);
}

static uint32_t random_number(uint32_t *seed)
{
	uint32_t x = *seed;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	*seed = x;
	return x;
}

static bool before(struct ht_turn a, struct ht_turn b)
{
	return a.at != b.at ? a.at < b.at : a.rank < b.rank;
}

/* Times are equal more often than not, and stretches are all of one lane. */
static bool next(struct sequence *sequence)
{
	uint32_t step = random_number(&sequence->seed);
	uint32_t stream = sequence->turn.rank / sequence->lanes;

	if (!sequence->left--)
		return false;
	if (step % 4000 == 0)
		sequence->turn.at += 3000;
	if (step % 4 == 0 || stream == STREAMS - 1) {
		sequence->turn.at++;
		stream = 0;
	}
	stream += step / 4 % (STREAMS - stream);
	sequence->turn.rank = stream * sequence->lanes + sequence->lane;
	return true;
}

static int hand_over(struct maker *maker, struct ht_batch **batch)
{
	return (*batch)->count ? ht_pipe_put(&maker->lane->pipe, batch) : 0;
}

static void fail(struct ht_lane *lane, struct ht_turn when)
{
	lane->failed = true;
#ifdef HT_STRESS_RACE
	lane->turn = when;
#endif
	lane->failure = when;
}

static void *make(void *data)
{
	struct maker *maker = data;
	struct sequence sequence = maker->sequence;
	struct ht_batch *batch = calloc(1, sizeof(*batch));
	uint32_t size = 1 + sequence.seed % HT_BATCH_SIZE;
	uint32_t count = 0;
	int ret = 0;

	while (!ret && count < maker->fails_at && next(&sequence)) {
		batch->taken[batch->count++] = (struct ht_taken){
			.kind = HT_TAKEN_LATE,
			.rank = sequence.turn.rank,
			.at = sequence.turn.at,
			.time = count++,
		};
		if (batch->count == size)
			ret = hand_over(maker, &batch);
	}
	ret = ret ?: hand_over(maker, &batch);
	if (ret || count == maker->fails_at)
		fail(maker->lane, sequence.turn);
	ht_pipe_close(&maker->lane->pipe);
	free(batch);
	return NULL;
}

static int give(void *data, struct ht_taken *taken, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct ht_turn turn = { taken[i].at, taken[i].rank };
		uint32_t lane = turn.rank % *(uint32_t *)data;

		if (before(turn, latest))
			die("out of order", turn.at, latest.at);
		if (taken[i].time != seen[lane]++)
			die("one is missing, or came twice", (long)taken[i].time, seen[lane]);
		latest = turn;
		if (!--enough)
			return -EPIPE;
	}
	return 0;
}

static void drop(struct ht_taken *taken, size_t count)
{
}

static struct ht_block *free_blocks(void *data, unsigned int lane)
{
	return NULL;
}

static int end(void *data)
{
	ended = true;
	return 0;
}

static void drop_batch(void *data, struct ht_batch *batch)
{
}

/* How many of a lane's come before that. */
static uint32_t count_before(struct sequence sequence, uint32_t fails_at, struct ht_turn when)
{
	uint32_t count = 0;

	while (count < fails_at && next(&sequence) && !before(when, sequence.turn))
		count++;
	return count;
}

/* Where a lane fails, if it does. */
static bool failure_of(const struct maker *maker, struct ht_turn *when)
{
	struct sequence sequence = maker->sequence;
	uint32_t count;

	for (count = 0; count < maker->fails_at; count++)
		if (!next(&sequence))
			return false;
	*when = sequence.turn;
	return true;
}

static const struct maker *first_failure(uint32_t count, struct ht_turn *when)
{
	const struct maker *first = NULL;
	struct ht_turn turn;
	uint32_t i;

	*when = (struct ht_turn){ INT64_MAX, UINT32_MAX };
	for (i = 0; i < count; i++) {
		if (failure_of(&makers[i], &turn) && before(turn, *when)) {
			first = &makers[i];
			*when = turn;
		}
	}
	return first;
}

static void check(const struct ht_weave *weave, uint32_t count)
{
	struct ht_turn when;
	const struct maker *failed = first_failure(count, &when);
	uint32_t i;

	if (weave->result == -EPIPE)
		return;
	if (weave->result || !ended)
		die("it did not end", weave->result, ended);
	if (weave->failed != (failed ? failed->lane : NULL))
		die("the wrong lane failed", weave->failed ? weave->failed - lanes : -1,
		    failed ? failed - makers : -1);
	for (i = 0; i < count; i++) {
		uint32_t all = count_before(makers[i].sequence, makers[i].fails_at, when);

		if (seen[i] != all)
			die("so many came, not so many", seen[i], all);
	}
}

static void round_of(uint32_t *seed)
{
	static const struct ht_weave_ops ops = { give, drop, free_blocks, end };
	static const struct ht_pipe_ops pipe_ops = { .drop = drop_batch };
	uint32_t count = 2 + random_number(seed) % (HT_LANES - 1);
	struct ht_weave weave = { .lanes = lanes, .count = count, .ops = &ops, .data = &count };
	uint32_t i;

	latest = (struct ht_turn){ INT64_MIN, 0 };
	enough = random_number(seed) % 4 ? NEVER : 1 + random_number(seed) % 20000;
	ended = false;
	for (i = 0; i < count; i++) {
		lanes[i] = (struct ht_lane){ .taker.arena.number = i };
		seen[i] = 0;
		makers[i] = (struct maker){
			.sequence = { random_number(seed),
				      i,
				      count,
				      random_number(seed) % 20000,
				      { 0, i } },
			.fails_at = random_number(seed) % 3 ? NEVER : random_number(seed) % 20000,
			.lane = &lanes[i],
		};
		if (ht_pipe_init(&lanes[i].pipe, &pipe_ops, NULL))
			die("no pipe", i, count);
		lanes[i].pipe.is_taken = true;
	}
	if (ht_weave_start(&weave))
		die("no thread", 0, count);
	for (i = 0; i < count; i++)
		if (pthread_create(&makers[i].thread, NULL, make, &makers[i]))
			die("no thread", i, count);
	for (i = 0; i < count; i++)
		pthread_join(makers[i].thread, NULL);
	ht_weave_end(&weave);
	check(&weave, count);
	for (i = 0; i < count; i++)
		ht_pipe_exit(&lanes[i].pipe);
}

int main(int argc, char **argv)
{
	uint32_t rounds = argc > 1 ? (uint32_t)atoi(argv[1]) : 100;
	uint32_t seed = 2463534242u, i;

	for (i = 0; i < rounds; i++)
		round_of(&seed);
	printf("%u rounds\n", rounds);
	return 0;
}
