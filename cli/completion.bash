# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion of the hypertrace command for bash.

_hypertrace()
{
	local word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD - 1]}
	local before="${COMP_WORDS[*]:1:COMP_CWORD-1}"
	local options='--json --help --version'

	case "$before" in
	'') mapfile -t COMPREPLY < <(compgen -W 'report doctor help --help --version' -- "$word") ;;
	help) mapfile -t COMPREPLY < <(compgen -W 'report doctor' -- "$word") ;;
	report | 'help report') mapfile -t COMPREPLY < <(compgen -W 'boot' -- "$word") ;;
	doctor*) mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word") ;;
	'report boot'*)
		if [ "$last" = --top ] || [ "$last" = -n ]; then
			mapfile -t COMPREPLY < <(compgen -W '10 20 50 all' -- "$word")
		elif [ "${word#-}" != "$word" ]; then
			mapfile -t COMPREPLY < <(compgen -W "$options --top" -- "$word")
		else
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -d -- "$word")
		fi
		;;
	esac
}

complete -F _hypertrace hypertrace
