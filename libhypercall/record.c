// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * Writing and checking records. The same file is compiled into the guest's module, the host's
 * module and the user-space tests, so the code that faces a hostile guest is the code the
 * sanitizers run.
 */
#include <hypertrace/record.h>

#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/string.h>
#else
#include <errno.h>
#include <string.h>
#endif

/* Where the text of each type lies: fixed part, the two lengths in it, reserved bytes in it. */
struct ht_layout {
	__u16 fixed; /* bytes before the text; 0: no such type */
	__u16 len1, len2; /* offsets of __u16 text lengths; 0: none */
	__u16 pad, pad_len; /* reserved bytes inside the fixed part */
};

#define HT_LAYOUT(type, l1, l2, p, plen)                                                           \
	{                                                                                          \
		.fixed = sizeof(struct type), .len1 = l1, .len2 = l2, .pad = p, .pad_len = plen    \
	}

static const struct ht_layout layouts[HT_REC_END] = {
	[HT_REC_GUEST_START] =
		HT_LAYOUT(ht_rec_guest_start, offsetof(struct ht_rec_guest_start, release_len), 0,
			  offsetof(struct ht_rec_guest_start, pad), 2),
	[HT_REC_INITCALL_LEVEL] =
		HT_LAYOUT(ht_rec_initcall_level, offsetof(struct ht_rec_initcall_level, name_len),
			  0, offsetof(struct ht_rec_initcall_level, pad), 6),
	[HT_REC_INITCALL_START] =
		HT_LAYOUT(ht_rec_initcall_start, offsetof(struct ht_rec_initcall_start, name_len),
			  offsetof(struct ht_rec_initcall_start, module_len),
			  offsetof(struct ht_rec_initcall_start, pad), 4),
	[HT_REC_INITCALL_FINISH] = HT_LAYOUT(ht_rec_initcall_finish, 0, 0,
					     offsetof(struct ht_rec_initcall_finish, pad), 4),
	[HT_REC_USER_START] =
		HT_LAYOUT(ht_rec_user_start, offsetof(struct ht_rec_user_start, path_len), 0,
			  offsetof(struct ht_rec_user_start, pad), 6),
	/* The totals came with ABI 1.1; check_text() knows the length with them. */
	[HT_REC_GUEST_STOP] = { .fixed = HT_REC_GUEST_STOP_LEN_1_0 },
	[HT_REC_USER_EVENT] =
		HT_LAYOUT(ht_rec_user_event, offsetof(struct ht_rec_user_event, text_len), 0,
			  offsetof(struct ht_rec_user_event, pad), 2),
	[HT_REC_SCHED_SWITCH] = HT_LAYOUT(ht_rec_sched_switch, 0, 0, 0, 0),
	[HT_REC_SCHED_WAKEUP] = HT_LAYOUT(ht_rec_sched_wakeup, 0, 0, 0, 0),
	[HT_REC_SYSCALL_ENTRY] = HT_LAYOUT(ht_rec_syscall_entry, 0, 0, 0, 0),
	[HT_REC_SYSCALL_EXIT] = HT_LAYOUT(ht_rec_syscall_exit, 0, 0, 0, 0),
	[HT_REC_IRQ_ENTRY] =
		HT_LAYOUT(ht_rec_irq_entry, 0, 0, offsetof(struct ht_rec_irq_entry, pad), 4),
	[HT_REC_IRQ_EXIT] = HT_LAYOUT(ht_rec_irq_exit, 0, 0, 0, 0),
	[HT_REC_SOFTIRQ_ENTRY] =
		HT_LAYOUT(ht_rec_softirq, 0, 0, offsetof(struct ht_rec_softirq, pad), 4),
	[HT_REC_SOFTIRQ_EXIT] =
		HT_LAYOUT(ht_rec_softirq, 0, 0, offsetof(struct ht_rec_softirq, pad), 4),
	[HT_REC_PAGE_FAULT] =
		HT_LAYOUT(ht_rec_page_fault, 0, 0, offsetof(struct ht_rec_page_fault, pad), 4),
	[HT_REC_FUNC_ENTRY] = HT_LAYOUT(ht_rec_func, 0, 0, 0, 0),
	[HT_REC_FUNC_EXIT] = HT_LAYOUT(ht_rec_func, 0, 0, 0, 0),
	[HT_REC_PANIC] = HT_LAYOUT(ht_rec_panic, offsetof(struct ht_rec_panic, reason_len), 0,
				   offsetof(struct ht_rec_panic, pad), 2),
	[HT_REC_FRAME] = HT_LAYOUT(ht_rec_frame, offsetof(struct ht_rec_frame, symbol_len), 0,
				   offsetof(struct ht_rec_frame, pad), 2),
	[HT_REC_POWER] = HT_LAYOUT(ht_rec_power, offsetof(struct ht_rec_power, text_len), 0,
				   offsetof(struct ht_rec_power, pad), 2),
	[HT_REC_STEP_START] =
		HT_LAYOUT(ht_rec_step_start, offsetof(struct ht_rec_step_start, name_len),
			  offsetof(struct ht_rec_step_start, device_len),
			  offsetof(struct ht_rec_step_start, pad), 4),
	[HT_REC_STEP_FINISH] = HT_LAYOUT(ht_rec_step_finish, 0, 0, 0, 0),
};

