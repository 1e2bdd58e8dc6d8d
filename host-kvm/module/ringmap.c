// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening and closing rings. The guest names guest-physical pages; they are pinned through the
 * VMM's address space for as long as the ring is open. So they can be read at any time and from any
 * thread, and are still there when the VMM has been killed. If the VMM takes the memory away from
 * the guest meanwhile, what is read here is the old page: the guest has cut itself off.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <hypertrace.h> /* of the patched KVM */

#include "drain.h"
#include "poll.h"
#include "ringmap.h"

static unsigned long ring_max = 64UL << 20;
module_param(ring_max, ulong, 0644);
MODULE_PARM_DESC(ring_max, "bytes that the rings of one VM may have pinned (default 64 MiB)");

static void map_free(struct ht_ring_map *map)
{
	if (map->reader.ring)
		vunmap(map->reader.ring);
	/* The host has written to the first page at most; the guest to all of them. */
	unpin_user_pages_dirty_lock(map->pages, map->nr_pages, true);
	kvfree(map->pages);
	kfree(map);
}

/* Pages of RAM that the guest could write to itself; all that a memslot has of them at a time. */
static int pin(struct ht_ring_map *map, struct kvm_vcpu *vcpu, unsigned int nr)
{
	struct kvm_memory_slot *slot;
	unsigned long hva;
	gfn_t gfn;
	int n;

	while (map->nr_pages < nr) {
		gfn = gpa_to_gfn(map->gpa) + map->nr_pages;
		slot = gfn_to_memslot(vcpu->kvm, gfn);
		/* Not KVM's own slots, such as the page behind the local APIC. */
		if (!kvm_is_visible_memslot(slot))
			return -HT_EFAULT;
		hva = gfn_to_hva_memslot(slot, gfn);
		if (kvm_is_error_hva(hva))
			return -HT_EFAULT;
		n = min_t(u64, nr - map->nr_pages, slot->base_gfn + slot->npages - gfn);
		n = pin_user_pages_fast(hva, n, FOLL_WRITE | FOLL_LONGTERM,
					&map->pages[map->nr_pages]);
		if (n <= 0)
			return -HT_EFAULT;
		map->nr_pages += n;
	}
	return 0;
}

static int map_create(struct ht_ring_map **to, struct kvm_vcpu *vcpu, gpa_t gpa, u32 size)
{
	unsigned int nr = (HT_RING_HEADER + size) >> PAGE_SHIFT;
	struct ht_ring_map *map = kzalloc(sizeof(*map), GFP_KERNEL_ACCOUNT);
	int ret = -HT_ENOMEM;
	void *mem;

	if (!map)
		return ret;
	map->gpa = gpa;
	map->pages = kvcalloc(nr, sizeof(*map->pages), GFP_KERNEL_ACCOUNT);
	if (!map->pages) {
		kfree(map);
		return ret;
	}
	ret = pin(map, vcpu, nr);
	if (ret)
		goto err;
	mem = vmap(map->pages, nr, VM_MAP, PAGE_KERNEL);
	ret = mem ? ht_ring_reader_init(&map->reader, mem, size) : -HT_ENOMEM;
	map->reader.ring = mem;
	if (ret)
		goto err;
	*to = map;
	return 0;
err:
	map_free(map);
	return ret;
}

static u64 bytes_of(const struct ht_ring_map *map)
{
	return HT_RING_HEADER + (u64)map->reader.size;
}

/* Another vCPU's ring in any of these pages would have two readers release the same room. */
static bool overlaps(struct ht_vm *vm, const struct ht_vcpu *own, gpa_t gpa, u64 bytes)
{
	struct ht_vcpu *hv;
	unsigned long i;

	xa_for_each(&vm->vcpus, i, hv)
		if (hv != own && hv->ring && gpa < hv->ring->gpa + bytes_of(hv->ring) &&
		    hv->ring->gpa < gpa + bytes)
			return true;
	return false;
}

