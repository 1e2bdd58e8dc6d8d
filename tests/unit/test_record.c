// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records: what the writers write, the checker takes; what it does not take, it refuses with the
 * error that docs/abi.md says.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <hypertrace/record.h>
#include <hypertrace/state.h>

static struct ht_text text(const char *s)
{
	return (struct ht_text){ .s = s, .len = (__u16)strlen(s) };
}

/* Stale bytes must not survive in what a writer pads. */
static void dirty(union ht_record *rec)
{
	memset(rec, 0xaa, sizeof(*rec));
}

static void writes_guest_start(void **state)
{
	union ht_record rec;

	dirty(&rec);
	assert_int_equal(ht_record_guest_start(&rec, HT_START_EARLY, 4, text("6.1.0-x")), 0);
	assert_int_equal(rec.hdr.type, HT_REC_GUEST_START);
	assert_int_equal(rec.hdr.len, 40);
	assert_int_equal(rec.guest_start.abi_version, HT_ABI_VERSION);
	assert_int_equal(rec.guest_start.start_flags, HT_START_EARLY);
	assert_int_equal(rec.guest_start.nr_cpus, 4);
	assert_int_equal(rec.guest_start.release_len, 7);
	assert_memory_equal(rec.guest_start.release, "6.1.0-x\0", 8);
	assert_int_equal(ht_record_check(&rec), 0);
}

static void writes_level(void **state)
{
	union ht_record rec;

	dirty(&rec);
	assert_int_equal(ht_record_initcall_level(&rec, text("subsys")), 0);
	assert_int_equal(rec.hdr.len, 32);
	assert_int_equal(rec.initcall_level.name_len, 6);
	assert_memory_equal(rec.initcall_level.name, "subsys\0\0", 8);
	assert_int_equal(ht_record_check(&rec), 0);
}

static void writes_initcall(void **state)
{
	union ht_record rec;

	dirty(&rec);
	assert_int_equal(
		ht_record_initcall_start(&rec, 0xffffffff81000000, text("acpi_init"), text("")), 0);
	assert_int_equal(rec.hdr.len, 48);
	assert_true(rec.initcall_start.func == 0xffffffff81000000);
	assert_int_equal(rec.initcall_start.name_len, 9);
	assert_int_equal(rec.initcall_start.module_len, 0);
	assert_int_equal(ht_record_check(&rec), 0);

	dirty(&rec);
	assert_int_equal(ht_record_initcall_start(&rec, 1, text("init"), text("mod")), 0);
	assert_memory_equal(rec.initcall_start.text, "initmod\0", 8);
	assert_int_equal(ht_record_check(&rec), 0);

	dirty(&rec);
	assert_int_equal(ht_record_initcall_finish(&rec, 1, -19), 0);
	assert_int_equal(rec.hdr.len, 32);
	assert_int_equal(rec.initcall_finish.ret, -19);
	assert_int_equal(ht_record_check(&rec), 0);
}

static void writes_user_start_and_stop(void **state)
{
	union ht_record rec;

	dirty(&rec);
	assert_int_equal(ht_record_user_start(&rec, text("/sbin/init")), 0);
	assert_memory_equal(rec.user_start.path, "/sbin/init\0\0\0\0\0\0", 16);
	assert_int_equal(ht_record_check(&rec), 0);
	dirty(&rec);
	assert_int_equal(ht_record_guest_stop(&rec, 1ull << 40, 7), 0);
	assert_int_equal(rec.hdr.type, HT_REC_GUEST_STOP);
	assert_int_equal(rec.hdr.len, 32);
	assert_true(rec.guest_stop.emitted == 1ull << 40);
	assert_true(rec.guest_stop.lost == 7);
	assert_int_equal(ht_record_check(&rec), 0);
}