static int printable(unsigned char c)
{
	return c >= 0x20 && c <= 0x7e;
}

static __u16 read_u16(const union ht_record *rec, __u16 offset)
{
	__u16 v;

	memcpy(&v, rec->bytes + offset, sizeof(v));
	return v;
}

static __u16 text_put(__u8 *to, struct ht_text text)
{
	__u16 i;

	for (i = 0; i < text.len; i++)
		to[i] = printable((unsigned char)text.s[i]) ? (__u8)text.s[i] : '?';
	return text.len;
}

/* Zero the fixed part, set the header, append the text and its padding. */
static int record_begin(union ht_record *rec, __u8 type, struct ht_text t1, struct ht_text t2)
{
	__u16 fixed = layouts[type].fixed;
	__u32 used = (__u32)fixed + t1.len + t2.len;
	__u32 len = (used + HT_REC_ALIGN - 1) & ~(HT_REC_ALIGN - 1);

	if (len > HT_REC_MAX_LEN)
		return -EMSGSIZE;
	memset(rec, 0, fixed);
	rec->hdr.type = type;
	rec->hdr.len = (__u16)len;
	text_put(rec->bytes + fixed, t1);
	text_put(rec->bytes + fixed + t1.len, t2);
	memset(rec->bytes + used, 0, len - used);
	return 0;
}

static const struct ht_text no_text = { "", 0 };

/**
 * ht_record_guest_start - write a struct ht_rec_guest_start
 * @rec: where
 * @start_flags: enum ht_start_flag
 * @nr_cpus: vCPUs the guest can have
 * @release: the guest kernel's release
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_guest_start(union ht_record *rec, __u32 start_flags, __u32 nr_cpus,
			  struct ht_text release)
{
	int ret = record_begin(rec, HT_REC_GUEST_START, release, no_text);

	if (ret)
		return ret;
	rec->guest_start.abi_version = HT_ABI_VERSION;
	rec->guest_start.start_flags = start_flags;
	rec->guest_start.nr_cpus = nr_cpus;
	rec->guest_start.release_len = release.len;
	return 0;
}

/**
 * ht_record_initcall_level - write a struct ht_rec_initcall_level
 * @rec: where
 * @name: the level's name
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_initcall_level(union ht_record *rec, struct ht_text name)
{
	int ret = record_begin(rec, HT_REC_INITCALL_LEVEL, name, no_text);

	if (ret)
		return ret;
	rec->initcall_level.name_len = name.len;
	return 0;
}

/**
 * ht_record_initcall_start - write a struct ht_rec_initcall_start
 * @rec: where
 * @func: the initcall's address
 * @name: its symbol
 * @module: its module, empty when built in
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_initcall_start(union ht_record *rec, __u64 func, struct ht_text name,
			     struct ht_text module)
{
	int ret = record_begin(rec, HT_REC_INITCALL_START, name, module);

	if (ret)
		return ret;
	rec->initcall_start.func = func;
	rec->initcall_start.name_len = name.len;
	rec->initcall_start.module_len = module.len;
	return 0;
}

/**
 * ht_record_initcall_finish - write a struct ht_rec_initcall_finish
 * @rec: where
 * @func: the initcall's address
 * @initcall_ret: what it returned
 *
 * Return: 0.
 */
int ht_record_initcall_finish(union ht_record *rec, __u64 func, __s32 initcall_ret)
{
	int ret = record_begin(rec, HT_REC_INITCALL_FINISH, no_text, no_text);

	rec->initcall_finish.func = func;
	rec->initcall_finish.ret = initcall_ret;
	return ret;
}

/**
 * ht_record_user_start - write a struct ht_rec_user_start
 * @rec: where
 * @path: the program process 1 executes
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_user_start(union ht_record *rec, struct ht_text path)
{
	int ret = record_begin(rec, HT_REC_USER_START, path, no_text);

	if (ret)
		return ret;
	rec->user_start.path_len = path.len;
	return 0;
}

/**
 * ht_record_guest_stop - write a struct ht_rec_guest_stop
 * @rec: where
 * @emitted: records all vCPUs have produced, this one included
 * @lost: those of them that are known to be lost
 *
 * Return: 0.
 */
