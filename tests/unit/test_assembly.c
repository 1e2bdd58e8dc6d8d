// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records in pieces: what arrives is what was sent, whatever its length, and whatever registers a
 * hostile guest fills with whatever, the host's memory stays its own (the sanitizers watch).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <hypertrace/record.h>

/* Sends like ht_record_send(), but into @as; leftovers behind the record are dirt. */
static int deliver(struct ht_assembly *as, const union ht_record *rec)
{
	__u64 payload[HT_PAYLOAD_REGS];
	int ret = HT_ASSEMBLY_MORE;
	__u32 done = 0;

	while (done < rec->hdr.len && ret == HT_ASSEMBLY_MORE) {
		__u32 piece = rec->hdr.len - done;

		if (piece > HT_PAYLOAD_BYTES)
			piece = HT_PAYLOAD_BYTES;
		memset(payload, 0xee, sizeof(payload));
		memcpy(payload, rec->bytes + done, piece);
		ret = done ? ht_assembly_more(as, payload) : ht_assembly_begin(as, payload);
		done += piece;
	}
	assert_int_equal(done, rec->hdr.len);
	return ret;
}

static void takes_every_length(void **state)
{
	static struct ht_assembly as;
	char name[HT_REC_MAX_LEN];
	union ht_record rec;
	__u16 len;

	memset(name, 'n', sizeof(name));
	for (len = 0; len <= HT_REC_MAX_LEN - 32; len++) {
		assert_int_equal(ht_record_initcall_start(&rec, len, (struct ht_text){ name, len },
							  (struct ht_text){ "", 0 }),
				 0);
		rec.hdr.seq = len;
		rec.hdr.tsc = ~0ull - len;
		assert_int_equal(deliver(&as, &rec), HT_ASSEMBLY_DONE);
		assert_memory_equal(&as.rec, &rec, rec.hdr.len);
		assert_int_equal(as.have, 0);
	}
}

static void refuses_more_of_nothing(void **state)
{
	struct ht_assembly as = { .have = 0 };
	__u64 payload[HT_PAYLOAD_REGS] = { 0 };

	assert_int_equal(ht_assembly_more(&as, payload), -HT_EPROTO);
}

static __u64 first_word(unsigned int type, unsigned int len)
{
	return type | (__u64)len << 16;
}

static void gives_up_for_a_new_one(void **state)
{
	static struct ht_assembly as;
	__u64 payload[HT_PAYLOAD_REGS] = { first_word(HT_REC_INITCALL_LEVEL, 208) };

	assert_int_equal(ht_assembly_begin(&as, payload), HT_ASSEMBLY_MORE);
	payload[0] = first_word(HT_REC_GUEST_STOP, 16);
	assert_int_equal(ht_assembly_begin(&as, payload), HT_ASSEMBLY_DONE);
	assert_int_equal(as.rec.hdr.type, HT_REC_GUEST_STOP);
	assert_int_equal(ht_assembly_more(&as, payload), -HT_EPROTO);
}

static void gives_up_after_a_bad_one(void **state)
{
	static struct ht_assembly as;
	__u64 payload[HT_PAYLOAD_REGS] = { first_word(HT_REC_INITCALL_LEVEL, 208) };

	assert_int_equal(ht_assembly_begin(&as, payload), HT_ASSEMBLY_MORE);
	payload[0] = first_word(HT_REC_END, 16);
	assert_int_equal(ht_assembly_begin(&as, payload), -HT_EPROTONOSUPPORT);
	assert_int_equal(ht_assembly_more(&as, payload), -HT_EPROTO);
	/* Whole, but with text that its length does not cover. */
	payload[0] = first_word(HT_REC_INITCALL_LEVEL, 208);
	payload[2] = 0;
	assert_int_equal(ht_assembly_begin(&as, payload), HT_ASSEMBLY_MORE);
	assert_int_equal(ht_assembly_more(&as, payload), -HT_EMSGSIZE);
	assert_int_equal(ht_assembly_more(&as, payload), -HT_EPROTO);
}

/* A header that changes after it was checked must not matter: the copy counts. */
static void believes_its_copy(void **state)
{
	static struct ht_assembly as;
	__u64 payload[HT_PAYLOAD_REGS] = { first_word(HT_REC_INITCALL_LEVEL, 208), 0, 184 };
	int i;

	for (i = 3; i < HT_PAYLOAD_REGS; i++)
		payload[i] = 0x6161616161616161;
	assert_int_equal(ht_assembly_begin(&as, payload), HT_ASSEMBLY_MORE);
	for (i = 0; i < HT_PAYLOAD_REGS; i++)
		payload[i] = 0x6161616161616161;
	assert_int_equal(ht_assembly_more(&as, payload), HT_ASSEMBLY_DONE);
	assert_int_equal(as.rec.hdr.len, 208);
}

static __u64 xorshift(__u64 *s)
{
	*s ^= *s << 13;
	*s ^= *s >> 7;
	*s ^= *s << 17;
	return *s;
}

/* Two million calls of noise that is biased towards what is nearly right. */
static void survives_noise(void **state)
{
	static const int known[] = { -HT_EPROTONOSUPPORT, -HT_EINVAL, -HT_EMSGSIZE,
				     -HT_EILSEQ,	  -HT_EPROTO, HT_ASSEMBLY_MORE,
				     HT_ASSEMBLY_DONE };
	unsigned long seen[sizeof(known) / sizeof(known[0])] = { 0 };
	struct ht_assembly *as = calloc(1, sizeof(*as)); /* so that the sanitizer sees its ends */
	__u64 s = 0x9e3779b97f4a7c15, payload[HT_PAYLOAD_REGS];
	unsigned int i, r;
	int ret;

	for (i = 0; i < 2000000; i++) {
		for (r = 0; r < HT_PAYLOAD_REGS; r++)
			payload[r] = xorshift(&s) & (xorshift(&s) & 1 ? 0x3f3f3f3f3f3f3f3f : 0);
		if (xorshift(&s) & 3)
			payload[0] = first_word(xorshift(&s) % (HT_REC_END + 1),
						(xorshift(&s) % 140) * 8);
		if (xorshift(&s) & 1)
			payload[2] &= 0xff;
		ret = xorshift(&s) & 1 ? ht_assembly_begin(as, payload) :
					 ht_assembly_more(as, payload);
		for (r = 0; r < sizeof(known) / sizeof(known[0]); r++)
			seen[r] += ret == known[r];
		assert_true(as->have < HT_REC_MAX_LEN);
	}
	for (r = 0, i = 0; r < sizeof(known) / sizeof(known[0]); r++) {
		assert_true(seen[r] > 0);
		i += seen[r];
	}
	assert_int_equal(i, 2000000);
	free(as);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_length),
		cmocka_unit_test(refuses_more_of_nothing),
		cmocka_unit_test(gives_up_for_a_new_one),
		cmocka_unit_test(gives_up_after_a_bad_one),
		cmocka_unit_test(believes_its_copy),
		cmocka_unit_test(survives_noise),
	};

	return cmocka_run_group_tests_name("assembly", tests, NULL, NULL);
}
