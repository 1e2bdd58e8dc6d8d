// SPDX-License-Identifier: GPL-2.0-only
/*
 * The protocol of the ring, for spin: one vCPU that writes, with an interrupt and an NMI that strike
 * it at any step and write too, and a host that reads at any step of theirs. Every step here is one
 * access that libhypercall/include/hypertrace/ring.h makes to something shared, in its order; so what
 * holds in every interleaving of the model holds for the code, as far as the model is the code.
 *
 * Memory order. Task, interrupt and NMI are one CPU, which sees its own accesses in program order:
 * between them nothing but the compiler could reorder, and ht_barrier() keeps it from that. For them
 * the model's sequential consistency is exact. The host is another CPU. What it needs is that
 * records are seen before the head that covers them (store-release, load-acquire), and that the
 * writer sees a tail only after the copy was made (the same, the other way). On x86-TSO both are
 * plain moves: stores are seen in order, loads are made in order. The one thing TSO does reorder, a
 * load before an older store to another address, can make either side see the other's position
 * late. That is a host, or a writer, that comes earlier in some other interleaving; nothing depends
 * on a side seeing the newest.
 *
 * Bounded: a ring of SIZE cells, records of one or two cells, so that both padding and ends that fit
 * occur; TASK, IRQ and NMI records at most. Positions and numbers do not wrap here: that is
 * arithmetic, and tests/unit has it.
 *
 * The clock ticks whenever a number is taken. So a record's time is right, that is after all earlier
 * numbers and before all later ones, exactly if it equals its number.
 */
#ifndef SIZE
#define SIZE 4
#endif
#ifndef TASK
#define TASK 1
#endif
#ifndef IRQ
#define IRQ 1
#endif
#ifndef NMI
#define NMI 1
#endif

#define EMPTY 0
#define HEADER 1
#define PAYLOAD 2
#define PADDING 3

typedef cell {
	byte kind;
	byte seq;
	byte cells;
	byte tsc
};

/* struct ht_ring */
byte head_seq, head_pos;
byte tail;
cell data[SIZE];

/* struct ht_ring_writer */
byte state_seq, state_pos;
byte nest;
byte known_tail;

/* What only the proof knows. */
byte level;   /* who has the vCPU: 0 task, 1 interrupt, 2 NMI */
byte interrupted; /* who had it before the NMI */
byte done;    /* writers that will not write any more */
byte lost;    /* records that found no room */
byte copied;  /* position that the host has copied everything before */

/* A cell is written: never one that the host still has to copy. */
inline put(at, k, s, l)
{
	assert(at - copied < SIZE);
	data[(at) % SIZE].kind = k;
	data[(at) % SIZE].seq = s;
	data[(at) % SIZE].cells = l
}

/* Whether anybody came in between, and if not, what follows. */
inline compare_and_exchange(need)
{
	if
	:: state_seq == seq && state_pos == pos ->
		state_seq = seq + 1;
		state_pos = pos + need;
		ok = 1
	:: else ->
		ok = 0
	fi
}

/* ht_ring_reserve_slow(): at the end of the data, or of the room */
inline reserve_slow()
{
	do
	:: atomic { seq = state_seq; pos = state_pos };
		atomic {
			tsc = state_seq; /* inside */
			if
			:: SIZE - pos % SIZE < cells -> pad = SIZE - pos % SIZE
			:: else -> pad = 0
			fi
		};
		if
		:: pos + pad + cells - known_tail > SIZE ->
			t = tail; /* acquire; pairs with the host's release */
			known_tail = t;
			if
			:: pos + pad + cells - t > SIZE -> none = 1; break
			:: else
			fi
		:: else
		fi;
		atomic {
			compare_and_exchange(pad + cells);
			if
			:: ok -> break
			:: else
			fi
		}
	od;
	if
	:: none -> atomic { lost++; state_seq++ } /* ht_ring_number() */
	:: else
	fi
}

/* ht_ring_reserve() */
inline reserve()
{
	n = nest;
	nest = n + 1;
	do
	:: atomic { seq = state_seq; pos = state_pos };
		tsc = state_seq; /* inside */
		if
		:: pos % SIZE + cells >= SIZE || pos + cells - known_tail > SIZE ->
			reserve_slow();
			break
		:: else
		fi;
		atomic {
			compare_and_exchange(cells);
			if
			:: ok -> break
			:: else
			fi
		}
	od
}

inline fill()
{
	if
	:: pad -> atomic { put(pos, PADDING, 0, pad); pos = pos + pad }
	:: else
	fi;
	atomic { put(pos, HEADER, seq, cells) };
	data[pos % SIZE].tsc = tsc;
	if
	:: cells == 2 -> atomic { put(pos + 1, PAYLOAD, seq, 0) }
	:: else
	fi
}