/* As a guest of ABI 1.0 sends it; and the two lengths are all there are. */
static void takes_a_stop_without_totals(void **state)
{
	union ht_record rec;
	__u16 len;

	for (len = 16; len <= 64; len += 8) {
		dirty(&rec);
		memset(&rec.hdr, 0, sizeof(rec.hdr));
		rec.hdr.type = HT_REC_GUEST_STOP;
		rec.hdr.len = len;
		assert_int_equal(ht_record_check(&rec), len == 16 || len == 32 ? 0 : -HT_EMSGSIZE);
	}
}

static void writes_user_event(void **state)
{
	char longest[HT_REC_MAX_LEN - 32 + 1];
	union ht_record rec;

	dirty(&rec);
	assert_int_equal(ht_record_user_event(&rec, 12, -34, 0xffffffff, text("frame 7")), 0);
	assert_int_equal(rec.hdr.type, HT_REC_USER_EVENT);
	assert_int_equal(rec.hdr.len, 40);
	assert_int_equal(rec.user_event.pid, 12);
	assert_int_equal(rec.user_event.tid, -34);
	assert_true(rec.user_event.id == 0xffffffff);
	assert_int_equal(rec.user_event.text_len, 7);
	assert_memory_equal(rec.user_event.text, "frame 7\0", 8);
	assert_int_equal(ht_record_check(&rec), 0);
	rec.user_event.text[0] = '\n';
	assert_int_equal(ht_record_check(&rec), -HT_EILSEQ);
	rec.user_event.text_len = 9;
	assert_int_equal(ht_record_check(&rec), -HT_EMSGSIZE);

	memset(longest, '.', sizeof(longest));
	assert_int_equal(ht_record_user_event(&rec, 1, 1, 1, (struct ht_text){ longest, 992 }), 0);
	assert_int_equal(rec.hdr.len, HT_REC_MAX_LEN);
	assert_int_equal(ht_record_check(&rec), 0);
	assert_int_equal(ht_record_user_event(&rec, 1, 1, 1, (struct ht_text){ longest, 993 }),
			 -EMSGSIZE);
	assert_int_equal(ht_record_user_event(&rec, 1, 1, 1, text("")), 0);
	assert_int_equal(rec.hdr.len, 32);
	assert_int_equal(ht_record_check(&rec), 0);
}

static void writes_panic(void **state)
{
	const struct ht_rec_panic panic = {
		.hdr = { .type = 0xff, .flags = 1, .len = 8 },
		.ip = 1,
		.branch_from = 2,
		.branch_to = 3,
		.tid = -4,
		.kind = HT_PANIC_OOPS,
		.trap = 14,
		.cpu = 5,
		.frames = 6,
		.reason_len = 7,
		.pad = 8,
		.comm = "any\x1b bytes",
	};
	union ht_record rec;

	dirty(&rec);
	assert_int_equal(ht_record_panic(&rec, &panic, text("Oops\n")), 0);
	assert_int_equal(rec.hdr.type, HT_REC_PANIC);
	assert_int_equal(rec.hdr.len, 88);
	assert_int_equal(ht_record_check(&rec), 0);
	assert_true(rec.panic.ip == 1 && rec.panic.branch_from == 2 && rec.panic.branch_to == 3);
	assert_true(rec.panic.tid == -4 && rec.panic.trap == 14 && rec.panic.kind == 2);
	assert_true(rec.panic.cpu == 5 && rec.panic.frames == 6 && rec.panic.reason_len == 5);
	assert_memory_equal(rec.panic.comm, panic.comm, HT_COMM_LEN);
	assert_memory_equal(rec.panic.reason, "Oops?\0\0", 8);
	rec.panic.pad = 1;
	assert_int_equal(ht_record_check(&rec), -HT_EINVAL);

	assert_int_equal(ht_record_frame(&rec, 7, 8, text("f+0x1/0x2 [m]")), 0);
	assert_int_equal(rec.hdr.len, 48);
	assert_int_equal(ht_record_check(&rec), 0);
	assert_true(rec.frame.address == 7 && rec.frame.index == 8 && rec.frame.symbol_len == 13);
}

