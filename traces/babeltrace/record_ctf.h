/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records as bytes of events of CTF.
 */
#ifndef HT_RECORD_CTF_H
#define HT_RECORD_CTF_H

#include <ctf_bytes.h>
#include <ctf_shape.h>

#include "records.h"

struct ht_ctf_event_shape *ht_record_shape_new(uint8_t type, bool has_exits);
int ht_record_put(struct ht_ctf_bytes *bytes, const struct ht_common *common,
		  const union ht_record *rec, bool has_exits);

#endif /* HT_RECORD_CTF_H */
