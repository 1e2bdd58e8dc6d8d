// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where what came in belongs, whether it is messages or a reader's copies: the queue of its vCPU,
 * or that of the host.
 */
#include <errno.h>
#include <stdlib.h>

#include "iterator.h"

/**
 * ht_pass_time() - it is that late, at least: what is older by the window need not wait any more
 * @it: the iterator
 * @time: ns from the clock's origin
 */
void ht_pass_time(struct ht_iterator *it, int64_t time)
{
	if (time <= it->now)
		return;
	it->now = time;
	if (time > INT64_MIN + it->comp->window_ns)
		it->due = time - it->comp->window_ns;
}

/**
 * ht_hold() - hold something back
 * @it: the iterator
 * @queue: where it belongs
 * @item: what it is
 *
 * Return: 0 or -ENOMEM.
 */
int ht_hold(struct ht_iterator *it, struct ht_queue *queue, struct ht_item *item)
{
	int ret = ht_order_push(&it->order, queue, item);

	if (ret)
		return ret;
	if (!it->reading)
		item->stream->held++;
	if (it->order.held > it->stats->held)
		it->stats->held = it->order.held;
	return 0;
}

static void learn_need(struct ht_iterator *it, int64_t recorded, int64_t happened)
{
	uint64_t need = recorded > happened ? (uint64_t)recorded - (uint64_t)happened : 0;

	if (need > it->stats->need_ns)
		it->stats->need_ns = need;
}

/*
 * Finds the queue of a record. What a guest says happened after it was recorded happened when it
 * was recorded. Return: 0, -EEXIST: it is a duplicate, -ENOMEM.
 */
static int guest_queue(struct ht_iterator *it, const struct ht_record_id *id, struct ht_item *item,
		       int64_t recorded, struct ht_queue **queue)
{
	struct ht_vcpu *vcpu;
	int ret = ht_vcpus_get(&it->vcpus, id, &vcpu);

	if (ret == -ENOSPC) {
		it->stats->unplaced++;
		item->time = recorded;
		*queue = &it->host;
		return 0;
	}
	if (ret)
		return ret;
	if (!ht_vcpu_is_new(vcpu, id, item)) {
		it->stats->duplicates++;
		return -EEXIST;
	}
	if (item->time > recorded)
		item->time = recorded;
	it->stats->moved += item->time < recorded;
	learn_need(it, recorded, item->time);
	*queue = &vcpu->queue;
	return 0;
}

/**
 * ht_place_guest() - find the place of a guest's event
 * @it: the iterator
 * @common: its fields
 * @item: the event, recorded just now; its time and its place are set
 * @queue: set
 *
 * Return: 0, -EEXIST: it came before, or -ENOMEM.
 */
int ht_place_guest(struct ht_iterator *it, const struct ht_common *common, struct ht_item *item,
		   struct ht_queue **queue)
{
	const struct ht_record_id id = {
		.vm_id = common->vm_id,
		.vcpu_id = common->vcpu_id,
		.seq = common->seq,
		.tsc = common->guest_tsc,
		.form = HT_FORM_EVENT,
		.starts = item->class->starts,
		.has_record = item->class->has_record,
	};
	int ret;

	it->stats->guest_events++;
	item->time = ht_clock_from_monotonic(item->stream->class->clock, common->time_ns);
	ret = guest_queue(it, &id, item, it->now, queue);
	if (!ret)
		it->stats->lost += common->lost;
	return ret;
}

/**
 * ht_begin_packed() - begin to take ht_packed apart
 * @it: the iterator, which has taken those before apart
 * @stream: where it came
 * @chunk: what it says; taken over
 *
 * Return: 0 or -ENOMEM.
 */
int ht_begin_packed(struct ht_iterator *it, struct ht_stream *stream, struct ht_chunk *chunk)
{
	const struct ht_record_id id = {
		.vm_id = chunk->common.vm_id,
		.vcpu_id = chunk->common.vcpu_id,
	};
	int ret;

	ht_unpack_begin(&it->unpack, chunk);
	it->unpack_stream = stream;
	ret = ht_vcpus_get(&it->vcpus, &id, &it->unpack_vcpu);
	if (ret)
		it->unpack_vcpu = NULL;
	if (!ret && !it->comp->measure)
		ret = ht_exit_log_read(&it->unpack_vcpu->exits, chunk->exit_log, chunk->exit_words);
	free(chunk->exit_log);
	chunk->exit_log = NULL;
	return ret == -ENOSPC ? 0 : ret;
}

/**
 * ht_take_record() - take the next record of ht_packed
 * @it: the iterator, whose unpack holds a chunk
 *
 * Return: 0 or -ENOMEM.
 */
int ht_take_record(struct ht_iterator *it)
{
	struct ht_chunk *chunk = it->unpack.chunk;
	struct ht_stream *stream = it->unpack_stream;
	struct ht_item item = { .what = chunk, .stream = stream, .kind = ITEM_RECORD };
	struct ht_record_id id = { .form = HT_FORM_PACKED, .has_record = true };
	struct ht_queue *queue;
	struct ht_rec_hdr hdr;
	uint32_t offset;
	int ret;

	if (ht_unpack_next(&it->unpack, it->stats, &hdr, &offset, &item.lost)) {
		it->unpack.chunk = NULL;
		ht_chunk_put(chunk);
		return 0;
	}
	it->stats->unpacked++;
	item.unit = offset / HT_ITEM_UNIT;
	id.vm_id = chunk->common.vm_id;
	id.vcpu_id = chunk->common.vcpu_id;
	id.seq = hdr.seq;
	id.tsc = hdr.tsc;
	id.starts = hdr.type == HT_REC_GUEST_START;
	item.time = ht_clock_from_monotonic(stream->class->clock, ht_chunk_time(chunk, hdr.tsc));
	/* Before it may turn out to be a duplicate: its exits are not those of the next one. */
	if (it->unpack_vcpu)
		ht_exit_log_take(&it->unpack_vcpu->exits, hdr.tsc, &item.exits, &item.hv_cycles);
	ret = guest_queue(it, &id, &item, it->now, &queue);
	if (ret)
		return ret == -EEXIST ? 0 : ret;
	it->stats->lost += item.lost;
	if (it->comp->measure)
		return 0;
	ret = ht_hold(it, queue, &item);
	if (!ret)
		chunk->users++;
	return ret;
}