int ht_record_guest_stop(union ht_record *rec, __u64 emitted, __u64 lost)
{
	int ret = record_begin(rec, HT_REC_GUEST_STOP, no_text, no_text);

	rec->hdr.len = sizeof(rec->guest_stop);
	rec->guest_stop.emitted = emitted;
	rec->guest_stop.lost = lost;
	return ret;
}

/**
 * ht_record_user_event - write a struct ht_rec_user_event
 * @rec: where
 * @pid: the program's process id
 * @tid: its thread id
 * @id: its number for the event
 * @text: what it says
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_user_event(union ht_record *rec, __s32 pid, __s32 tid, __u32 id, struct ht_text text)
{
	int ret = record_begin(rec, HT_REC_USER_EVENT, text, no_text);

	if (ret)
		return ret;
	rec->user_event.pid = pid;
	rec->user_event.tid = tid;
	rec->user_event.id = id;
	rec->user_event.text_len = text.len;
	return 0;
}

/**
 * ht_record_panic - write a struct ht_rec_panic
 * @rec: where
 * @panic: all but header, length and padding, which are not looked at
 * @reason: what the kernel says
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_panic(union ht_record *rec, const struct ht_rec_panic *panic, struct ht_text reason)
{
	int ret = record_begin(rec, HT_REC_PANIC, reason, no_text);

	if (ret)
		return ret;
	rec->panic.ip = panic->ip;
	rec->panic.branch_from = panic->branch_from;
	rec->panic.branch_to = panic->branch_to;
	rec->panic.tid = panic->tid;
	rec->panic.kind = panic->kind;
	rec->panic.trap = panic->trap;
	rec->panic.cpu = panic->cpu;
	rec->panic.frames = panic->frames;
	rec->panic.reason_len = reason.len;
	memcpy(rec->panic.comm, panic->comm, HT_COMM_LEN);
	return 0;
}

/**
 * ht_record_frame - write a struct ht_rec_frame
 * @rec: where
 * @address: of code
 * @index: 0 for the innermost
 * @symbol: what is there
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_frame(union ht_record *rec, __u64 address, __u32 index, struct ht_text symbol)
{
	int ret = record_begin(rec, HT_REC_FRAME, symbol, no_text);

	if (ret)
		return ret;
	rec->frame.address = address;
	rec->frame.index = index;
	rec->frame.symbol_len = symbol.len;
	return 0;
}

/**
 * ht_record_power - write a struct ht_rec_power
 * @rec: where
 * @action: what the guest is about to do
 * @text: a word about it, or nothing
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_power(union ht_record *rec, enum ht_power_action action, struct ht_text text)
{
	int ret = record_begin(rec, HT_REC_POWER, text, no_text);

	if (ret)
		return ret;
	rec->power.action = action;
	rec->power.text_len = text.len;
	return 0;
}

/**
 * ht_record_step_start - write a struct ht_rec_step_start
 * @rec: where
 * @step: its func, id and kind; the rest is not looked at
 * @name: the function
 * @device: driver and device, or nothing
 *
 * Return: 0 or -EMSGSIZE.
 */
int ht_record_step_start(union ht_record *rec, const struct ht_rec_step_start *step,
			 struct ht_text name, struct ht_text device)
{
	int ret = record_begin(rec, HT_REC_STEP_START, name, device);

	if (ret)
		return ret;
	rec->step_start.func = step->func;
	rec->step_start.id = step->id;
	rec->step_start.kind = step->kind;
	rec->step_start.name_len = name.len;
	rec->step_start.device_len = device.len;
	return 0;
}

void ht_symbol_split(struct ht_text symbol, struct ht_text *name, struct ht_text *module)
{
	__u16 i;

	*name = symbol;
	*module = no_text;
	if (symbol.len < 4 || symbol.s[symbol.len - 1] != ']')
		return;
	for (i = 1; i + 2 < symbol.len; i++) {
		if (symbol.s[i] != ' ' || symbol.s[i + 1] != '[')
			continue;
		name->len = i;
		module->s = symbol.s + i + 2;
		module->len = (__u16)(symbol.len - i - 3);
		return;
	}
}

/**
 * ht_record_check_hdr - check what a record's header says of itself
 * @hdr: a copy nobody else can write to
 *
 * Return: 0; -HT_EPROTONOSUPPORT: unknown type; -HT_EINVAL: a flag is set; -HT_EMSGSIZE: the length
 * is no multiple of HT_REC_ALIGN, less than the type's fixed part, or beyond HT_REC_MAX_LEN.
 */
