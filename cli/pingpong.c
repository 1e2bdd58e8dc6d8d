// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ping-pong. A migration goes on with a stretch if it goes back to where the one before came from,
 * less than HT_PINGPONG_STAY_NS after that one: a vCPU that wakes up somewhere else once in a while
 * costs little, and is none.
 */
#include "pingpong.h"

/**
 * ht_pingpong_goes_on() - is a migration part of a stretch?
 * @ping: migrations of that vCPU, none of which is missing
 * @move: the one that follows
 *
 * Return: false if it is where another stretch may begin.
 */
bool ht_pingpong_goes_on(const struct ht_pingpong *ping, const struct ht_sched *move)
{
	return ping->moves && move->from_pcpu != move->pcpu &&
	       move->from_pcpu == ping->pcpus[ping->moves % 2] &&
	       move->pcpu == ping->pcpus[(ping->moves + 1) % 2] &&
	       move->now - ping->end_ns < HT_PINGPONG_STAY_NS;
}

/**
 * ht_pingpong_add() - a migration is part of a stretch
 * @ping: where it goes on, or all zero: it begins
 * @move: the migration
 */
void ht_pingpong_add(struct ht_pingpong *ping, const struct ht_sched *move)
{
	if (!ping->moves++) {
		ping->vcpu = move->vcpu;
		ping->pcpus[0] = move->from_pcpu;
		ping->pcpus[1] = move->pcpu;
		ping->begin_ns = move->now;
	}
	ping->end_ns = move->now;
	ping->off_ns += move->off_ns;
}

/**
 * ht_pingpong_order() - the longer one first, for struct ht_top
 * @a: a struct ht_pingpong
 * @b: another one
 */
int ht_pingpong_order(const void *a, const void *b)
{
	const struct ht_pingpong *left = a, *right = b;

	if (left->moves != right->moves)
		return left->moves > right->moves ? -1 : 1;
	if (left->begin_ns != right->begin_ns)
		return left->begin_ns < right->begin_ns ? -1 : 1;
	return (left->vcpu > right->vcpu) - (left->vcpu < right->vcpu);
}