static void writes_steps(void **state)
{
	const struct ht_rec_step_start step = { .func = 1, .id = 2, .kind = HT_STEP_DEVICE };
	union ht_record rec;

	dirty(&rec);
	assert_int_equal(ht_record_step_start(&rec, &step, text("shutdown"), text("driver device")),
			 0);
	assert_int_equal(rec.hdr.len, 64);
	assert_int_equal(ht_record_check(&rec), 0);
	assert_true(rec.step_start.func == 1 && rec.step_start.id == 2 && rec.step_start.kind == 2);
	assert_true(rec.step_start.name_len == 8 && rec.step_start.device_len == 13);
	assert_memory_equal(rec.step_start.text, "shutdowndriver device", 21);
	rec.step_start.device_len = 30;
	assert_int_equal(ht_record_check(&rec), -HT_EMSGSIZE);

	dirty(&rec);
	assert_int_equal(ht_record_power(&rec, HT_POWER_RESTART, text("")), 0);
	assert_int_equal(rec.hdr.len, 24);
	assert_int_equal(ht_record_check(&rec), 0);
	assert_true(rec.power.action == HT_POWER_RESTART && !rec.power.text_len);
}

/* What is there while the host writes is not believed, and nobody waits for ever. */
static void reads_a_vcpus_state(void **state)
{
	struct ht_vcpu_state shared = { 0 }, copy;

	assert_int_equal(ht_vcpu_state_read(&shared, &copy), -HT_ENXIO);
	shared = (struct ht_vcpu_state){ .seq = 2, .pcpu = 3, .migrations = 4, .loads = 5 };
	assert_int_equal(ht_vcpu_state_read(&shared, &copy), 0);
	assert_true(copy.pcpu == 3 && copy.migrations == 4 && copy.loads == 5);
	shared.seq = 3;
	assert_int_equal(ht_vcpu_state_read(&shared, &copy), -HT_ENXIO);
}

static const struct {
	__u8 type;
	__u16 len;
} of_fixed_length[] = {
	{ HT_REC_INITCALL_FINISH, 32 }, { HT_REC_SCHED_SWITCH, 72 },  { HT_REC_SCHED_WAKEUP, 48 },
	{ HT_REC_SYSCALL_ENTRY, 80 },	{ HT_REC_SYSCALL_EXIT, 32 },  { HT_REC_IRQ_ENTRY, 40 },
	{ HT_REC_IRQ_EXIT, 24 },	{ HT_REC_SOFTIRQ_ENTRY, 24 }, { HT_REC_SOFTIRQ_EXIT, 24 },
	{ HT_REC_PAGE_FAULT, 40 },	{ HT_REC_FUNC_ENTRY, 32 },    { HT_REC_FUNC_EXIT, 32 },
	{ HT_REC_STEP_FINISH, 32 },
};

static void takes_one_length_of_fixed_ones(void **state)
{
	union ht_record rec;
	size_t i;
	__u32 len;

	memset(&rec, 0, sizeof(rec));
	for (i = 0; i < sizeof(of_fixed_length) / sizeof(of_fixed_length[0]); i++) {
		rec.hdr.type = of_fixed_length[i].type;
		for (len = 0; len <= HT_REC_MAX_LEN + 8; len += 4) {
			rec.hdr.len = (__u16)len;
			assert_int_equal(ht_record_check(&rec),
					 len == of_fixed_length[i].len ? 0 : -HT_EMSGSIZE);
		}
	}
}

/* Names of tasks are what the kernel has, any bytes; only text is text. */
static void takes_any_name(void **state)
{
	union ht_record rec;

	memset(&rec, 0, sizeof(rec));
	rec.hdr.type = HT_REC_SCHED_SWITCH;
	rec.hdr.len = sizeof(rec.sched_switch);
	memset(rec.sched_switch.prev_comm, 0xff, HT_COMM_LEN);
	memset(rec.sched_switch.next_comm, 0xff, HT_COMM_LEN);
	assert_int_equal(ht_record_check(&rec), 0);
	memset(&rec, 0, sizeof(rec));
	rec.hdr.type = HT_REC_IRQ_ENTRY;
	rec.hdr.len = sizeof(rec.irq_entry);
	memset(rec.irq_entry.name, 0x1b, HT_COMM_LEN);
	assert_int_equal(ht_record_check(&rec), 0);
}

