/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing a trace as LTTng's kernel tracer does: CTF 1.8, compact headers of events, one file for
 * each CPU. Fields are told by a letter each:
 *
 *	u, i, U, I	integers of 32 and 64 bits, unsigned and signed
 *	X		like U, shown in hexadecimal
 *	s		a string
 *	c		char[16], as LTTng's own events have for names of tasks
 *	A, H		uint64_t[6], uint64_t[40]
 *	B, L		a sequence of bytes, of uint64_t
 */
#ifndef HT_BENCH_CTF_H
#define HT_BENCH_CTF_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/**
 * struct class - a class of events; its number is its place in the table
 * @name: its name
 * @fields: "u vm_id i vm_pid …"
 */
struct class {
	const char *name;
	const char *fields;
};

#define PACKET_BYTES (1u << 18)

/**
 * struct stream - the events of one CPU
 * @file: where they go
 * @cpu: which
 * @begin: first time stamp of the packet
 * @last: the latest
 * @seq: packets before this one
 * @used: bytes in it
 * @packet: it
 */
struct stream {
	FILE *file;
	uint32_t cpu;
	uint64_t begin;
	uint64_t last;
	uint64_t seq;
	size_t used;
	uint8_t packet[PACKET_BYTES];
};

/**
 * struct bytes - the fields of an event under construction
 * @used: how many bytes
 * @at: them
 */
struct bytes {
	size_t used;
	uint8_t at[1u << 17];
};

void ctf_metadata(const char *dir, const struct class *classes, size_t count);
void ctf_stream_open(struct stream *stream, const char *dir, uint32_t cpu);
void ctf_stream_close(struct stream *stream);
void ctf_event(struct stream *stream, uint64_t now, unsigned int class, const void *fields,
	       size_t len);

void put(struct bytes *bytes, const void *from, size_t len);
void put_u32(struct bytes *bytes, uint32_t value);
void put_u64(struct bytes *bytes, uint64_t value);
void put_text(struct bytes *bytes, const char *text);

#endif /* HT_BENCH_CTF_H */
