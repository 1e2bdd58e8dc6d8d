#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Boots a Linux kernel and an initramfs in Bochs, whose emulated CPU has VMX with EPT. That way the
# Intel half of KVM runs on a machine without virtualization; QEMU's own emulation has SVM only.
#
# Bochs has no -kernel option, so the kernel travels on an ISO which isolinux boots:
#
#	ata0 master	--disk: /dev/sda, where the guest leaves its results
#	ata1 master	the ISO: isolinux, kernel, initramfs
#	COM1		--console: ttyS0
#
# How a run ended is read from Bochs' own log, never from the console: a nested guest may well print
# a panic or a "Power down" of its own there.
#
# Bochs draws on ncurses with the output thrown away. Its rfb display would offer an unprotected VNC
# port on every interface, and two runs that start together could race for that port.

set -euo pipefail

readonly PROG=${0##*/}

# Bochs counts IPS instructions as one second and ticks the TSC once an instruction. The guest has
# to be told, its calibration loops do not settle. With few console messages the rate hardly changes
# how long a run takes: a lower one makes delays shorter and timer interrupts more frequent.
readonly IPS=150000000
readonly GUEST_HZ=250

# Broadwell ULT and Skylake-X work as well; with Ice Lake the guest hangs.
readonly CPU_MODEL=corei7_haswell_4770
readonly CPUS_MAX=8

# Bochs 2.7 backs no more than 2 GiB with memory of its own.
readonly MEM_MIN=128 MEM_MAX=2048

# x86 keeps a command line of 2048 bytes with its NUL; isolinux cuts a longer one without a word.
readonly CMDLINE_MAX=2047

readonly BIOS=/usr/share/bochs/BIOS-bochs-latest
readonly VGABIOS=/usr/share/bochs/VGABIOS-lgpl-latest
readonly TERM_PLUGIN=libbx_term_gui.so
readonly ISOLINUX=/usr/lib/ISOLINUX/isolinux.bin
readonly LDLINUX=/usr/lib/syslinux/modules/bios/ldlinux.c32

bochs_pid=''

die() {
	printf '%s: %s\n' "$PROG" "$*" >&2
	exit 1
}

usage() {
	cat <<-EOF
	Usage: $PROG --kernel FILE --initrd FILE --disk RAWFILE --console LOGFILE --work DIR
	       [--append STR] [--mem MiB] [--cpus N] [--timeout SECONDS]

	Boots a Linux kernel in Bochs, which emulates an Intel CPU with VMX and EPT.

	  --kernel FILE      x86 bzImage
	  --initrd FILE      initramfs
	  --disk RAWFILE     existing raw image, at least 1 MiB; /dev/sda in the guest
	  --console LOGFILE  receives what the guest writes to ttyS0; overwritten
	  --work DIR         for the ISO and Bochs' own files; one run at a time
	  --append STR       kernel parameters, after those that Bochs needs
	  --mem MiB          guest memory (default 1024)
	  --cpus N           guest CPUs (default 1; each further one slows the run down)
	  --timeout SECONDS  wall time the guest has (default 300)

	Exit status: 0 the guest powered itself off, 124 the time was up, 1 anything else.
	EOF
}

set_option() {
	case $1 in
	--kernel) kernel=$2 ;;
	--initrd) initrd=$2 ;;
	--disk) disk=$2 ;;
	--console) console=$2 ;;
	--work) work=$2 ;;
	--append) append=$2 ;;
	--mem) mem=$2 ;;
	--cpus) cpus=$2 ;;
	--timeout) time_limit=$2 ;;
	*) die "unknown option '$1'; see $PROG --help" ;;
	esac
}