static void writes_every_length(void **state)
{
	char name[HT_REC_MAX_LEN];
	union ht_record rec;
	__u16 len;

	memset(name, 'x', sizeof(name));
	for (len = 0; len <= HT_REC_MAX_LEN - 24; len++) {
		dirty(&rec);
		assert_int_equal(ht_record_initcall_level(&rec, (struct ht_text){ name, len }), 0);
		assert_int_equal(rec.hdr.len % HT_REC_ALIGN, 0);
		assert_int_equal(ht_record_check(&rec), 0);
	}
	assert_int_equal(ht_record_initcall_level(&rec, (struct ht_text){ name, len }), -EMSGSIZE);
	assert_int_equal(ht_record_user_start(&rec, (struct ht_text){ name, 65535 }), -EMSGSIZE);
	assert_int_equal(ht_record_guest_start(&rec, 0, 1, (struct ht_text){ name, 1000 }),
			 -EMSGSIZE);
	assert_int_equal(ht_record_initcall_start(&rec, 0, (struct ht_text){ name, 900 },
						  (struct ht_text){ name, 100 }),
			 -EMSGSIZE);
}

static void replaces_unprintable_text(void **state)
{
	union ht_record rec;

	assert_int_equal(ht_record_user_start(&rec, text("a\033[2J\xff\tb")), 0);
	assert_memory_equal(rec.user_start.path, "a?[2J??b", 8);
	assert_int_equal(ht_record_check(&rec), 0);
}

static void splits(const char *symbol, const char *name, const char *module)
{
	struct ht_text n, m;

	ht_symbol_split(text(symbol), &n, &m);
	assert_int_equal(n.len, strlen(name));
	assert_memory_equal(n.s, name, n.len);
	assert_int_equal(m.len, strlen(module));
	assert_memory_equal(m.s, module, m.len);
}

static void splits_symbols(void **state)
{
	splits("acpi_init", "acpi_init", "");
	splits("virtio_init [virtio]", "virtio_init", "virtio");
	splits("0xffffffff81000000", "0xffffffff81000000", "");
	splits("a [b]", "a", "b");
	splits("", "", "");
	splits("]", "]", "");
	splits("x]", "x]", "");
	splits(" [b]", " [b]", "");
	splits("a b]", "a b]", "");
	splits("a []", "a", "");
}

static void refuses_headers(void **state)
{
	struct ht_rec_hdr hdr = { .type = HT_REC_GUEST_STOP, .len = 16 };

	assert_int_equal(ht_record_check_hdr(&hdr), 0);
	hdr.type = HT_REC_NONE;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EPROTONOSUPPORT);
	hdr.type = HT_REC_END;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EPROTONOSUPPORT);
	hdr.type = HT_REC_PAD; /* is of rings, never of a record */
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EPROTONOSUPPORT);
	hdr.type = HT_REC_GUEST_STOP;
	hdr.flags = 0x80;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EINVAL);
	hdr.flags = 0;
	hdr.len = 0;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EMSGSIZE);
	hdr.len = 8;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EMSGSIZE);
	hdr.len = 20;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EMSGSIZE);
	hdr.len = HT_REC_MAX_LEN + 8;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EMSGSIZE);
	hdr.len = 65528;
	assert_int_equal(ht_record_check_hdr(&hdr), -HT_EMSGSIZE);
}

