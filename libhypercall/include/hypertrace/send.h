/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/send.h - one record through the payload registers.
 */
#ifndef HYPERTRACE_SEND_H
#define HYPERTRACE_SEND_H

#include <hypertrace/record.h>
#include <hypertrace/vmcall.h>

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

/**
 * ht_record_send - hand a record to the host, HT_PAYLOAD_BYTES a call
 * @insn: from ht_host_detect()
 * @rec: complete, seq and tsc included
 *
 * From 64-bit guest kernel mode, on one vCPU from the first piece to the last: the caller disables
 * preemption and interrupts, and keeps NMI handlers from sending meanwhile.
 *
 * Return: 0, or the negated enum ht_error of the first piece that was refused; then the host has
 * dropped the record.
 */
static inline long ht_record_send(enum ht_insn insn, const union ht_record *rec)
{
	__u64 payload[HT_PAYLOAD_REGS];
	__u64 nr = HT_HC_RECORD;
	__u32 done, piece, i;
	long ret = 0;

	for (done = 0; done < rec->hdr.len && !ret; done += piece, nr = HT_HC_MORE) {
		piece = rec->hdr.len - done;
		if (piece > HT_PAYLOAD_BYTES)
			piece = HT_PAYLOAD_BYTES;
		memcpy(payload, rec->bytes + done, piece);
		/* Records are whole words; the registers behind them say nothing of this kernel. */
		for (i = piece / 8; i < HT_PAYLOAD_REGS; i++)
			payload[i] = 0;
		ret = ht_vmcall(insn, nr, payload);
	}
	return ret;
}

#endif /* HYPERTRACE_SEND_H */
