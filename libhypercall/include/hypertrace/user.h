/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/user.h - a program's own events, next to those of its kernel and of its host.
 *
 *	struct ht_user trace;
 *
 *	ht_user_open(&trace);
 *	…
 *	ht_user_printf(&trace, 7, "request %d: %s", n, url);
 *	…
 *	ht_user_close(&trace);
 *
 * As long as nobody traces, an event costs two loads and a branch, and its arguments are not
 * evaluated. Then it is one system call. All of it but open and close may be used by any number of
 * threads at once, and without looking at what ht_user_open() returned: where there is no device,
 * events are simply off. Link with -lhypertrace.
 *
 * Below the library is /dev/hypertrace: each write(2) or writev(2) is one struct ht_user_event,
 * whole and exact. Mapping its first page (MAP_PRIVATE, PROT_READ) shows struct ht_user_page. The
 * pages from the second on are the headers of the CPUs' rings, with struct ht_vcpu_state in them:
 *
 *	struct ht_vcpu_state state;
 *
 *	if (!ht_user_vcpu(&trace, sched_getcpu(), &state))
 *		printf("on the host's CPU %u, after %llu migrations", state.pcpu, state.migrations);
 */
#ifndef HYPERTRACE_USER_H
#define HYPERTRACE_USER_H

#include <hypertrace/abi.h>
#include <hypertrace/state.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HT_USER_DEVICE "/dev/hypertrace"

/* Bytes of text that an event can carry. */
#define HT_USER_TEXT_MAX (HT_REC_MAX_LEN - (__u32)sizeof(struct ht_rec_user_event))

/**
 * struct ht_user_event - what is written to the device
 * @id: whatever number the program likes: its own type of event, a request's number, …
 * @len: bytes of @text, at most HT_USER_TEXT_MAX
 * @text: what shall be read with the event; bytes that are not printable ASCII become '?'
 *
 * write(2) returns the whole length, also when the event is off or finds no room: that is counted,
 * and no program has to fail for it. Errors are mistakes of the program: EINVAL when less than the
 * two numbers is written, or @len is not what follows them; EMSGSIZE when @len is too much; EFAULT.
 * Only ENOMEM is nobody's mistake.
 */
struct ht_user_event {
	__u32 id;
	__u32 len;
	char text[];
};

/**
 * struct ht_user_page - what the device shows in its first page
 * @enabled: not 0 while somebody traces the events of programs
 */
struct ht_user_page {
	__u32 enabled;
};

HT_ASSERT(sizeof(struct ht_user_event) == 8, "user_event size");
HT_ASSERT(offsetof(struct ht_user_event, text) == 8, "text");
HT_ASSERT(offsetof(struct ht_user_page, enabled) == 0, "enabled");

#ifndef __KERNEL__

/**
 * struct ht_user - an open device
 * @page: what it shows; a page that says "off" when there is none
 * @fd: where to write; -1 when there is none
 * @nr_vcpus: CPUs of which the host may say where they run
 * @vcpus: their pages, HT_RING_HEADER bytes each; NULL when there are none
 */
struct ht_user {
	const struct ht_user_page *page;
	int fd;
	unsigned int nr_vcpus;
	const char *vcpus;
};

/* Under a name of ours: linters for the kernel know a macro for this one that programs have not. */
#define HT_USER_ATTRIBUTE __attribute__

int ht_user_open(struct ht_user *user);
void ht_user_close(struct ht_user *user);
int ht_user_write(const struct ht_user *user, __u32 id, const char *text, __u32 len);
int ht_user_format(const struct ht_user *user, __u32 id, const char *format, ...)
	HT_USER_ATTRIBUTE((format(printf, 3, 4)));

/**
 * ht_user_enabled - would an event be seen?
 * @user: from ht_user_open()
 */
static inline int ht_user_enabled(const struct ht_user *user)
{
	return __builtin_expect(__atomic_load_n(&user->page->enabled, __ATOMIC_RELAXED) != 0, 0);
}

/**
 * ht_user_vcpu - where a vCPU of this machine runs on the host; no system call, no exit
 * @user: from ht_user_open()
 * @cpu: this machine's number of it, as sched_getcpu() says it
 * @state: filled in
 *
 * Return: 0; -HT_ENXIO: nobody says, or there is no such CPU.
 */
static inline int ht_user_vcpu(const struct ht_user *user, unsigned int cpu,
			       struct ht_vcpu_state *state)
{
	const char *page = user->vcpus + (size_t)cpu * HT_RING_HEADER;

	if (cpu >= user->nr_vcpus)
		return -HT_ENXIO;
	return ht_vcpu_state_read((const struct ht_vcpu_state *)(page + HT_RING_STATE), state);
}

/**
 * ht_user_event - report an event, if anybody wants it
 * @user: from ht_user_open()
 * @id: its number
 * @text: its text, which need not be terminated
 * @len: bytes of that
 *
 * Return: 0, also when nobody does; or as ht_user_write().
 */
static inline int ht_user_event(const struct ht_user *user, __u32 id, const char *text, __u32 len)
{
	return ht_user_enabled(user) ? ht_user_write(user, id, text, len) : 0;
}

/**
 * ht_user_printf - report an event whose text is made by a format, if anybody wants it
 * @user: from ht_user_open()
 * @id: its number
 *
 * Then a format and its arguments, as for printf(3). A macro, so that they are evaluated only when
 * somebody wants them.
 *
 * Return: 0, also when nobody does; or as ht_user_format().
 */
#define ht_user_printf(user, id, ...)                                                              \
	({                                                                                         \
		const struct ht_user *ht_u = (user);                                               \
		ht_user_enabled(ht_u) ? ht_user_format(ht_u, id, __VA_ARGS__) : 0;                 \
	})

#endif /* !__KERNEL__ */

#ifdef __cplusplus
}
#endif

#endif /* HYPERTRACE_USER_H */
