// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about migrations for programs, schema hypertrace.report.migrations/1. Of a list that
 * may be long one object exists at a time.
 */
#include <inttypes.h>
#include <stdio.h>

#include "hosts_chosen.h"
#include "json.h"
#include "moves_report.h"
#include "text.h"

static const char *const doings[] = {
	[HT_DOING_UNKNOWN] = NULL,  [HT_DOING_BEFORE] = "before",     [HT_DOING_KERNEL] = "kernel",
	[HT_DOING_LEVEL] = "level", [HT_DOING_INITCALL] = "initcall", [HT_DOING_USER] = "user",
};

static void put_why(struct ht_json *object, uint32_t why)
{
	char name[HT_TEXT_SHORT];

	ht_off_name(name, sizeof(name), why);
	ht_json_put_text(object, "why", name);
}

static json_object *new_whys(const struct ht_moves *moves)
{
	struct ht_json list, object;
	uint32_t why;

	ht_json_init_array(&list);
	for (why = 0; why <= HT_OFF_WHYS; why++) {
		const struct ht_offs *offs = &moves->whys[why];

		if (!offs->count)
			continue;
		ht_json_init(&object);
		if (why < HT_OFF_WHYS)
			put_why(&object, why);
		else
			ht_json_put_null(&object, "why");
		ht_json_put_uint(&object, "count", offs->count);
		ht_json_put_uint(&object, "off_ns", offs->ns);
		ht_json_append(&list, ht_json_take(&object));
	}
	return ht_json_take(&list);
}

static void put_moves(struct ht_json *object, const struct ht_moves *moves)
{
	ht_json_put_uint(object, "migrations", moves->counted);
	ht_json_put_uint(object, "migrations_lost", ht_moves_missed(moves));
	ht_json_put_uint(object, "across_nodes", moves->across);
	ht_json_put_uint(object, "off_ns", moves->off_ns);
	ht_json_put_known(object, "off_mean_ns", moves->told,
			  moves->told ? (int64_t)(moves->off_ns / moves->told) : 0);
	ht_json_put_uint(object, "off_max_ns", moves->off_max_ns);
	ht_json_put_uint(object, "queued_ns", moves->queued_ns);
	ht_json_put(object, "off_why", new_whys(moves));
	ht_json_put_uint(object, "ping_pongs", moves->pings);
	ht_json_put_uint(object, "ping_pong_migrations", moves->ping_moves);
}

static void put_share(struct ht_json *object, const char *key, uint64_t part, uint64_t whole)
{
	double share = whole ? (double)part / (double)whole : 0;

	ht_json_put(object, key, json_object_new_double(share));
}

static void put_times(struct ht_json *object, const struct ht_times *times)
{
	uint64_t all = ht_times_all(times);

	ht_json_put_uint(object, "span_ns", times->span_ns);
	ht_json_put_uint(object, "run_ns", times->run_ns);
	ht_json_put_uint(object, "wait_ns", times->wait_ns);
	ht_json_put_uint(object, "halt_ns", times->halt_ns);
	ht_json_put_uint(object, "user_ns", times->user_ns);
	ht_json_put_uint(object, "block_ns", times->block_ns);
	put_share(object, "run_share", times->run_ns, all);
	put_share(object, "wait_share", times->wait_ns, all);
	put_share(object, "halt_share", times->halt_ns, all);
	put_share(object, "user_share", times->user_ns, all);
	put_share(object, "block_share", times->block_ns, all);
	ht_json_put_uint(object, "unknown_ns", times->unknown_ns);
	ht_json_put_uint(object, "loads", times->loads);
	ht_json_put_uint(object, "preemptions", times->preemptions);
}

static json_object *new_place(const struct ht_moves_vcpu *vcpu, const struct ht_place *place)
{
	uint64_t run_ns = place ? place->run_ns : vcpu->times.unknown_ns;
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_known(&object, "pcpu", place, place ? place->key.vcpu : 0);
	ht_json_put_known(&object, "node", place, place ? place->node : 0);
	ht_json_put_uint(&object, "run_ns", run_ns);
	put_share(&object, "share", run_ns, vcpu->times.run_ns);
	return ht_json_take(&object);
}

static json_object *new_places(const struct ht_moves_vcpu *vcpu)
{
	struct ht_json list;
	size_t i;

	ht_json_init_array(&list);
	for (i = 0; i < vcpu->nr_places; i++)
		ht_json_append(&list, new_place(vcpu, vcpu->places[i]));
	if (vcpu->times.unknown_ns)
		ht_json_append(&list, new_place(vcpu, NULL));
	return ht_json_take(&list);
}

static bool print_vcpu(const struct ht_moves_vcpu *vcpu, bool first)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_uint(&object, "vcpu", vcpu->key.vcpu);
	put_times(&object, &vcpu->times);
	put_moves(&object, &vcpu->moves);
	ht_json_put(&object, "residency", new_places(vcpu));
	return ht_json_print_item(&object, first);
}

static int64_t since(const struct ht_moves_vm *vm, uint64_t when)
{
	return (int64_t)(when - vm->origin_ns);
}

