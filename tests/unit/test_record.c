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
	assert_int_equal(ht_record_guest_stop(&rec), 0);
	assert_int_equal(rec.hdr.len, sizeof(struct ht_rec_hdr));
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
	hdr.type = 255;
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
		size_t first, last;
	} reserved[] = {
		{ HT_REC_GUEST_START, 30, 31 },	   { HT_REC_INITCALL_LEVEL, 18, 23 },
		{ HT_REC_INITCALL_START, 28, 31 }, { HT_REC_INITCALL_FINISH, 28, 31 },
		{ HT_REC_USER_START, 18, 23 },
	};
	union ht_record rec;
	size_t i, byte;

	for (i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
		for (byte = reserved[i].first; byte <= reserved[i].last; byte++) {
			memset(&rec, 0, sizeof(rec));
			rec.hdr.type = reserved[i].type;
			rec.hdr.len = reserved[i].type == HT_REC_INITCALL_LEVEL ||
						      reserved[i].type == HT_REC_USER_START ?
					      24 :
					      32;
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
	assert_int_equal(ht_record_guest_stop(&rec), 0);
	rec.hdr.len = 24; /* a type without text has nothing behind its fields */
	assert_int_equal(ht_record_check(&rec), -HT_EMSGSIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_guest_start),
		cmocka_unit_test(writes_level),
		cmocka_unit_test(writes_initcall),
		cmocka_unit_test(writes_user_start_and_stop),
		cmocka_unit_test(writes_every_length),
		cmocka_unit_test(replaces_unprintable_text),
		cmocka_unit_test(splits_symbols),
		cmocka_unit_test(refuses_headers),
		cmocka_unit_test(refuses_reserved_fields),
		cmocka_unit_test(refuses_text),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
