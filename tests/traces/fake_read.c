// SPDX-License-Identifier: GPL-2.0-only
/*
 * FAKE pread() and fseeko(), preloaded into the command: the one that FAKE_READ names fails, as if
 * the disk of a temporary file had broken.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fails(const char *what)
{
	const char *chosen = getenv("FAKE_READ");

	errno = EIO;
	return chosen && !strcmp(chosen, what);
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
	return fails("read") ? -1 : syscall(SYS_pread64, fd, data, size, at);
}

int fseeko(FILE *file, off_t at, int whence)
{
	return fails("seek") ? -1 : fseek(file, at, whence);
}
