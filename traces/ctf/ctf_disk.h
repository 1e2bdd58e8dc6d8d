/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Packets on their way to their files. Where there is more than one CPU a thread of its own writes
 * them, as that takes a fifth of the time of who puts them together.
 *
 *	ht_ctf_disk_put() ─► at most HT_CTF_DISK_DEPTH wait ─► their files
 *	                 ◄── empty ones, to be used again ◄──┘
 */
#ifndef HT_CTF_DISK_H
#define HT_CTF_DISK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "ctf_bytes.h"

#define HT_CTF_DISK_DEPTH 6
/* Empty ones that are kept. */
#define HT_CTF_DISK_SPARE 4

/**
 * struct ht_ctf_packet - a packet that waits
 * @path: its file
 * @bytes: the packet
 * @replaces: what was in the file before
 */
struct ht_ctf_packet {
	const char *path;
	struct ht_ctf_bytes bytes;
	bool replaces;
};

/**
 * struct ht_ctf_disk - where all packets go of what is written together
 * @open_bytes: memory of packets that are not on their way yet
 * @is_full: that is more than it may be: whoever writes has to flush all streams
 * @bytes: of the traces that have ended
 * @is_threaded: a thread may write
 * @is_running: it does
 * @thread: that thread
 * @lock: held for what follows
 * @changed: something of it did
 * @waiting: packets that wait, a ring: @count of them from @first on
 * @first: see @waiting
 * @count: see @waiting
 * @is_writing: one more is being written
 * @spare: empty ones, @nr_spare
 * @nr_spare: see @spare
 * @ended: nothing comes any more
 * @result: the first failure
 */
struct ht_ctf_disk {
	size_t open_bytes;
	bool is_full;
	uint64_t bytes;
	bool is_threaded;
	bool is_running;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct ht_ctf_packet waiting[HT_CTF_DISK_DEPTH];
	size_t first;
	size_t count;
	bool is_writing;
	struct ht_ctf_bytes spare[HT_CTF_DISK_SPARE];
	size_t nr_spare;
	bool ended;
	int result;
};

int ht_ctf_disk_init(struct ht_ctf_disk *disk);
int ht_ctf_disk_put(struct ht_ctf_disk *disk, const char *path, struct ht_ctf_bytes *packet);
int ht_ctf_disk_replace(struct ht_ctf_disk *disk, const char *path, struct ht_ctf_bytes *bytes);
int ht_ctf_disk_wait(struct ht_ctf_disk *disk);
void ht_ctf_disk_exit(struct ht_ctf_disk *disk);

#endif /* HT_CTF_DISK_H */