static void write_masks(const struct ht_vm *vm, struct ht_ring_map *map)
{
	WRITE_ONCE(map->reader.ring->allow, vm->allow);
	WRITE_ONCE(map->reader.ring->want, vm->want);
}

/* With vm->rings_lock held, in the vCPU's thread. */
static void install(struct ht_vm *vm, struct ht_vcpu *hv, struct ht_ring_map *map)
{
	vm->nr_rings++;
	vm->ring_bytes += bytes_of(map);
	write_masks(vm, map);
	spin_lock(&hv->lock);
	WRITE_ONCE(hv->ring, map);
	ht_drain_watch(hv);
	spin_unlock(&hv->lock);
	ht_sched_share(&hv->sched, map->reader.ring);
	ht_nest_share(&hv->nest, map->reader.ring);
}

/* With vm->rings_lock held. Nobody finds the ring any more; some may have found it before. */
static struct ht_ring_map *unlink(struct ht_vm *vm, struct ht_vcpu *hv)
{
	struct ht_ring_map *map = hv->ring;

	ht_sched_unshare(&hv->sched);
	ht_nest_share(&hv->nest, NULL);
	ht_drain_last(vm, hv);
	spin_lock(&hv->lock);
	WRITE_ONCE(hv->ring, NULL);
	ht_drain_watch(hv);
	spin_unlock(&hv->lock);
	vm->nr_rings--;
	vm->ring_bytes -= bytes_of(map);
	return map;
}

/* With vm->rings_lock held. Takes a grace period, which the guest pays that keeps on doing this. */
static void remove(struct ht_vm *vm, struct ht_vcpu *hv)
{
	struct ht_ring_map *map = unlink(vm, hv);

	synchronize_rcu(); /* exits look without a lock */
	map_free(map);
}

static bool same(const struct ht_ring_map *map, gpa_t gpa, u64 size)
{
	return map && !map->fault && map->gpa == gpa && map->reader.size == size;
}

/* With vm->rings_lock held, under which whoever forbids this VM closes its rings afterwards. */
static long admit(struct ht_vm *vm, struct ht_vcpu *hv, gpa_t gpa, u64 bytes)
{
	if (!READ_ONCE(vm->allowed))
		return -HT_EACCES;
	if (overlaps(vm, hv, gpa, bytes))
		return -HT_EBUSY;
	/* Whatever comes of the new one, the old one is no more. */
	if (hv->ring)
		remove(vm, hv);
	return vm->ring_bytes + bytes > READ_ONCE(ring_max) ? -HT_ENOSPC : 0;
}

/* With vm->rings_lock held; what @map is about has been admitted meanwhile, or not. */
static long open_mapped(struct ht_vm *vm, struct ht_vcpu *hv, struct ht_ring_map *map)
{
	long ret = admit(vm, hv, map->gpa, bytes_of(map));

	if (!ret && map->polled)
		ret = ht_poll_start(vm);
	if (!ret)
		install(vm, hv, map);
	return ret;
}

static long open_new(struct ht_vm *vm, struct ht_vcpu *hv, struct kvm_vcpu *vcpu, gpa_t gpa,
		     u32 size, bool polled)
{
	struct ht_ring_map *map;
	long ret;

	mutex_lock(&vm->rings_lock);
	ret = admit(vm, hv, gpa, HT_RING_HEADER + (u64)size);
	mutex_unlock(&vm->rings_lock);
	if (ret)
		return ret;
	/* Unlocked: the VMM decides how long its pages take to come (FUSE, userfaultfd). */
	ret = map_create(&map, vcpu, gpa, size);
	if (ret)
		return ret;
	map->polled = polled;
	mutex_lock(&vm->rings_lock);
	ret = open_mapped(vm, hv, map);
	mutex_unlock(&vm->rings_lock);
	if (ret)
		map_free(map);
	return ret;
}

