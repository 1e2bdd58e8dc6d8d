// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * The ring's slow paths for the writer, and all of the reader. The same file is compiled into the
 * guest's module, the host's module and the user-space tests.
 */
#include <hypertrace/ring.h>

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/string.h>
#else
#include <errno.h>
#include <string.h>
#endif

/* What stands where a record did not fit before the end of the data area; no number, no time. */
static __u64 pad_word(__u32 len)
{
	return (__u64)len << 16 | HT_REC_PAD;
}

/**
 * ht_ring_writer_init - make a ring out of memory
 * @w: the writer; its numbering goes on, its positions begin at 0
 * @mem: HT_RING_HEADER + @size bytes, aligned to pages
 * @size: a power of two, HT_RING_MIN to HT_RING_MAX
 *
 * Before anybody writes. Until the host says otherwise every class is allowed, and none asked for.
 */
void ht_ring_writer_init(struct ht_ring_writer *w, void *mem, __u32 size)
{
	struct ht_ring *ring = mem;

	memset(ring, 0, HT_RING_HEADER);
	ring->magic = HT_RING_MAGIC;
	ring->version = HT_RING_VERSION;
	ring->size = size;
	ring->allow = ~0ull;
	w->state &= ~0xffffffffull;
	ring->head = w->state;
	ring->lost = w->lost;
	w->nest = 0;
	w->size = size;
	w->tail = 0;
	w->data = (__u8 *)mem + HT_RING_HEADER;
	w->ring = ring;
	ht_ring_writer_policy(w, 0);
}

/**
 * ht_ring_writer_policy - when ht_ring_commit() wants the host to be told
 * @w: the writer, in use by nobody else
 * @batch: after that many records; 0: when half of the ring is in use
 */
void ht_ring_writer_policy(struct ht_ring_writer *w, __u32 batch)
{
	__u64 state = ht_load(&w->state);

	w->bell_shift = batch ? 32 : 0;
	w->bell_step = batch ? batch : w->size / 2;
	w->bell = (__u32)(state >> w->bell_shift) + w->bell_step;
}

/* Looks again whether there is room for @need bytes at @pos; if there is none, counts the loss. */
static int ring_full(struct ht_ring_writer *w, __u32 pos, __u32 need)
{
	/* Pairs with ht_ring_release(): what we are about to overwrite has been copied. */
	__u32 tail = (__u32)ht_load_acquire(&w->ring->tail);

	ht_store(&w->tail, tail);
	/* Nobody publishes before we do, so the host cannot have read beyond @pos. */
	if (pos + need - tail <= w->size)
		return 0;
	ht_local_fetch_add(&w->lost, 1);
	ht_local_fetch_add(&w->ring->lost, 1);
	return 1;
}

/**
 * ht_ring_reserve_slow - ht_ring_reserve() at the end of the data, or of the room
 * @w: the writer, counted as one at work
 * @type: enum ht_rec_type
 * @len: bytes of the record
 *
 * Where the record does not fit before the end of the data area, padding fills that, and the record
 * begins at its start.
 *
 * Return: as ht_ring_reserve().
 */
void *ht_ring_reserve_slow(struct ht_ring_writer *w, __u8 type, __u32 len)
{
	__u32 pos, pad, need;
	__u64 old, next, tsc;

	do {
		old = ht_load(&w->state);
		tsc = ht_rdtsc();
		pos = ht_mark_pos(old);
		pad = w->size - (pos & (w->size - 1));
		if (pad >= len)
			pad = 0;
		need = pad + len;
		if (pos + need - ht_load(&w->tail) > w->size && ring_full(w, pos, need)) {
			ht_ring_number(w);
			return NULL;
		}
		next = (__u64)(ht_mark_seq(old) + 1) << 32 | (__u32)(pos + need);
	} while (!ht_local_cmpxchg(&w->state, old, next));
	if (pad)
		*(__u64 *)(w->data + (pos & (w->size - 1))) = pad_word(pad);
	return ht_ring_header(w, old, pos + pad, (__u64)len << 16 | type, tsc);
}

