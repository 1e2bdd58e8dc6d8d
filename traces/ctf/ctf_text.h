/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The metadata of a trace as text: TSDL, CTF 1.8, section 7.
 */
#ifndef HT_CTF_TEXT_H
#define HT_CTF_TEXT_H

#include <stdio.h>

#include "ctf_shape.h"

void ht_ctf_text_trace(FILE *file, const uint8_t uuid[16], const struct ht_ctf_envs *envs);
void ht_ctf_text_clock(FILE *file, const struct ht_ctf_clock *clock, const char *name);
void ht_ctf_text_stream(FILE *file, const struct ht_ctf_stream_shape *shape, const char *clock);
void ht_ctf_text_event(FILE *file, const struct ht_ctf_event_shape *shape, uint64_t stream,
		       uint32_t id);

#endif /* HT_CTF_TEXT_H */
