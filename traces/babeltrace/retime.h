/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * filter.hypertrace.retime, from outside: what it counts, and its class for programs that link it.
 *
 * The filter puts the events of guests where they happened, and takes packed ones apart:
 *
 *	    recorded:   h1   h2   [ht_packed: g1 g2 g3]   h3
 *	              ──┴────┴────┴───────────────────────┴──► trace clock
 *	     happened:  g1 h1 g2 h2 g3                    h3
 *
 * Parameters:
 *   window-ms      hold events until the input is so many milliseconds further (default 100)
 *   max-events     but no more of them than so many (default 262144, some 150 bytes each)
 *   packet-events  cut a packet of the output after so many events (default 4096)
 *   measure        true: let nothing through, only find out how late events were recorded
 */
#ifndef HT_RETIME_H
#define HT_RETIME_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stdint.h>

/* Why a record, or a whole ht_packed, could not be used. */
enum ht_skip {
	HT_SKIP_EVENT, /* ht_packed without the fields it has to have */
	HT_SKIP_CUT, /* the record is longer than what is left of its chunk */
	HT_SKIP_LENGTH, /* no record has such a length: the rest of its chunk is skipped */
	HT_SKIP_TYPE, /* an unknown type: skipped by its length */
	HT_SKIP_FIELDS, /* reserved bits are set, or lengths disagree */
	HT_SKIP_TEXT, /* unprintable text */
	HT_SKIP_NR
};

/**
 * struct ht_retime_stats - what the filter did
 * @events_in: events that came
 * @events_out: events that went
 * @guest_events: of those that came, events of guests, one for each record
 * @packed: of those that came, ht_packed
 * @unpacked: records they held, that were of use
 * @moved: events that went with an earlier time than they came with
 * @late: events that came too late to go where they belong
 * @late_ns: the most by which one of these did
 * @need_ns: the window that would have sufficed
 * @forced: events that had to go before their time, since there were max-events
 * @held: the most that were held at a time
 * @duplicates: records that came in both forms, once each
 * @unplaced: events of guests that stay where they were recorded, as there are too many vCPUs
 * @skipped: what was of no use, by enum ht_skip
 * @lost: records lost between guest and host
 * @discarded_events: events that the tracer discarded
 * @discarded_packets: packets that the tracer discarded
 * @discarded_uncounted: it discarded more than these two say
 * @broken: the input broke off with an error
 */
struct ht_retime_stats {
	uint64_t events_in;
	uint64_t events_out;
	uint64_t guest_events;
	uint64_t packed;
	uint64_t unpacked;
	uint64_t moved;
	uint64_t late;
	uint64_t late_ns;
	uint64_t need_ns;
	uint64_t forced;
	uint64_t held;
	uint64_t duplicates;
	uint64_t unplaced;
	uint64_t skipped[HT_SKIP_NR];
	uint64_t lost;
	uint64_t discarded_events;
	uint64_t discarded_packets;
	bool discarded_uncounted;
	bool broken;
};

const bt_component_class_filter *ht_retime_class_create(void);
uint64_t ht_retime_skipped(const struct ht_retime_stats *stats);

#endif /* HT_RETIME_H */
