// SPDX-License-Identifier: GPL-2.0-only
/*
 * FAKE pread(), preloaded into the command: it fails, as if a temporary file's disk had broken.
 */
#include <errno.h>
#include <unistd.h>

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
	(void)fd;
	(void)data;
	(void)size;
	(void)at;
	errno = EIO;
	return -1;
}