static void put_doing(struct ht_json *object, const struct ht_boot_model *boots, uint32_t vm_id,
		      const struct ht_doing *doing)
{
	const struct ht_level *level = doing->call ? doing->call->level : doing->level;

	ht_json_put_optional(object, "phase", doings[ht_doing_what(boots, vm_id, doing)]);
	ht_json_put_optional(object, "level", level ? level->name : NULL);
	ht_json_put_optional(object, "initcall", doing->call ? doing->call->name : NULL);
	ht_json_put_optional(object, "module", doing->call ? doing->call->module : NULL);
}

static bool print_move(const struct ht_moves_report *report, const struct ht_moves_vm *vm,
		       const struct ht_move *move, bool first)
{
	const struct ht_sched *sched = &move->sched;
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_int(&object, "time_ns", since(vm, sched->now));
	ht_json_put_uint(&object, "vcpu", sched->vcpu);
	ht_json_put_uint(&object, "from_pcpu", sched->from_pcpu);
	ht_json_put_uint(&object, "to_pcpu", sched->pcpu);
	ht_json_put_uint(&object, "from_node", sched->from_node);
	ht_json_put_uint(&object, "to_node", sched->node);
	put_why(&object, sched->why);
	ht_json_put_uint(&object, "off_ns", sched->off_ns);
	ht_json_put_uint(&object, "queued_ns", sched->queued_ns);
	ht_json_put_uint(&object, "cost_ns", ht_moves_stall(sched));
	put_doing(&object, &report->model->boots, sched->vm_id, &move->doing);
	return ht_json_print_item(&object, first);
}

static bool print_ping(const struct ht_moves_vm *vm, const struct ht_pingpong *ping, bool first)
{
	struct ht_json pcpus, object;

	ht_json_init_array(&pcpus);
	ht_json_append(&pcpus, json_object_new_int64(ping->pcpus[0]));
	ht_json_append(&pcpus, json_object_new_int64(ping->pcpus[1]));
	ht_json_init(&object);
	ht_json_put_uint(&object, "vcpu", ping->vcpu);
	ht_json_put(&object, "pcpus", ht_json_take(&pcpus));
	ht_json_put_uint(&object, "migrations", ping->moves);
	ht_json_put_int(&object, "begin_ns", since(vm, ping->begin_ns));
	ht_json_put_uint(&object, "span_ns", ping->end_ns - ping->begin_ns);
	ht_json_put_uint(&object, "off_ns", ping->off_ns);
	return ht_json_print_item(&object, first);
}

static bool print_lists(const struct ht_moves_report *report, const struct ht_moves_vm *vm)
{
	bool ok = true;
	size_t i;

	fputs(",\n   \"vcpus\": [", stdout);
	for (i = 0; ok && i < vm->nr_vcpus; i++)
		ok = print_vcpu(vm->vcpus[i], !i);
	fputs("\n   ],\n   \"migrations\": [", stdout);
	for (i = 0; ok && i < vm->list.count; i++)
		ok = print_move(report, vm, ht_top_get(&vm->list, i), !i);
	fputs("\n   ],\n   \"ping_pong\": [", stdout);
	for (i = 0; ok && i < vm->pings.count; i++)
		ok = print_ping(vm, ht_top_get(&vm->pings, i), !i);
	fputs("\n   ]\n  }", stdout);
	return ok;
}

static bool print_vm(const struct ht_moves_report *report, const struct ht_moves_vm *vm, bool first)
{
	struct ht_json object, total;

	ht_json_init(&total);
	put_times(&total, &vm->times);
	put_moves(&total, &vm->moves);
	ht_json_init(&object);
	ht_json_put_uint(&object, "vm_id", vm->key.vm_id);
	ht_json_put_int(&object, "vm_pid", vm->vm_pid);
	ht_json_put_uint(&object, "origin_ns", vm->origin_ns);
	ht_json_put(&object, "total", ht_json_take(&total));
	return ht_json_print_open(&object, first) && print_lists(report, vm);
}

/**
 * ht_moves_print_json() - print the report about migrations for programs on standard output
 * @report: it
 * @err: says what is wrong
 *
 * Return: 0, or -ENOMEM with an unfinished document on standard output.
 */
int ht_moves_print_json(const struct ht_moves_report *report, struct ht_err *err)
{
	const struct ht_boot_model *boots = &report->model->boots;
	bool first = true;
	size_t i;

	printf("{\n \"schema\": \"hypertrace.report.migrations/1\",\n%s \"truncated\": %s,\n"
	       " \"discarded\": %" PRIu64 ",\n \"discarded_packets\": %" PRIu64 ",\n"
	       " \"discarded_uncounted\": %s,\n \"vms\": [",
	       ht_hosts_json(), boots->truncated ? "true" : "false", boots->discarded_events,
	       boots->discarded_packets, boots->discarded_uncounted ? "true" : "false");
	for (i = 0; i < report->model->nr_vms; i++) {
		if (!ht_moves_is_chosen(report, report->model->vms[i]))
			continue;
		if (!print_vm(report, report->model->vms[i], first))
			return ht_err_nomem(err);
		first = false;
	}
	puts("\n ]\n}");
	return 0;
}
