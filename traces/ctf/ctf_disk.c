// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing packets behind. A file is open no longer than a packet is written, so there may be any
 * number of streams.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "ctf_disk.h"

/* Who writes is woken for so many: to fall asleep and be woken takes longer than to write one. */
#define WORTH_WAKING (HT_CTF_DISK_DEPTH / 2)

static int write_all(int fd, const uint8_t *data, size_t size)
{
	while (size) {
		ssize_t count = write(fd, data, size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		data += count;
		size -= (size_t)count;
	}
	return 0;
}

static int write_packet(const struct ht_ctf_packet *packet)
{
	int fd = open(packet->path,
		      O_WRONLY | O_CREAT | O_CLOEXEC | (packet->replaces ? O_TRUNC : O_APPEND),
		      0666);
	int ret;

	if (fd < 0)
		return -errno;
	ret = write_all(fd, packet->bytes.data, packet->bytes.count);
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

/**
 * ht_ctf_disk_init() - begin to write
 * @disk: filled; stays where it is until ht_ctf_disk_exit()
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_disk_init(struct ht_ctf_disk *disk)
{
	cpu_set_t cpus;

	*disk = (struct ht_ctf_disk){ .open_bytes = 0 };
	if (pthread_mutex_init(&disk->lock, NULL))
		return -ENOMEM;
	if (pthread_cond_init(&disk->changed, NULL)) {
		pthread_mutex_destroy(&disk->lock);
		return -ENOMEM;
	}
	/* Where there are more CPUs than fit in the set, asking fails: that is more than one. */
	disk->is_threaded = sched_getaffinity(0, sizeof(cpus), &cpus) || CPU_COUNT(&cpus) > 1;
	return 0;
}

/* After a failure what still comes is dropped. With the lock held. */
static void write_first(struct ht_ctf_disk *disk)
{
	struct ht_ctf_packet packet = disk->waiting[disk->first];
	int ret = 0;

	disk->first = (disk->first + 1) % HT_CTF_DISK_DEPTH;
	disk->count--;
	disk->is_writing = true;
	if (!disk->result) {
		pthread_mutex_unlock(&disk->lock);
		ret = write_packet(&packet);
		pthread_mutex_lock(&disk->lock);
	}
	disk->is_writing = false;
	disk->result = disk->result ?: ret;
	packet.bytes.count = 0;
	if (disk->nr_spare < HT_CTF_DISK_SPARE)
		disk->spare[disk->nr_spare++] = packet.bytes;
	else
		ht_ctf_bytes_exit(&packet.bytes);
	pthread_cond_broadcast(&disk->changed);
}

static void *run(void *data)
{
	struct ht_ctf_disk *disk = data;

	pthread_mutex_lock(&disk->lock);
	for (;;) {
		while (!disk->count && !disk->ended)
			pthread_cond_wait(&disk->changed, &disk->lock);
		if (!disk->count)
			break;
		write_first(disk);
	}
	pthread_mutex_unlock(&disk->lock);
	return NULL;
}

/* Signals are the first thread's, which has the handlers for them. */
static void start(struct ht_ctf_disk *disk)
{
	sigset_t all, old;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	disk->is_running = !pthread_create(&disk->thread, NULL, run, disk);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!disk->is_running)
		disk->is_threaded = false;
}

/* Waits for room. */
static int hand_over(struct ht_ctf_disk *disk, const struct ht_ctf_packet *packet,
		     struct ht_ctf_bytes *spare)
{
	bool wakes = false;
	int ret;

	pthread_mutex_lock(&disk->lock);
	while (disk->count == HT_CTF_DISK_DEPTH)
		pthread_cond_wait(&disk->changed, &disk->lock);
	ret = disk->result;
	if (!ret) {
		disk->waiting[(disk->first + disk->count++) % HT_CTF_DISK_DEPTH] = *packet;
		*spare =
			disk->nr_spare ? disk->spare[--disk->nr_spare] : (struct ht_ctf_bytes){ 0 };
		wakes = disk->count >= WORTH_WAKING;
	}
	pthread_mutex_unlock(&disk->lock);
	/* Not before: it would have to wait for the lock. */
	if (wakes)
		pthread_cond_broadcast(&disk->changed);
	return ret;
}

static int put(struct ht_ctf_disk *disk, const char *path, struct ht_ctf_bytes *bytes,
	       bool replaces)
{
	const struct ht_ctf_packet packet = { path, *bytes, replaces };
	int ret;

	if (disk->is_threaded && !disk->is_running)
		start(disk);
	ret = disk->is_running ? hand_over(disk, &packet, bytes) : write_packet(&packet);
	bytes->count = 0;
	return ret;
}

/**
 * ht_ctf_disk_put() - append a packet to a file
 * @disk: where to
 * @path: the file, made if there is none; stays until ht_ctf_disk_wait()
 * @packet: the packet; empty afterwards, and its memory another
 *
 * Return: 0, or what writing this or an earlier packet gave: what a later one gives is told later.
 */
int ht_ctf_disk_put(struct ht_ctf_disk *disk, const char *path, struct ht_ctf_bytes *packet)
{
	return put(disk, path, packet, false);
}

/**
 * ht_ctf_disk_replace() - write a file anew
 * @disk: where to
 * @path: the file, as of ht_ctf_disk_put()
 * @bytes: all that is in it then; empty afterwards, and its memory another
 *
 * Return: as ht_ctf_disk_put().
 */
int ht_ctf_disk_replace(struct ht_ctf_disk *disk, const char *path, struct ht_ctf_bytes *bytes)
{
	return put(disk, path, bytes, true);
}

/**
 * ht_ctf_disk_wait() - wait until all is written
 * @disk: where to
 *
 * Return: 0, or what writing any packet gave.
 */
int ht_ctf_disk_wait(struct ht_ctf_disk *disk)
{
	int ret;

	pthread_mutex_lock(&disk->lock);
	if (disk->count)
		pthread_cond_broadcast(&disk->changed);
	while (disk->count || disk->is_writing)
		pthread_cond_wait(&disk->changed, &disk->lock);
	ret = disk->result;
	pthread_mutex_unlock(&disk->lock);
	return ret;
}

/**
 * ht_ctf_disk_exit() - end to write; what waits is still written
 * @disk: where to
 */
void ht_ctf_disk_exit(struct ht_ctf_disk *disk)
{
	pthread_mutex_lock(&disk->lock);
	disk->ended = true;
	pthread_cond_broadcast(&disk->changed);
	pthread_mutex_unlock(&disk->lock);
	if (disk->is_running)
		pthread_join(disk->thread, NULL);
	while (disk->nr_spare)
		ht_ctf_bytes_exit(&disk->spare[--disk->nr_spare]);
	pthread_cond_destroy(&disk->changed);
	pthread_mutex_destroy(&disk->lock);
}