/**
 * ht_ring_bell - is it time to tell the host?
 * @w: the writer
 * @state: what was just published
 *
 * Return: whether it is. Then not again before another step, whatever comes of it: a host that does
 * not listen must not cost a hypercall an event.
 */
int ht_ring_bell(struct ht_ring_writer *w, __u64 state)
{
	__u32 now = (__u32)(state >> w->bell_shift);

	if (!w->bell_shift) {
		__u32 tail = (__u32)ht_load_acquire(&w->ring->tail);

		/* The host may have been here meanwhile. */
		ht_store(&w->tail, tail);
		if ((__s32)(now - (tail + w->bell_step)) < 0) {
			ht_store(&w->bell, tail + w->bell_step);
			return 0;
		}
		ht_store(&w->bell, now + w->size / 8);
		return 1;
	}
	ht_store(&w->bell, now + w->bell_step);
	return 1;
}

/* Where head says the data ends: not behind the reader, not ahead of the memory. */
static int check_head(const struct ht_ring_reader *r, __u64 head)
{
	if (ht_mark_pos(head) - r->tail > r->size)
		return -HT_RING_EHEAD;
	if (ht_mark_pos(head) % HT_REC_ALIGN)
		return -HT_RING_EALIGN;
	return 0;
}

static int all_zero(const void *pad, __u32 len)
{
	const __u8 *byte = pad;

	while (len--)
		if (ht_load(&byte[len]))
			return 0;
	return 1;
}

/**
 * ht_ring_reader_init - begin to read
 * @r: the reader
 * @mem: HT_RING_HEADER + @size bytes, shared with a writer that is not trusted
 * @size: what the writer said by another way; a power of two, HT_RING_MIN to HT_RING_MAX
 *
 * A ring that another reader has left is read on from where that one was, as the shared tail says.
 *
 * Return: 0; -HT_EBADMSG: the header has another magic, version or size, a reserved field is not
 * zero, or head and tail do not fit together.
 */
int ht_ring_reader_init(struct ht_ring_reader *r, void *mem, __u32 size)
{
	struct ht_ring *ring = mem;
	__u64 tail, head;

	if (ht_load(&ring->magic) != HT_RING_MAGIC || ht_load(&ring->version) != HT_RING_VERSION ||
	    ht_load(&ring->size) != size)
		return -HT_EBADMSG;
	if (!all_zero(ring->pad0, sizeof(ring->pad0)) ||
	    !all_zero(ring->pad1, sizeof(ring->pad1)) ||
	    !all_zero(ring->pad2, sizeof(ring->pad2)) || !all_zero(ring->pad3, sizeof(ring->pad3)))
		return -HT_EBADMSG;
	tail = ht_load(&ring->tail);
	if (tail >> 32 || tail % HT_REC_ALIGN)
		return -HT_EBADMSG;
	r->ring = ring;
	r->data = (const __u8 *)mem + HT_RING_HEADER;
	r->size = size;
	r->tail = (__u32)tail;
	/* Pairs with ht_ring_commit(): records before head. */
	head = ht_load_acquire(&ring->head);
	if (check_head(r, head))
		return -HT_EBADMSG;
	r->head = head;
	/*
	 * Which number comes next is not known yet. Half of what a comparison can span is left for
	 * records that lie in the ring already, the other half for losses before the first read.
	 */
	r->next_seq = ht_mark_seq(head) - (1u << 30);
	return 0;
}

/**
 * ht_ring_snapshot - read head
 * @r: the reader
 *
 * The one time head is read before as much as it covers has been read: a writer that keeps going
 * does not keep the reader. When all that has been read, ht_mark_seq(@r->head) is the number behind
 * the last record the writer has made: what is missing up to there found no room.
 *
 * Return: 0, or a negated enum ht_ring_fault.
 */
int ht_ring_snapshot(struct ht_ring_reader *r)
{
	/* Pairs with ht_ring_commit(): records before head. */
	__u64 head = ht_load_acquire(&r->ring->head);
	int ret = check_head(r, head);

	if (ret)
		return ret;
	if ((__s32)(ht_mark_seq(head) - r->next_seq) < 0)
		return -HT_RING_ESEQ;
	r->head = head;
	return 0;
}