/* Every reserved byte of every type, one at a time. */
static void refuses_reserved_fields(void **state)
{
	static const struct {
		__u8 type;
		__u16 len;
		size_t first, last;
	} reserved[] = {
		{ HT_REC_GUEST_START, 32, 30, 31 },    { HT_REC_INITCALL_LEVEL, 24, 18, 23 },
		{ HT_REC_INITCALL_START, 32, 28, 31 }, { HT_REC_INITCALL_FINISH, 32, 28, 31 },
		{ HT_REC_USER_START, 24, 18, 23 },     { HT_REC_USER_EVENT, 32, 30, 31 },
		{ HT_REC_IRQ_ENTRY, 40, 20, 23 },      { HT_REC_SOFTIRQ_ENTRY, 24, 20, 23 },
		{ HT_REC_SOFTIRQ_EXIT, 24, 20, 23 },   { HT_REC_PAGE_FAULT, 40, 36, 39 },
	};
	union ht_record rec;
	size_t i, byte;

	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		for (byte = reserved[i].first; byte <= reserved[i].last; byte++) {
			memset(&rec, 0, sizeof(rec));
			rec.hdr.type = reserved[i].type;
			rec.hdr.len = reserved[i].len;
			assert_int_equal(ht_record_check(&rec), 0);
			rec.bytes[byte] = 1;
			assert_int_equal(ht_record_check(&rec), -HT_EINVAL);
		}
	}
	assert_int_equal(ht_record_guest_start(&rec, 2, 1, text("x")), 0);
	assert_int_equal(ht_record_check(&rec), -HT_EINVAL);
	assert_int_equal(ht_record_guest_start(&rec, 0, 1, text("x")), 0);
	rec.hdr.seq = 1; /* a start is a guest's first record */
	assert_int_equal(ht_record_check(&rec), -HT_EINVAL);
}

static void refuses_text(void **state)
{
	union ht_record rec;

	assert_int_equal(ht_record_initcall_level(&rec, text("core")), 0);
	rec.initcall_level.name_len = 9;
	assert_int_equal(ht_record_check(&rec), -HT_EMSGSIZE);
	rec.initcall_level.name_len = 65535;
	assert_int_equal(ht_record_check(&rec), -HT_EMSGSIZE);
	rec.initcall_level.name_len = 0;
	assert_int_equal(ht_record_check(&rec), -HT_EMSGSIZE);
	rec.initcall_level.name_len = 3;
	assert_int_equal(ht_record_check(&rec), -HT_EINVAL); /* 'e' is padding now */
	rec.initcall_level.name_len = 5;
	assert_int_equal(ht_record_check(&rec), -HT_EILSEQ); /* its zero is text now */
	rec.initcall_level.name_len = 4;
	rec.initcall_level.name[0] = '\033';
	assert_int_equal(ht_record_check(&rec), -HT_EILSEQ);
	rec.initcall_level.name[0] = 0x7f;
	assert_int_equal(ht_record_check(&rec), -HT_EILSEQ);

	assert_int_equal(ht_record_initcall_start(&rec, 1, text("name"), text("mod")), 0);
	rec.initcall_start.name_len = 65535;
	rec.initcall_start.module_len = 65535;
	assert_int_equal(ht_record_check(&rec), -HT_EMSGSIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_guest_start),
		cmocka_unit_test(writes_level),
		cmocka_unit_test(writes_initcall),
		cmocka_unit_test(writes_user_start_and_stop),
		cmocka_unit_test(takes_a_stop_without_totals),
		cmocka_unit_test(writes_user_event),
		cmocka_unit_test(writes_panic),
		cmocka_unit_test(writes_steps),
		cmocka_unit_test(reads_a_vcpus_state),
		cmocka_unit_test(takes_one_length_of_fixed_ones),
		cmocka_unit_test(takes_any_name),
		cmocka_unit_test(writes_every_length),
		cmocka_unit_test(replaces_unprintable_text),
		cmocka_unit_test(splits_symbols),
		cmocka_unit_test(refuses_headers),
		cmocka_unit_test(refuses_reserved_fields),
		cmocka_unit_test(refuses_text),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
