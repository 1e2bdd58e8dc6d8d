// SPDX-License-Identifier: GPL-2.0-only
/*
 * Metadata in packets, as LTTng writes it (CTF 1.8, section 7.1). libbabeltrace2 2.0 believes what
 * a packet says of its length, and reads at the end of the file for ever.
 */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "trace_metadata.h"

#define MAGIC 0x75d11d57u
#define BYTE 8

/* As it is in the file, in the byte order of whoever wrote it. */
struct head {
	uint32_t magic;
	uint8_t uuid[16];
	uint32_t checksum;
	uint32_t content_bits;
	uint32_t packet_bits;
	uint8_t rest[5];
};
#define HEAD_BYTES 37

static uint32_t number(uint32_t raw, bool swap)
{
	return swap ? __builtin_bswap32(raw) : raw;
}

/* Return: bytes of the packet at @at, 0: there cannot be one. */
static long packet_len(FILE *file, long at, long size)
{
	struct head head = { 0 };
	uint32_t content, packet;
	bool swap;

	if (fseek(file, at, SEEK_SET) || fread(&head, HEAD_BYTES, 1, file) != 1)
		return 0;
	swap = head.magic == __builtin_bswap32(MAGIC);
	content = number(head.content_bits, swap) / BYTE;
	packet = number(head.packet_bits, swap) / BYTE;
	if (number(head.magic, swap) != MAGIC || content < HEAD_BYTES || packet < content)
		return 0;
	return packet <= (unsigned long)(size - at) ? (long)packet : 0;
}

static bool check(FILE *file)
{
	uint32_t magic = 0;
	long at = 0, len, size;

	if (fread(&magic, sizeof(magic), 1, file) != 1)
		return true;
	if (magic != MAGIC && magic != __builtin_bswap32(MAGIC))
		return true;
	if (fseek(file, 0, SEEK_END))
		return true;
	size = ftell(file);
	while (at < size) {
		len = packet_len(file, at, size);
		if (!len)
			return false;
		at += len;
	}
	return true;
}

/**
 * ht_metadata_is_whole() - can all packets of a trace's metadata be read?
 * @dir: the trace
 *
 * Return: false if a packet is cut, or is none; true also for metadata that is text, or for none:
 * libbabeltrace2 has its own word on these.
 */
bool ht_metadata_is_whole(const char *dir)
{
	char path[PATH_MAX];
	FILE *file;
	bool whole;

	if ((size_t)snprintf(path, sizeof(path), "%s/metadata", dir) >= sizeof(path))
		return true;
	file = fopen(path, "r");
	if (!file)
		return true;
	whole = check(file);
	fclose(file);
	return whole;
}