/* Returns whether this very ring is open; then @ret is what came of changing its flags. */
static bool open_same(struct ht_vm *vm, struct ht_vcpu *hv, gpa_t gpa, u32 size, bool polled,
		      long *ret)
{
	bool found;

	mutex_lock(&vm->rings_lock);
	found = same(hv->ring, gpa, size);
	if (found) {
		WRITE_ONCE(hv->ring->polled, polled);
		*ret = polled ? ht_poll_start(vm) : 0;
	}
	mutex_unlock(&vm->rings_lock);
	return found;
}

/**
 * ht_ring_open - HT_HC_RING_OPEN
 * @vm: the VM
 * @hv: the vCPU that calls
 * @vcpu: the same, in its thread
 * @gpa: where its ring is
 * @size: bytes of the ring's data
 * @flags: enum ht_ring_flag
 *
 * May sleep.
 *
 * Return: 0; -HT_EINVAL: an argument is not what it has to be; -HT_EBUSY, -HT_ENOSPC, -HT_EFAULT,
 * -HT_EBADMSG, -HT_ENOMEM: see abi.h.
 */
long ht_ring_open(struct ht_vm *vm, struct ht_vcpu *hv, struct kvm_vcpu *vcpu, gpa_t gpa, u64 size,
		  u64 flags)
{
	long ret;

	if (!PAGE_ALIGNED(gpa) || !is_power_of_2(size) || size < HT_RING_MIN ||
	    size > HT_RING_MAX || gpa > gpa + HT_RING_HEADER + size || flags & ~(u64)HT_RING_BATCH)
		return -HT_EINVAL;
	if (open_same(vm, hv, gpa, size, !(flags & HT_RING_BATCH), &ret))
		return ret;
	return open_new(vm, hv, vcpu, gpa, size, !(flags & HT_RING_BATCH));
}

/**
 * ht_ring_close - read what is left in a vCPU's ring, and forget it
 * @vm: the VM
 * @hv: the vCPU
 *
 * Process context, may sleep.
 *
 * Return: 0; -HT_ENXIO: it has none.
 */
long ht_ring_close(struct ht_vm *vm, struct ht_vcpu *hv)
{
	long ret = -HT_ENXIO;

	mutex_lock(&vm->rings_lock);
	if (hv->ring) {
		remove(vm, hv);
		ret = 0;
	}
	mutex_unlock(&vm->rings_lock);
	return ret;
}

/**
 * ht_ring_close_all - the same for all vCPUs of a VM
 * @vm: the VM
 *
 * Process context, may sleep.
 */
void ht_ring_close_all(struct ht_vm *vm)
{
	struct ht_ring_map *map, *closed = NULL;
	struct ht_vcpu *hv = NULL;
	unsigned long i;

	mutex_lock(&vm->rings_lock);
	xa_for_each(&vm->vcpus, i, hv) {
		if (!hv->ring)
			continue;
		map = unlink(vm, hv);
		map->next_closed = closed;
		closed = map;
	}
	if (closed)
		synchronize_rcu(); /* once for all; see remove() */
	while (closed) {
		map = closed;
		closed = map->next_closed;
		map_free(map);
	}
	mutex_unlock(&vm->rings_lock);
}

/**
 * ht_ring_masks - tell a guest which classes of events it may and should emit
 * @vm: the VM
 * @allow: HT_CLASS_BIT()s
 * @want: likewise
 *
 * Process context, may sleep. Rings opened later say the same.
 */
void ht_ring_masks(struct ht_vm *vm, u64 allow, u64 want)
{
	struct ht_vcpu *hv;
	unsigned long i;

	mutex_lock(&vm->rings_lock);
	vm->allow = allow;
	vm->want = want;
	xa_for_each(&vm->vcpus, i, hv)
		if (hv->ring)
			write_masks(vm, hv->ring);
	mutex_unlock(&vm->rings_lock);
}
