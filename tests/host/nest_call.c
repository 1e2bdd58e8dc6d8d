// SPDX-License-Identifier: GPL-2.0-only
/*
 * nest_call burst N: a VM without a kernel sends a start, N records and a stop, and prints what a
 * record takes, the least of all, in ticks of its TSC. nest_call NR [WORD...]: one hypercall, and
 * what came back (numbers hexadecimal). Cheap enough to run as a guest of a guest of a guest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <hypertrace/record.h>
#include <hypertrace/vmcall.h>

#include "vm.h"

#define BURST VM_FREE /* where the code below goes */
#define RELEASE "nest_call"

/* The mailbox of vm.h, and behind it: */
enum {
	LEFT = 1 + HT_PAYLOAD_REGS,
	LEAST,
	RESULT,
};

/* Sends the record in the mailbox until it has done so LEFT times, or was refused. */
extern const char burst_code[], burst_insn[], burst_end[];
__asm__(".pushsection .rodata\n"
	"burst_code:\n"
	"	rdtsc\n"
	"	shl	$32, %rdx\n"
	"	or	%rdx, %rax\n"
	"	mov	%rax, 16(%rbp)\n" /* the record's time stamp */
	"	mov	0(%rbp), %rax\n"
	"	mov	8(%rbp), %rbx\n"
	"	mov	16(%rbp), %rcx\n"
	"	mov	24(%rbp), %rdx\n"
	"	mov	32(%rbp), %rsi\n"
	"	xor	%edi, %edi\n"
	"burst_insn:\n"
	"	vmcall\n"
	"	mov	%rax, 128(%rbp)\n"
	"	test	%rax, %rax\n"
	"	jnz	2f\n"
	"	rdtsc\n"
	"	shl	$32, %rdx\n"
	"	or	%rdx, %rax\n"
	"	sub	16(%rbp), %rax\n"
	"	cmp	120(%rbp), %rax\n"
	"	jae	1f\n"
	"	mov	%rax, 120(%rbp)\n"
	"1:	incl	12(%rbp)\n" /* its number */
	"	decq	112(%rbp)\n"
	"	jnz	burst_code\n"
	"2:	out	%al, $0x10\n"
	"	jmp	burst_code\n"
	"burst_end:\n"
	".popsection\n");

static long send_record(struct vm *vm, const union ht_record *rec)
{
	__u64 payload[HT_PAYLOAD_REGS] = { 0 };

	memcpy(payload, rec->bytes, rec->hdr.len);
	return vm_call(vm, 0, HT_HC_RECORD, payload);
}

/* The guest's own clock; the VMM has none of it. */
static __u64 guest_tsc(const struct vm *vm)
{
	return vm->vcpus[0].mailbox[2];
}

static long start(struct vm *vm)
{
	const struct ht_text release = { .s = RELEASE, .len = sizeof(RELEASE) - 1 };
	union ht_record rec;

	if (ht_record_guest_start(&rec, 0, 1, release))
		return -1;
	rec.hdr.seq = 0;
	rec.hdr.tsc = 0; /* when the VM came to be */
	return send_record(vm, &rec);
}

static long stop(struct vm *vm, __u32 emitted)
{
	const __u64 tsc = guest_tsc(vm);
	union ht_record rec;

	ht_record_guest_stop(&rec, emitted, 0);
	rec.hdr.seq = emitted - 1;
	rec.hdr.tsc = tsc;
	return send_record(vm, &rec);
}

static void burst(struct vm *vm, __u32 n)
{
	const struct ht_rec_initcall_finish rec = {
		.hdr = { .type = HT_REC_INITCALL_FINISH, .len = sizeof(rec), .seq = 1 },
		.func = BURST,
	};
	volatile __u64 *mailbox = vm->vcpus[0].mailbox;
	struct kvm_regs regs = { .rip = BURST, .rflags = 2 };
	struct vcpu *vcpu = &vm->vcpus[0];
	__u64 words[sizeof(rec) / 8];
	unsigned int i;

	memcpy(words, &rec, sizeof(rec));
	for (i = 0; i < sizeof(rec) / 8; i++)
		mailbox[1 + i] = words[i];
	mailbox[0] = HT_HC_RECORD;
	mailbox[LEFT] = n;
	mailbox[LEAST] = ~0ull;
	regs.rbp = (__u64)((volatile __u8 *)mailbox - vm->mem);
	must(!ioctl(vcpu->fd, KVM_SET_REGS, &regs), "KVM_SET_REGS");
	must(!ioctl(vcpu->fd, KVM_RUN, 0), "KVM_RUN");
}

static void write_code(__u8 *mem)
{
	const __u64 first = (__u64)burst_code;

	memcpy(mem + BURST, burst_code, (__u64)burst_end - first);
	if (ht_insn_detect() == HT_INSN_VMMCALL)
		mem[BURST + ((__u64)burst_insn - first) + 2] = 0xd9;
}

/* Prints "least TICKS result RESULT", of the first call that failed. */
static void run_burst(struct vm *vm, __u32 n)
{
	struct kvm_regs regs;
	__u64 least;
	long ret;

	/* Where vm_call() begins: a port's access is only over when the vCPU goes on behind it. */
	must(!ioctl(vm->vcpus[0].fd, KVM_GET_REGS, &regs), "KVM_GET_REGS");
	write_code(vm->mem);
	ret = start(vm);
	burst(vm, n);
	least = vm->vcpus[0].mailbox[LEAST];
	if (!ret)
		ret = (long)vm->vcpus[0].mailbox[RESULT];
	must(!ioctl(vm->vcpus[0].fd, KVM_SET_REGS, &regs), "KVM_SET_REGS");
	if (!ret)
		ret = stop(vm, n + 2);
	printf("least %lld result %ld\n", (long long)least, ret);
}

int main(int argc, char **argv)
{
	__u64 payload[HT_PAYLOAD_REGS] = { 0 };
	struct vm vm;
	int i;

	if (argc < 2 || argc > 2 + HT_PAYLOAD_REGS) {
		fprintf(stderr, "usage: nest_call burst N | NR [WORD...]\n");
		return 2;
	}
	vm_create(&vm);
	vm_add_caller(&vm);
	if (!strcmp(argv[1], "burst") && argc == 3) {
		run_burst(&vm, (__u32)strtoul(argv[2], NULL, 10));
	} else {
		for (i = 2; i < argc; i++)
			payload[i - 2] = strtoull(argv[i], NULL, 16);
		printf("%ld\n", vm_call(&vm, 0, strtoull(argv[1], NULL, 16), payload));
	}
	vm_destroy(&vm);
	return 0;
}
