// SPDX-License-Identifier: GPL-2.0-only
/*
 * A FAKE write(), preloaded into the command: what it writes into a file the kernel refuses, with
 * the errno in FAKE_WRITE_ERRNO. Files of a test's machine accept anything.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

ssize_t write(int fd, const void *data, size_t len)
{
	if (fd <= STDERR_FILENO)
		return syscall(SYS_write, fd, data, len);
	errno = atoi(getenv("FAKE_WRITE_ERRNO"));
	return -1;
}
