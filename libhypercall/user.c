// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * libhypertrace: what hypertrace/user.h cannot do inline. Prints nothing, keeps nothing of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <hypertrace/user.h>

/* What a program looks at that has no device: off, for ever. */
static const struct ht_user_page off_page;

/* An older module has one page only, and that is no reason to fail. */
static void map_vcpus(struct ht_user *user)
{
	const long nr = sysconf(_SC_NPROCESSORS_CONF);
	void *pages;

	user->nr_vcpus = 0;
	user->vcpus = NULL;
	if (nr <= 0)
		return;
	pages = mmap(NULL, (size_t)nr * HT_RING_HEADER, PROT_READ, MAP_PRIVATE, user->fd,
		     HT_RING_HEADER);
	if (pages == MAP_FAILED)
		return;
	user->vcpus = pages;
	user->nr_vcpus = (unsigned int)nr;
}

/**
 * ht_user_open - find out whether this program can be traced
 * @user: filled in; whatever is returned, it can be used and has to be closed
 *
 * Return: 0; or the negative errno of open(2) or mmap(2) for /dev/hypertrace: -ENOENT where the
 * kernel's module is not loaded, -EACCES for who may not trace.
 */
int ht_user_open(struct ht_user *user)
{
	void *page;
	int ret;

	*user = (struct ht_user){ .page = &off_page };
	user->fd = open(HT_USER_DEVICE, O_RDWR | O_CLOEXEC);
	if (user->fd < 0)
		return -errno;
	page = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ, MAP_PRIVATE, user->fd, 0);
	if (page == MAP_FAILED) {
		ret = -errno;
		close(user->fd);
		user->fd = -1;
		return ret;
	}
	user->page = page;
	map_vcpus(user);
	return 0;
}

/**
 * ht_user_close - undo ht_user_open()
 * @user: no other thread uses it any more; events on it are off from here on
 */
void ht_user_close(struct ht_user *user)
{
	if (user->fd < 0)
		return;
	if (user->vcpus)
		munmap((void *)user->vcpus, (size_t)user->nr_vcpus * HT_RING_HEADER);
	munmap((void *)user->page, (size_t)sysconf(_SC_PAGESIZE));
	close(user->fd);
	*user = (struct ht_user){ .page = &off_page, .fd = -1 };
}

/**
 * ht_user_write - report an event, without asking whether anybody wants it
 * @user: from ht_user_open()
 * @id: its number
 * @text: its text, which need not be terminated
 * @len: bytes of that
 *
 * Return: 0; -EMSGSIZE: @len is more than HT_USER_TEXT_MAX; -EBADF: there is no device; or what
 * else writev(2) says.
 */
int ht_user_write(const struct ht_user *user, __u32 id, const char *text, __u32 len)
{
	struct ht_user_event event = { .id = id, .len = len };
	const struct iovec parts[] = {
		{ .iov_base = &event, .iov_len = sizeof(event) },
		{ .iov_base = (void *)text, .iov_len = len },
	};

	return writev(user->fd, parts, 2) < 0 ? -errno : 0;
}

/**
 * ht_user_format - likewise, for a text that is made by a format
 * @user: from ht_user_open()
 * @id: its number
 * @format: as for printf(3), with what follows; text beyond HT_USER_TEXT_MAX is cut off
 *
 * Return: 0; -EINVAL: the format is wrong; or as ht_user_write().
 */
int ht_user_format(const struct ht_user *user, __u32 id, const char *format, ...)
{
	char text[HT_USER_TEXT_MAX + 1];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (len < 0)
		return -EINVAL;
	return ht_user_write(user, id, text,
			     (__u32)len < HT_USER_TEXT_MAX ? (__u32)len : HT_USER_TEXT_MAX);
}
