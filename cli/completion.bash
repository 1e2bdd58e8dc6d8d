# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion of the hypertrace command for bash.

# The traced VMs of this host: their ids, or the process ids of their VMMs.
_hypertrace_vms()
{
	local dir=${HT_SYSROOT-}/sys/kernel/kvm-hypertrace

	case $1 in
	ids) ls "$dir" ;;
	pids) cat "$dir"/*/pid ;;
	esac 2>/dev/null
}

# What may follow "hypertrace guest COMMAND": $1 is that command, $2 the word so far, $3 the one
# before it.
_hypertrace_guest()
{
	local classes='boot user sched syscall irq softirq fault func all' vms list=

	vms=$(_hypertrace_vms ids)
	case "$1,$2" in
	show,-*) vms='--json --help' ;;
	list,*) vms='--json --help' ;;
	watch,-*) vms='--json --interval --count --help' ;;
	allow,-* | deny,-*) vms='--help' ;;
	allow,* | deny,*) vms="all $(_hypertrace_vms pids)" ;;
	enable,-* | disable,-*) vms='--all-vms --help' ;;
	limit,-*) vms='--rate --quota --all-vms --help' ;;
	exits,-*) vms='--all-vms --help' ;;
	esac
	case "$3,$2" in
	enable,[!-]* | enable, | disable,[!-]* | disable,)
		vms=$classes
		[ "${2%,*}" = "$2" ] || list=${2%,*},
		;;
	exits,[!-]* | exits,) vms='on off cpuid' ;;
	esac
	mapfile -t COMPREPLY < <(compgen -P "$list" -W "$vms" -- "${2#"$list"}")
}

# What may follow "hypertrace report exits": $1 is the word so far, $2 the one before it.
_hypertrace_exits()
{
	local words='--by --sort --top --vm --live --growth --json --help --version'

	case "$2" in
	--by | -b) words='reason vm vcpu initcall level syscall process' ;;
	--sort | -s) words='time count name mean p99 max took' ;;
	--top | -n) words='10 20 50 all' ;;
	--vm | -v | --live | -L) words= ;;
	*)
		if [ "${1#-}" = "$1" ]; then
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$1")
			return
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$1")
}

# What may follow any other report: $1 are its options, $2 the word so far, $3 the one before it.
_hypertrace_report()
{
	local words=$1

	case "$3" in
	--top | -n) words='10 20 50 all' ;;
	--last | -l) words='8 20 100' ;;
	--vm | -v | --live | -L) words= ;;
	*)
		if [ "${2#-}" = "$2" ]; then
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$2")
			return
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$2")
}

# What may follow "hypertrace stat": $1 is the word so far, $2 the one before it.
_hypertrace_stat()
{
	local words='--vm --interval --count --by --json --help --version'

	case "$2" in
	--vm | -v) words=$(_hypertrace_vms ids) ;;
	--by | -b) words='reason vcpu' ;;
	--interval | -i | --count | -n) words= ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$1")
}

# What may follow "hypertrace record": $1 is the word so far, $2 the one before it.
_hypertrace_record()
{
	local words='--output --vm --events --unpacked --relay --session --quiet --help --version'
	local classes='boot user sched syscall irq softirq fault func power exits all' list=

	case "$2" in
	--output | -o)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$1")
		return
		;;
	--vm | -v) words=$(_hypertrace_vms pids) ;;
	--events | -e)
		words=$classes
		[ "${1%,*}" = "$1" ] || list=${1%,*},
		;;
	--relay | -r) words=$(compgen -A hostname) ;;
	--session | -s) words= ;;
	*)
		if [ "${1#-}" = "$1" ]; then
			mapfile -t COMPREPLY < <(compgen -c -- "$1")
			return
		fi
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -P "$list" -W "$words" -- "${1#"$list"}")
}

_hypertrace()
{
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	local before="${COMP_WORDS[*]:1:COMP_CWORD-1}"
	local options='--json --help --version'
	local part='--lami --begin --end'

	case "$before" in
	'')
		mapfile -t COMPREPLY < <(compgen -W "record load report convert export guest stat top bench doctor help --help --version" \
			-- "$word")
		;;
	help) mapfile -t COMPREPLY < <(compgen -W 'record load report convert export guest stat top bench doctor' -- "$word") ;;
	report | 'help report') mapfile -t COMPREPLY < <(compgen -W 'boot overview exits migrations panic shutdown' -- "$word") ;;
	guest | 'help guest')
		mapfile -t COMPREPLY < <(compgen -W "list show watch allow deny enable disable limit exits" \
			-- "$word")
		;;
	guest\ *) _hypertrace_guest "${COMP_WORDS[2]}" "$word" "$last" ;;
	record*) _hypertrace_record "$word" "$last" ;;
	load*) mapfile -t COMPREPLY < <(compgen -W 'hypertrace hypertrace-packed --output --help' -- "$word") ;;
	top*) _hypertrace_report '--live --interval --count --json --help --version' "$word" "$last" ;;
	stat*) _hypertrace_stat "$word" "$last" ;;
	bench*)
		case "$last" in
		--rounds | -r) COMPREPLY=() ;;
		*) mapfile -t COMPREPLY < <(compgen -W "--rounds --csv --help --version" -- "$word") ;;
		esac
		;;
	doctor*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	convert*)
		if [ "${word#-}" != "$word" ]; then
			mapfile -t COMPREPLY < <(compgen -W "$options --window --max-events --force" -- "$word")
		else
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$word")
		fi
		;;
	export*)
		if [ "$last" = --vm ] || [ "$last" = -v ]; then
			COMPREPLY=()
		elif [ "${word#-}" != "$word" ]; then
			mapfile -t COMPREPLY < <(compgen -W \
				'--html --chrome --trace-compass --vm --force --help --version' -- "$word")
		else
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	'report exits'*) _hypertrace_exits "$word" "$last" ;;
	'report boot'*) _hypertrace_report "$options $part --live --top" "$word" "$last" ;;
	'report migrations'*) _hypertrace_report "$options $part --live --top --vm" "$word" "$last" ;;
	'report panic'*) _hypertrace_report "$options $part --live --last --vm" "$word" "$last" ;;
	'report shutdown'*) _hypertrace_report "$options $part --live --top --vm" "$word" "$last" ;;
	'report overview'*) _hypertrace_report "$options $part --live --vm" "$word" "$last" ;;
	esac
}

complete -F _hypertrace hypertrace