/* Padding that says nothing but how long it is, namely @left bytes. */
static int is_pad(const __u8 *buf, __u32 left)
{
	__u64 word;

	memcpy(&word, buf, sizeof(word));
	return left < HT_REC_MAX_LEN && word == pad_word(left);
}

#define HT_REC_MIN ((__u32)sizeof(struct ht_rec_hdr))

/* Of HT_REC_ALIGN in @len: a huge number when it is no multiple of that. */
static __u32 steps(__u32 len)
{
	return len / HT_REC_ALIGN | len << 29;
}

/*
 * Checks each record in the copy, which holds @n of the @avail bytes there are; @edge is where the
 * data area ends. The host does this for every event there is: what is not needed for one that is
 * as it should be stays out of the loop.
 */
static int walk(struct ht_ring_reader *r, const __u8 *buf, __u32 n, __u32 avail, __u32 edge,
		struct ht_ring_chunk *chunk)
{
	__u32 next = r->next_seq, events = 0, start, seq;
	__u64 left = n, len; /* of a register's width, which saves extending them */

	chunk->span = 0;
	chunk->first_seq = next;
	for (; left; left -= len, buf += len) {
		memcpy(&start, buf, sizeof(start)); /* type, flags, length */
		if (ht_unlikely((__u8)start == HT_REC_PAD)) {
			/* Writers pad what is too short for a record, to the end of the data. */
			chunk->span = edge - (n - (__u32)left);
			if (avail != edge || !is_pad(buf, chunk->span))
				return -HT_RING_EPAD;
			break;
		}
		len = start >> 16;
		if (ht_unlikely(steps((__u32)(len - HT_REC_MIN)) >
				steps(HT_REC_MAX_LEN - HT_REC_MIN)))
			return -HT_RING_ELEN;
		if (ht_unlikely(len > left)) {
			if (len > avail - (n - left))
				return -HT_RING_ECROSS;
			break;
		}
		memcpy(&seq, buf + sizeof(start), sizeof(seq));
		if (ht_unlikely(seq != next)) {
			if ((__s32)(seq - next) < 0)
				return -HT_RING_ESEQ;
			if (!events)
				chunk->first_seq = seq;
			next = seq;
		}
		next++;
		events++;
	}
	if ((__s32)(ht_mark_seq(r->head) - next) < 0)
		return -HT_RING_ESEQ;
	chunk->len = n - (__u32)left;
	chunk->span += chunk->len;
	chunk->events = events;
	chunk->end_seq = next;
	return 0;
}

/**
 * ht_ring_read - copy the next records
 * @r: the reader, after ht_ring_snapshot()
 * @buf: where to, aligned to 8 bytes
 * @room: bytes there, at least HT_REC_MAX_LEN
 * @chunk: what there is now; no events when there was only padding
 *
 * Each shared byte is read once, into @buf, and only @buf is looked at.
 *
 * Return: 1; 0 when everything up to the snapshot has been read; or a negated enum ht_ring_fault,
 * after which the ring cannot be read any more.
 */
int ht_ring_read(struct ht_ring_reader *r, void *buf, __u32 room, struct ht_ring_chunk *chunk)
{
	__u32 used = ht_mark_pos(r->head) - r->tail;
	__u32 off = r->tail & (r->size - 1);
	__u32 edge = r->size - off;
	__u32 avail = used < edge ? used : edge;
	__u32 n = avail < room ? avail : room & ~(HT_REC_ALIGN - 1);
	int ret;

	if (!n)
		return 0;
	memcpy(buf, r->data + off, n);
	ht_barrier(); /* Only the copy is looked at: no compiler reads the original again. */
	ret = walk(r, buf, n, avail, edge, chunk);
	return ret ? ret : 1;
}

/**
 * ht_ring_release - give the room back
 * @r: the reader
 * @chunk: from ht_ring_read()
 */
void ht_ring_release(struct ht_ring_reader *r, const struct ht_ring_chunk *chunk)
{
	r->tail += chunk->span;
	r->next_seq = chunk->end_seq;
	/* Pairs with ring_full(): our copy is complete before the writer may overwrite. */
	ht_store_release(&r->ring->tail, (__u64)r->tail);
}