/* ht_ring_commit() */
inline commit()
{
	n = nest;
	if
	:: n > 1 ->
		nest = n - 1
	:: else ->
		do
		:: atomic { s_seq = state_seq; s_pos = state_pos };
			atomic {
				/* release; pairs with the host's acquire; never back */
				assert(s_seq >= head_seq && s_pos >= head_pos);
				head_seq = s_seq;
				head_pos = s_pos
			};
			nest = 0;
			if
			:: state_seq == s_seq && state_pos == s_pos -> break
			:: else
			fi;
			nest = 1
		od;
		/* Whoever came meanwhile has gone again: everything is published. */
		assert(head_seq == state_seq && head_pos == state_pos)
	fi
}

inline write_record()
{
	atomic {
		times++;
		if
		:: cells = 1
		:: cells = 2
		fi
	};
	reserve();
	if
	:: !none -> fill()
	:: else
	fi;
	commit();
	atomic {
		n = 0; cells = 0; seq = 0; pos = 0; pad = 0; tsc = 0; t = 0;
		s_seq = 0; s_pos = 0; ok = 0; none = 0
	}
}

#define WRITER                                                                                     \
	byte n, cells, seq, pos, pad, tsc, t, s_seq, s_pos, times;                                 \
	bit ok, none

active proctype task() provided (level == 0)
{
	WRITER;

	do
	:: times < TASK -> write_record()
	:: else -> break
	od;
	done++
}

/* Strikes while the task has the vCPU; may as well not. */
active proctype irq() provided (level < 2)
{
	WRITER;

	do
	:: times < IRQ ->
		atomic { level == 0 -> level = 1 };
		write_record();
		level = 0
	:: break
	od;
	done++
}

/* Strikes whoever has the vCPU. */
active proctype nmi()
{
	WRITER;

	do
	:: times < NMI ->
		atomic { interrupted = level; level = 2 };
		write_record();
		level = interrupted
	:: break
	od;
	done++
}

/* ht_ring_snapshot(), _read() and _release(), as a host uses them */
active proctype host()
{
	byte h_seq, h_pos, at, next, events, missing;
	bit last;
	cell c;

	do
	/* A snapshot that shows nothing new is left out: it changes nothing. */
	:: atomic {
			head_seq != h_seq || done == 3;
			last = (done == 3);
			h_seq = head_seq; h_pos = head_pos; /* acquire; pairs with commit() */
			assert(h_seq >= next && h_pos >= at && h_pos - at <= SIZE)
		};
		do
		:: at != h_pos ->
			atomic {
				/* One cell after the other; all that is looked at is the copy. */
				c.kind = data[at % SIZE].kind;
				c.seq = data[at % SIZE].seq;
				c.cells = data[at % SIZE].cells;
				c.tsc = data[at % SIZE].tsc;
				copied = at + 1;
				if
				:: c.kind == PADDING ->
					assert(at % SIZE + c.cells == SIZE && at + c.cells <= h_pos);
					copied = at + c.cells
				:: else ->
					assert(c.kind == HEADER && at + c.cells <= h_pos);
					assert(at % SIZE + c.cells <= SIZE);
					assert(c.seq >= next && c.seq < h_seq);
					assert(c.tsc == c.seq);
					missing = missing + c.seq - next;
					next = c.seq + 1;
					events++
				fi
			};
			if
			:: c.kind == HEADER && c.cells == 2 ->
				/* Whole: nothing of it is missing, and nothing of another is in it. */
				atomic {
					assert(data[(at + 1) % SIZE].kind == PAYLOAD);
					assert(data[(at + 1) % SIZE].seq == c.seq);
					copied = at + 2
				}
			:: else
			fi;
			atomic { at = at + c.cells; c.kind = 0; c.seq = 0; c.cells = 0; c.tsc = 0 };
			/* A piece ends with the data area, or where the host's buffer is none. */
			if
			:: tail = at /* release; pairs with the acquire in reserve_slow() */
			:: at % SIZE && at != h_pos
			fi
		:: else -> break
		od;
		atomic {
			missing = missing + h_seq - next;
			next = h_seq;
			if
			:: last -> break
			:: else
			fi
		}
	od;
	/* Quiet: all is published, and emitted = read + lost, to the record. */
	assert(nest == 0 && level == 0);
	assert(head_seq == state_seq && head_pos == state_pos);
	assert(events + missing == state_seq && missing == lost)
}
