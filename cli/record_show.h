/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is shown while a recording goes on.
 */
#ifndef HT_RECORD_SHOW_H
#define HT_RECORD_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "record_host.h"

/**
 * struct ht_record_show - the line
 * @on: there is a terminal for it
 * @shown: it is there, and has to go before anything else is printed
 * @began_ns: when recording began, CLOCK_MONOTONIC
 * @at_ns: when the line was made
 * @traced: records until then
 * @bytes: of them
 */
struct ht_record_show {
	bool on;
	bool shown;
	uint64_t began_ns;
	uint64_t at_ns;
	uint64_t traced;
	uint64_t bytes;
};

uint64_t ht_record_now(void);
void ht_record_show_init(struct ht_record_show *show, bool quiet, char *const *command);
void ht_record_show_base(struct ht_record_show *show, const struct ht_record_host *host);
void ht_record_show(struct ht_record_show *show, const struct ht_record_host *host,
		    uint64_t discarded);
void ht_record_show_exit(struct ht_record_show *show);

#endif /* HT_RECORD_SHOW_H */