int ht_record_check_hdr(const struct ht_rec_hdr *hdr)
{
	if (hdr->type == HT_REC_NONE || hdr->type >= HT_REC_END)
		return -HT_EPROTONOSUPPORT;
	if (hdr->flags)
		return -HT_EINVAL;
	if (hdr->len % HT_REC_ALIGN || hdr->len < layouts[hdr->type].fixed ||
	    hdr->len > HT_REC_MAX_LEN)
		return -HT_EMSGSIZE;
	return 0;
}

/* Reserved fields, and reserved bits in fields that have meaning. */
static int check_reserved(const union ht_record *rec)
{
	const struct ht_layout *lay = &layouts[rec->hdr.type];
	__u16 i;

	for (i = 0; i < lay->pad_len; i++)
		if (rec->bytes[lay->pad + i])
			return -HT_EINVAL;
	if (rec->hdr.type == HT_REC_GUEST_START &&
	    (rec->hdr.seq || rec->guest_start.start_flags & ~(__u32)HT_START_EARLY))
		return -HT_EINVAL;
	return 0;
}

/* The text fills the record up to its padding, is printable, and the padding is zero. */
static int check_text(const union ht_record *rec)
{
	const struct ht_layout *lay = &layouts[rec->hdr.type];
	__u32 end = lay->fixed;
	__u32 i;

	if (rec->hdr.type == HT_REC_GUEST_STOP && rec->hdr.len == sizeof(rec->guest_stop))
		return 0;
	if (lay->len1)
		end += read_u16(rec, lay->len1);
	if (lay->len2)
		end += read_u16(rec, lay->len2);
	if (end > rec->hdr.len || rec->hdr.len - end >= HT_REC_ALIGN)
		return -HT_EMSGSIZE;
	for (i = lay->fixed; i < end; i++)
		if (!printable(rec->bytes[i]))
			return -HT_EILSEQ;
	for (; i < rec->hdr.len; i++)
		if (rec->bytes[i])
			return -HT_EINVAL;
	return 0;
}

/**
 * ht_record_check - check a whole record
 * @rec: a copy nobody else can write to; all of @rec->hdr.len bytes have arrived
 *
 * Return: 0; as ht_record_check_hdr(); -HT_EINVAL: a reserved field or padding is not zero, or a
 * guest's start is not its first record; -HT_EMSGSIZE: text lengths and record length disagree;
 * -HT_EILSEQ: unprintable text.
 */
int ht_record_check(const union ht_record *rec)
{
	int ret = ht_record_check_hdr(&rec->hdr);

	if (!ret)
		ret = check_reserved(rec);
	if (!ret)
		ret = check_text(rec);
	return ret;
}

static int assembly_take(struct ht_assembly *as, const __u64 payload[HT_PAYLOAD_REGS])
{
	__u16 missing = as->rec.hdr.len - as->have;
	__u16 take = missing < HT_PAYLOAD_BYTES ? missing : HT_PAYLOAD_BYTES;
	int ret;

	memcpy(as->rec.bytes + as->have, payload, take);
	as->have += take;
	if (as->have < as->rec.hdr.len)
		return HT_ASSEMBLY_MORE;
	as->have = 0;
	ret = ht_record_check(&as->rec);
	return ret ? ret : HT_ASSEMBLY_DONE;
}

/**
 * ht_assembly_begin - take the first piece of a record
 * @as: of the vCPU it comes from; a record under way is given up (its seq will be missing)
 * @payload: the registers, of which only what the record's length covers is read
 *
 * Return: enum ht_assembly_result, or as ht_record_check().
 */
int ht_assembly_begin(struct ht_assembly *as, const __u64 payload[HT_PAYLOAD_REGS])
{
	struct ht_rec_hdr hdr;
	int ret;

	as->have = 0;
	memcpy(&hdr, payload, sizeof(hdr));
	ret = ht_record_check_hdr(&hdr);
	if (ret)
		return ret;
	as->rec.hdr = hdr;
	return assembly_take(as, payload);
}

/**
 * ht_assembly_more - take the next piece
 * @as: of the vCPU it comes from
 * @payload: the registers
 *
 * Return: as ht_assembly_begin(), or -HT_EPROTO when no record is under way.
 */
int ht_assembly_more(struct ht_assembly *as, const __u64 payload[HT_PAYLOAD_REGS])
{
	if (!as->have)
		return -HT_EPROTO;
	return assembly_take(as, payload);
}
