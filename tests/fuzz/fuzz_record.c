// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzing records that arrive by hypercall. The input is a sequence of calls: one byte that says
 * whether a record begins or goes on, then the registers. What is accepted is checked once more, by
 * what docs/abi.md says of text and lengths, and has to arrive unchanged when it is sent again.
 */
#include <string.h>

#include "fuzz.h"

#ifdef HT_FUZZ_MUTANT
#include HT_FUZZ_MUTANT
#else
#include "../../libhypercall/record.c"
#endif

static void known_error(int ret)
{
	HOLDS(ret == -HT_EPROTONOSUPPORT || ret == -HT_EINVAL || ret == -HT_EMSGSIZE ||
	      ret == -HT_EILSEQ || ret == -HT_EPROTO);
}

/* As ht_record_send() does it. */
static void send_again(const union ht_record *rec)
{
	static struct ht_assembly as;
	__u64 payload[HT_PAYLOAD_REGS];
	__u32 done, piece;
	int ret;

	for (done = 0; done < rec->hdr.len; done += piece) {
		piece = rec->hdr.len - done;
		if (piece > HT_PAYLOAD_BYTES)
			piece = HT_PAYLOAD_BYTES;
		memset(payload, 0xff, sizeof(payload));
		memcpy(payload, rec->bytes + done, piece);
		ret = done ? ht_assembly_more(&as, payload) : ht_assembly_begin(&as, payload);
		HOLDS(ret == (done + piece < rec->hdr.len ? HT_ASSEMBLY_MORE : HT_ASSEMBLY_DONE));
	}
	HOLDS(!memcmp(&as.rec, rec, rec->hdr.len));
}

/* Fills the record up to its padding, and is printable. */
static void good_text(const union ht_record *rec, __u32 begin, __u32 len)
{
	__u32 i;

	HOLDS(begin + len <= rec->hdr.len && rec->hdr.len - begin - len < HT_REC_ALIGN);
	for (i = 0; i < len; i++)
		HOLDS(rec->bytes[begin + i] >= ' ' && rec->bytes[begin + i] <= '~');
}

static void good_texts(const union ht_record *rec)
{
	switch (rec->hdr.type) {
	case HT_REC_GUEST_START:
		good_text(rec, sizeof(rec->guest_start), rec->guest_start.release_len);
		break;
	case HT_REC_INITCALL_LEVEL:
		good_text(rec, sizeof(rec->initcall_level), rec->initcall_level.name_len);
		break;
	case HT_REC_INITCALL_START:
		good_text(rec, sizeof(rec->initcall_start),
			  (__u32)rec->initcall_start.name_len + rec->initcall_start.module_len);
		break;
	case HT_REC_USER_START:
		good_text(rec, sizeof(rec->user_start), rec->user_start.path_len);
		break;
	case HT_REC_USER_EVENT:
		good_text(rec, sizeof(rec->user_event), rec->user_event.text_len);
		break;
	}
}

int LLVMFuzzerTestOneInput(const __u8 *data, size_t size)
{
	struct ht_assembly as = { .have = 0 };
	__u64 payload[HT_PAYLOAD_REGS];
	__u32 piece, had;
	int begins, ret;

	while (size) {
		begins = *data++ & 1;
		size--;
		piece = size < sizeof(payload) ? (__u32)size : sizeof(payload);
		memset(payload, 0, sizeof(payload));
		memcpy(payload, data, piece);
		data += piece;
		size -= piece;

		had = as.have;
		ret = begins ? ht_assembly_begin(&as, payload) : ht_assembly_more(&as, payload);
		HOLDS(as.have < HT_REC_MAX_LEN);
		if (ret == HT_ASSEMBLY_MORE) {
			HOLDS(as.have == (begins ? HT_PAYLOAD_BYTES : had + HT_PAYLOAD_BYTES));
			continue;
		}
		HOLDS(!as.have);
		if (ret != HT_ASSEMBLY_DONE) {
			known_error(ret);
			HOLDS((ret == -HT_EPROTO) == (!begins && !had));
			continue;
		}
		HOLDS(!ht_record_check(&as.rec));
		good_texts(&as.rec);
		send_again(&as.rec);
	}
	return 0;
}
