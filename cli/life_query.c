// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions that every form of the overview asks a finished model.
 */
#include "life.h"
#include "step_event.h"

/**
 * ht_life_end() - how did it end?
 * @life: a VM's life
 *
 * Return: what its guest said last of that, or else what the host says.
 */
enum ht_life_end ht_life_end(const struct ht_life *life)
{
	if (life->panic.panic.kind && life->panic.boot == life->boots)
		return HT_LIFE_PANICKED;
	if (life->power && !life->stopped)
		return HT_LIFE_DOWN;
	if (life->power)
		return life->power == HT_POWER_RESTART ? HT_LIFE_RESTARTED :
		       life->power == HT_POWER_HALT    ? HT_LIFE_HALTED :
							 HT_LIFE_POWERED_OFF;
	if (life->stopped)
		return HT_LIFE_UNTOLD;
	return life->destroyed ? HT_LIFE_SILENT : HT_LIFE_RUNS;
}

/**
 * ht_life_since() - when something happened, counted from the VM's first event
 * @life: the VM's life, which has a phase
 * @when: trace clock
 *
 * Return: nanoseconds, negative if it happened before.
 */
int64_t ht_life_since(const struct ht_life *life, uint64_t when)
{
	return (int64_t)(when - life->phases[0]->begin_ns);
}

/**
 * ht_life_lasted() - how long it lasted
 * @life: a VM's life, which has a phase
 *
 * Return: nanoseconds, until the VM's end or the trace's.
 */
int64_t ht_life_lasted(const struct ht_life *life)
{
	return ht_life_since(life, ht_life_now(life)->end_ns);
}

/**
 * ht_life_khz() - how fast is the TSC that exits' time is counted in?
 * @lives: a model
 * @life: a VM in it
 *
 * Return: kHz: the host's word, or else what the guest's time stamps say; 0: not known.
 */
uint32_t ht_life_khz(const struct ht_lives *lives, const struct ht_life *life)
{
	if (lives->host_khz)
		return lives->host_khz;
	return life->vcpu ? ht_tsc_guess_khz(&life->vcpu->tsc) : 0;
}