parse_args() {
	kernel='' initrd='' disk='' console='' work='' append='' mem=1024 cpus=1 time_limit=300
	while (($#)); do
		if [[ $1 == -h || $1 == --help ]]; then
			usage
			exit 0
		fi
		(($# > 1)) || die "option '$1' needs a value, or is unknown; see $PROG --help"
		set_option "$1" "$2"
		shift 2
	done
}

# check_number NAME VALUE MIN MAX
check_number() {
	if ! [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || (($2 < $3 || $2 > $4)); then
		die "$1 must be a number from $3 to $4, not '$2'"
	fi
}

# isolinux would wait for ever at anything else. The magic is that of the x86 boot protocol.
is_bzimage() {
	[[ $(od -An -c -j 514 -N 4 "$1" 2>/dev/null | tr -d ' ') == HdrS ]]
}

check_args() {
	local name

	for name in kernel initrd disk console work; do
		[[ -n ${!name} ]] || die "--$name is missing; see $PROG --help"
	done
	for name in kernel initrd disk; do
		[[ -f ${!name} && -r ${!name} ]] || die "--$name: cannot read the file '${!name}'"
	done
	is_bzimage "$kernel" || die "--kernel: '$kernel' is no x86 bzImage"
	[[ -w $disk ]] || die "--disk: cannot write to '$disk'"
	(($(stat -Lc %s "$disk") >= 1 << 20)) || die "--disk: '$disk' is smaller than 1 MiB"
	check_number --mem "$mem" $MEM_MIN $MEM_MAX
	check_number --cpus "$cpus" 1 $CPUS_MAX
	check_number --timeout "$time_limit" 1 999999999
	[[ $append != *$'\n'* ]] || die "--append must be a single line"
}

# need PACKAGE FILE...: at least one of the files has to exist
need() {
	local package=$1 file

	shift
	for file; do
		[[ ! -e $file ]] || return 0
	done
	die "$1 not found: install the Debian package $package"
}

need_command() {
	command -v "$1" >/dev/null || die "$1 not found: install the Debian package $2"
}

check_packages() {
	need_command bochs bochs
	need_command xorriso xorriso
	need_command setpriv util-linux
	need bochs-term /usr/lib/*/bochs/plugins/$TERM_PLUGIN
	need bochsbios $BIOS
	need vgabios $VGABIOS
	need isolinux $ISOLINUX
	need syslinux-common $LDLINUX
}

# Everything Bochs touches is reached through links in the work directory. Paths then need no
# quoting in bochsrc, which has none, and whatever Bochs creates beside a file lands here.
prepare_work() {
	{ : >"$console"; } 2>/dev/null || die "--console: cannot write to '$console'"
	mkdir -p "$work/iso"
	ln -sfn "$(realpath "$disk")" "$work/disk"
	ln -sfn "$(realpath "$console")" "$work/console"
	ln -sfn "$(realpath "$kernel")" "$work/iso/vmlinuz"
	ln -sfn "$(realpath "$initrd")" "$work/iso/initrd"
	cp $ISOLINUX $LDLINUX "$work/iso/"
	# A Bochs that was killed leaves its lock on the disk behind.
	rm -f "$work/bochs.log" "$work"/*.lock
	# Debian's Bochs is built with its debugger, which waits for a command first.
	echo c >"$work/bochs.cmd"
}

# The clock, because calibration against emulated timers is slow or wrong; no mitigations, no KASLR
# and no self-tests of the crypto code, because they are instructions spent for nothing; no probing
# for devices that answer only by a delay. A panic reboots, which ends the run.
bochs_params() {
	local params="console=ttyS0,115200 panic=-1 nokaslr mitigations=off"

	params+=" tsc=reliable tsc_early_khz=$((IPS / 1000)) lpj=$((IPS / GUEST_HZ / 2))"
	params+=" random.trust_cpu=on cryptomgr.notests=1 i8042.noaux 8250.nr_uarts=1"
	((cpus > 1)) || params+=" nosmp"
	printf '%s' "$params"
}

make_iso() {
	local cmdline over

	cmdline="$(bochs_params) $append"
	# What the kernel gets: isolinux puts the image's name before and the initramfs' behind.
	over="BOOT_IMAGE=/vmlinuz $cmdline initrd=/initrd"
	over=$((${#over} - CMDLINE_MAX))
	((over <= 0)) || die "--append is $over characters too long for a kernel command line"

	printf '%s\n' 'DEFAULT linux' 'LABEL linux' 'KERNEL /vmlinuz' 'INITRD /initrd' \
		"APPEND $cmdline" >"$work/iso/isolinux.cfg"
	xorriso -as mkisofs -f -V HYPERTRACE -b isolinux.bin -c boot.cat -no-emul-boot \
		-boot-load-size 4 -boot-info-table -o "$work/boot.iso" "$work/iso" \
		>"$work/xorriso.log" 2>&1 || die "xorriso failed; see $work/xorriso.log"
}

# The CPU reports every unknown MSR as an error, tens of thousands of them with KVM in the guest.
make_bochsrc() {
	cat >"$work/bochsrc" <<-EOF
	cpu: model=$CPU_MODEL, count=$cpus, ips=$IPS, ignore_bad_msrs=1, reset_on_triple_fault=0
	memory: guest=$mem, host=$mem
	romimage: file=$BIOS
	vgaromimage: file=$VGABIOS
	display_library: term
	clock: sync=none
	boot: cdrom
	ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
	ata1: enabled=1, ioaddr1=0x170, ioaddr2=0x370, irq=15
	ata0-master: type=disk, mode=flat, path=disk, cylinders=0, heads=16, spt=63
	ata1-master: type=cdrom, path=boot.iso, status=inserted
	com1: enabled=1, mode=file, dev=console
	log: bochs.log
	panic: action=fatal
	error: action=report, cpu0=ignore
	info: action=report
	debug: action=ignore
	EOF
}

# The kernel kills Bochs when this script dies in a way that no trap can catch.
start_bochs() {
	(
		cd "$work"
		TERM=linux exec setpriv --pdeathsig KILL bochs -q -f bochsrc -rc bochs.cmd \
			</dev/null >bochs.out 2>&1
	) &
	bochs_pid=$!
}

kill_bochs() {
	[[ -n $bochs_pid ]] || return 0
	kill -KILL "$bochs_pid" 2>/dev/null || true
	wait "$bochs_pid" 2>/dev/null || true
	bochs_pid=''
}

bochs_log_has() {
	grep -aqsF "$1" "$work/bochs.log"
}

# The first reset is the power-on; a second one is the guest's, after a panic or by reboot(2).
guest_was_reset() {
	local resets

	resets=$(grep -acsF 'bx_pc_system_c::Reset(' "$work/bochs.log") || true
	((${resets:-0} > 1))
}

# Returns 0 once Bochs is gone or the guest has reset itself, 124 when the time is up.
wait_for_end() {
	local deadline=$((SECONDS + time_limit))

	while kill -0 "$bochs_pid" 2>/dev/null; do
		! guest_was_reset || return 0
		((SECONDS < deadline)) || return 124
		sleep 0.5
	done
}

# Bochs' last words: its panic, which is on the screen when it came before the log was open.
bochs_last_words() {
	local words

	words=$(cat "$work/bochs.log" "$work/bochs.out" 2>/dev/null |
		tr -cd '[:print:]\n' | sed -n 's/.*>>PANIC<< //p' | tail -n 1) || true
	if [[ -z $words ]]; then
		words=$(tr -cd '[:print:]\n' <"$work/bochs.out" | grep '[a-z]' | tail -n 1) || true
	fi
	printf '%s' "${words:-no message}"
}

# Says why a run did not end with the guest's own poweroff.
explain_failure() {
	local panic

	if guest_was_reset; then
		panic=$(grep -aos 'Kernel panic - .*' "$console" | tail -n 1 | tr -d '\r') ||
			true
		die "the guest reset itself${panic:+: $panic}; see $console"
	fi
	die "Bochs stopped: $(bochs_last_words); see $work/bochs.log and bochs.out"
}

main() {
	local status=0

	parse_args "$@"
	check_args
	check_packages
	trap kill_bochs EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM

	prepare_work
	make_iso
	make_bochsrc
	printf '%s: booting in Bochs (%s, %s CPU, %s MiB)\n' "$PROG" "$CPU_MODEL" "$cpus" "$mem"
	start_bochs
	wait_for_end || status=$?
	kill_bochs

	if bochs_log_has '>>PANIC<< ACPI control: soft power off'; then
		exit 0
	fi
	if ((status == 124)); then
		printf '%s: the guest still ran after %s s; see %s\n' \
			"$PROG" "$time_limit" "$console" >&2
		exit 124
	fi
	explain_failure
}

main "$@"
