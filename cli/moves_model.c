// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a trace says of where vCPUs ran. The host counts since a vCPU was made, which may have been
 * long before the trace: what is reported is the difference from one event to the next.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "moves_model.h"

/* Room for one more pointer: the array doubles whenever @count is a power of two. */
static int grow(void *array, size_t count)
{
	void **larger;

	if (count & (count - 1))
		return 0;
	larger = reallocarray(*(void ***)array, count ? 2 * count : 1, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	*(void ***)array = larger;
	return 0;
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* What costs most first. */
static int by_cost(const void *a, const void *b)
{
	const struct ht_move *left = a, *right = b;

	return compare(ht_moves_stall(&right->sched), ht_moves_stall(&left->sched)) ?:
		       compare(right->sched.off_ns, left->sched.off_ns)		    ?:
		       compare(left->number, right->number);
}

static struct ht_moves_vm *vm_get(struct ht_moves_model *model, uint32_t vm_id, uint64_t now)
{
	struct ht_moves_vm *vm;

	if (grow(&model->vms, model->nr_vms))
		return NULL;
	vm = ht_vcpu_map_get(&model->vm_map, vm_id, 0, sizeof(*vm));
	if (!vm || vm->list.size)
		return vm;
	vm->list.size = sizeof(struct ht_move);
	vm->list.order = by_cost;
	vm->pings.size = sizeof(struct ht_pingpong);
	vm->pings.order = ht_pingpong_order;
	vm->list.limit = vm->pings.limit = model->top;
	vm->origin_ns = now;
	model->vms[model->nr_vms++] = vm;
	return vm;
}

/**
 * ht_moves_seen() - there is a VM
 * @model: the model
 * @vm_id: its number
 * @vm_pid: its VMM's process
 * @now: when it was seen
 *
 * Return: 0 or -ENOMEM.
 */
int ht_moves_seen(struct ht_moves_model *model, uint32_t vm_id, int32_t vm_pid, uint64_t now)
{
	struct ht_moves_vm *vm = vm_get(model, vm_id, now);

	if (!vm)
		return -ENOMEM;
	vm->vm_pid = vm_pid;
	return 0;
}

static struct ht_moves_vcpu *vcpu_get(struct ht_moves_model *model, struct ht_moves_vm *vm,
				      uint32_t number)
{
	struct ht_moves_vcpu *vcpu;

	if (grow(&vm->vcpus, vm->nr_vcpus))
		return NULL;
	vcpu = ht_vcpu_map_get(&model->vcpu_map, vm->key.vm_id, number, sizeof(*vcpu));
	if (!vcpu || vcpu->number)
		return vcpu;
	vcpu->number = ++model->nr_vcpus;
	vm->vcpus[vm->nr_vcpus++] = vcpu;
	return vcpu;
}

static int ran_on(struct ht_moves_model *model, struct ht_moves_vcpu *vcpu, uint32_t pcpu,
		  uint32_t node, uint64_t run_ns)
{
	struct ht_place *place;

	if (!run_ns)
		return 0;
	if (grow(&vcpu->places, vcpu->nr_places))
		return -ENOMEM;
	place = ht_vcpu_map_get(&model->place_map, vcpu->number, pcpu, sizeof(*place));
	if (!place)
		return -ENOMEM;
	if (!place->run_ns)
		vcpu->places[vcpu->nr_places++] = place;
	place->node = node;
	place->run_ns += run_ns;
	return 0;
}

static uint64_t life_of(const struct ht_sched *sched)
{
	return sched->run_ns + sched->wait_ns + sched->halt_ns + sched->user_ns + sched->block_ns;
}

/*
 * From where to count. A vCPU that was made after @since was seen from its first nanosecond. Of any
 * other only what comes after this event counts, but for the migration that it may be.
 */
static struct ht_sched begin_of(const struct ht_sched *sched, uint64_t since)
{
	uint64_t life = life_of(sched);
	struct ht_sched begin = *sched;

	if (life <= sched->now && sched->now - life >= since)
		return (struct ht_sched){ .now = sched->now - life };
	begin.migrations -= sched->moved;
	return begin;
}

/*
 * A life never becomes shorter: whoever counts has begun anew. Of its parts only the time on a CPU
 * never goes back: what looked like a sleep so far may turn out to have been waiting in the end.
 */
static bool is_new(const struct ht_sched *last, const struct ht_sched *sched)
{
	return sched->run_ns < last->run_ns || sched->migrations < last->migrations ||
	       life_of(sched) < life_of(last);
}

static struct ht_times times_since(const struct ht_sched *last, const struct ht_sched *sched)
{
	return (struct ht_times){
		.span_ns = sched->now - last->now,
		.run_ns = sched->run_ns - last->run_ns,
		.wait_ns = sched->wait_ns - last->wait_ns,
		.halt_ns = sched->halt_ns - last->halt_ns,
		.user_ns = sched->user_ns - last->user_ns,
		.block_ns = sched->block_ns - last->block_ns,
		.loads = sched->loads - last->loads,
		.preemptions = sched->preemptions - last->preemptions,
	};
}

static void add_times(struct ht_times *to, const struct ht_times *times)
{
	to->span_ns += times->span_ns;
	to->run_ns += times->run_ns;
	to->wait_ns += times->wait_ns;
	to->halt_ns += times->halt_ns;
	to->user_ns += times->user_ns;
	to->block_ns += times->block_ns;
	to->unknown_ns += times->unknown_ns;
	to->loads += times->loads;
	to->preemptions += times->preemptions;
}

/* What happened since the vCPU's event before. */
static int account(struct ht_moves_model *model, struct ht_moves_vcpu *vcpu,
		   const struct ht_sched *sched)
{
	struct ht_times times = times_since(&vcpu->last, sched);
	uint64_t counted = sched->migrations - vcpu->last.migrations;
	int ret = 0;

	if (counted != sched->moved)
		times.unknown_ns = times.run_ns;
	else if (sched->moved)
		ret = ran_on(model, vcpu, sched->from_pcpu, sched->from_node, times.run_ns);
	else
		ret = ran_on(model, vcpu, sched->pcpu, sched->node, times.run_ns);
	add_times(&vcpu->times, &times);
	vcpu->moves.counted += counted;
	return ret;
}

static int ping_end(struct ht_moves_vm *vm, struct ht_moves_vcpu *vcpu)
{
	int ret = 0;

	if (ht_pingpong_is(&vcpu->ping)) {
		vcpu->moves.pings++;
		vcpu->moves.ping_moves += vcpu->ping.moves;
		ret = ht_top_add(&vm->pings, &vcpu->ping);
	}
	vcpu->ping = (struct ht_pingpong){ 0 };
	return ret;
}

static int ping(struct ht_moves_vm *vm, struct ht_moves_vcpu *vcpu, const struct ht_sched *move)
{
	int ret = 0;

	if (!ht_pingpong_goes_on(&vcpu->ping, move))
		ret = ping_end(vm, vcpu);
	ht_pingpong_add(&vcpu->ping, move);
	return ret;
}

static void add_move(struct ht_moves *moves, const struct ht_sched *move)
{
	struct ht_offs *why = &moves->whys[move->why < HT_OFF_WHYS ? move->why : HT_OFF_WHYS];

	moves->told++;
	moves->across += move->from_node != move->node;
	moves->off_ns += move->off_ns;
	moves->queued_ns += move->queued_ns;
	if (move->off_ns > moves->off_max_ns)
		moves->off_max_ns = move->off_ns;
	why->count++;
	why->ns += move->off_ns;
}

static int on_move(struct ht_moves_model *model, struct ht_moves_vm *vm, struct ht_moves_vcpu *vcpu,
		   const struct ht_sched *sched)
{
	const struct ht_move move = {
		.number = vm->list.seen,
		.sched = *sched,
		.doing = ht_doing_at(&model->boots, sched),
	};

	add_move(&vcpu->moves, sched);
	return ping(vm, vcpu, sched) ?: ht_top_add(&vm->list, &move);
}

/**
 * ht_moves_sched() - there is an event of a vCPU
 * @model: the model, which knows of the event before
 * @sched: it
 *
 * Return: 0 or -ENOMEM.
 */
int ht_moves_sched(struct ht_moves_model *model, const struct ht_sched *sched)
{
	struct ht_moves_vm *vm = vm_get(model, sched->vm_id, sched->now);
	struct ht_moves_vcpu *vcpu = vm ? vcpu_get(model, vm, sched->vcpu) : NULL;
	bool is_late;
	int ret = 0;

	if (!vcpu)
		return -ENOMEM;
	if (!vcpu->is_seen)
		vcpu->last = begin_of(sched, model->begin_ns);
	vcpu->is_seen = true;
	is_late = sched->now < vcpu->last.now;
	/* Two CPUs can tell of one vCPU: what was overtaken has been counted. */
	if (!is_late) {
		if (is_new(&vcpu->last, sched))
			vcpu->last = begin_of(sched, vcpu->last.now);
		if (sched->migrations - vcpu->last.migrations != sched->moved)
			ret = ping_end(vm, vcpu);
		ret = ret ?: account(model, vcpu, sched);
		vcpu->last = *sched;
	}
	return ret ?: (sched->moved ? on_move(model, vm, vcpu, sched) : 0);
}

static int by_key(const void *a, const void *b)
{
	const struct ht_vcpu_key *left = *(const void *const *)a;
	const struct ht_vcpu_key *right = *(const void *const *)b;

	return compare(left->vm_id, right->vm_id) ?: compare(left->vcpu, right->vcpu);
}

static int by_run(const void *a, const void *b)
{
	const struct ht_place *left = *(const void *const *)a;
	const struct ht_place *right = *(const void *const *)b;

	return compare(right->run_ns, left->run_ns) ?: compare(left->key.vcpu, right->key.vcpu);
}

static void sort(void *list, size_t count, int (*order)(const void *a, const void *b))
{
	if (count)
		qsort(list, count, sizeof(void *), order);
}

static void add_moves(struct ht_moves *to, const struct ht_moves *moves)
{
	size_t i;

	to->counted += moves->counted;
	to->told += moves->told;
	to->across += moves->across;
	to->off_ns += moves->off_ns;
	to->queued_ns += moves->queued_ns;
	if (moves->off_max_ns > to->off_max_ns)
		to->off_max_ns = moves->off_max_ns;
	for (i = 0; i <= HT_OFF_WHYS; i++) {
		to->whys[i].count += moves->whys[i].count;
		to->whys[i].ns += moves->whys[i].ns;
	}
	to->pings += moves->pings;
	to->ping_moves += moves->ping_moves;
}

/* What began as a sleep and ended as waiting may be less than nothing, in a trace that is short. */
static void clamp(uint64_t *ns)
{
	if ((int64_t)*ns < 0)
		*ns = 0;
}

static void clamp_times(struct ht_times *times)
{
	clamp(&times->halt_ns);
	clamp(&times->user_ns);
	clamp(&times->block_ns);
}

static int complete_vm(struct ht_moves_vm *vm)
{
	size_t i;
	int ret = 0;

	sort(vm->vcpus, vm->nr_vcpus, by_key);
	for (i = 0; i < vm->nr_vcpus; i++) {
		if (ping_end(vm, vm->vcpus[i]))
			ret = -ENOMEM;
		clamp_times(&vm->vcpus[i]->times);
		sort(vm->vcpus[i]->places, vm->vcpus[i]->nr_places, by_run);
		add_times(&vm->times, &vm->vcpus[i]->times);
		add_moves(&vm->moves, &vm->vcpus[i]->moves);
	}
	ht_top_sort(&vm->list);
	ht_top_sort(&vm->pings);
	return ret;
}

/**
 * ht_moves_model_complete() - put everything in order, once all events are in
 * @model: the model; nothing may be added afterwards
 *
 * Return: 0, or -ENOMEM: something is missing.
 */
int ht_moves_model_complete(struct ht_moves_model *model)
{
	size_t i;
	int ret = 0;

	ht_boot_model_complete(&model->boots);
	sort(model->vms, model->nr_vms, by_key);
	for (i = 0; i < model->nr_vms; i++)
		if (complete_vm(model->vms[i]))
			ret = -ENOMEM;
	return ret;
}

static void vm_exit(struct ht_moves_vm *vm)
{
	size_t i;

	for (i = 0; i < vm->nr_vcpus; i++)
		free(vm->vcpus[i]->places);
	free(vm->vcpus);
	ht_top_exit(&vm->list);
	ht_top_exit(&vm->pings);
}

/**
 * ht_moves_model_exit() - release a model
 * @model: empty afterwards
 */
void ht_moves_model_exit(struct ht_moves_model *model)
{
	size_t i;

	for (i = 0; i < model->nr_vms; i++)
		vm_exit(model->vms[i]);
	free(model->vms);
	ht_vcpu_map_exit(&model->vm_map);
	ht_vcpu_map_exit(&model->vcpu_map);
	ht_vcpu_map_exit(&model->place_map);
	ht_boot_model_exit(&model->boots);
	*model = (struct ht_moves_model){ 0 };
}
