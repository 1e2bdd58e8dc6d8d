#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every static check of the tree, one line each: ok, or FAIL and what was found. A tool that is not
# there fails too, and its Debian package is named. `make style` calls this.
#
#   usage: scripts/style.sh [CHECK]...	all checks, or those named
#   environment: TOP, O	root of the tree, build folder (default: as in mk/common.mk)
#                K, KROOT, KDIR	the kernel's folder, packages, headers (see mk/kernel.mk), for
#                checkpatch and sparse-kernel, after "make host-kvm" has built in K
#
# Exit status: 0 all ok, 1 at least one FAIL, 2 wrong usage.
set -uo pipefail

TOP=${TOP:-$(cd "$(dirname "$0")/.." && pwd)}
O=${O:-$TOP/build}
cd "$TOP" || exit 2

readonly CHECKS=(clang-format columns checkpatch sparse-kernel sparse-user cppcheck shellcheck
	man xml)
findings=$(mktemp) || exit 2
trap 'rm -f "$findings"' EXIT

# Not for tools that read C the usual way: headers of trace events are macros from end to end, in
# the probe that includes them a path looks like an expression, and ht_test_longname.c is about a
# name that is too long.
readonly SKIP='^host-kvm/(module/trace(_packed)?\.h|lttng/)|^benchmarks/native/ust\.[ch]$|^tests/guest/ht_test_longname\.c$'

need() { # need PACKAGE COMMAND
	command -v "$2" >/dev/null && return 0
	echo "$2 not found: install the Debian package $1"
	return 1
}

need_kernel() { # need_kernel VARIABLE
	[ -e "${!1:-}" ] && return 0
	echo "\$$1 is not there; run 'make style', which builds for a kernel first"
	return 1
}

# files FIND-EXPRESSION...: of the tree, without what is built.
files() {
	find . \( -path ./.git -o -path ./build -o -path "./${O#"$TOP"/}" \) -prune -o \
		-type f \( "$@" \) -print | sed 's|^\./||' | LC_ALL=C sort
}

c_files() {
	files -name '*.[ch]' | grep -vE "$SKIP"
}

# Sources that follow the kernel's rules: those that run in one.
kernel_files() {
	c_files | grep -E '^(libhypercall|host-kvm|guest-module)/' | grep -v '^libhypercall/tools/'
}

user_sources() {
	c_files | grep '\.c$' | grep -vE '^(host-kvm|guest-module)/' | while read -r file; do
		grep -q '<linux/module.h>' "$file" || echo "$file"
	done
}

shell_files() {
	files -true | while read -r file; do
		IFS= read -r line 2>/dev/null <"$file" || [ -n "$line" ] || continue
		case $line in
		'#!'*[/\ ]sh | '#!'*[/\ ]sh\ * | '#!'*[/\ ]bash | '#!'*[/\ ]bash\ * | \
			'# shellcheck shell='*) echo "$file" ;;
		esac
	done 2>/dev/null
}

user_flags() {
	printf '%s\n' -D_GNU_SOURCE '-DHT_VERSION="0"' '-DHT_SHARE=""' -Ilibhypercall/include -Itraces/babeltrace -Itraces/ctf
	pkg-config --cflags babeltrace2 json-c 2>/dev/null | xargs -n 1
}

# Each check prints what it found and returns 0 when that is nothing.

check_clang_format() {
	local tool=clang-format-14
	# Other versions break lines in other places.
	need clang-format-14 $tool || return 1
	c_files | xargs $tool --dry-run -Werror --style=file 2>&1 | grep -E '(error|warning):'
	[ "${PIPESTATUS[1]}" = 0 ]
}

# 100 columns, tabs are 8: clang-format leaves comments alone, and checkpatch counts bytes. A line
# may be longer if it ends in a text that people should be able to search for.
check_columns() {
	local found
	found=$(c_files | xargs perl -CSD -ne 'chomp; s/\t/" " x (8 - $-[0] % 8)/e while /\t/;
		print "$ARGV:$.: ", length, " columns\n" if length > 100 && !/"[),;]*$/;
		close ARGV if eof')
	[ -z "$found" ] || ! echo "$found"
}

# checkpatch comes with the kernel's source; it is unpacked once for each kernel.
checkpatch_unpack() {
	local dir=$K/checkpatch archive name
	[ ! -e "$dir/.unpacked" ] || return 0
	archive=$(find "$KROOT/usr/src" -name 'linux-source-*.tar.xz' | head -n 1)
	[ -n "$archive" ] || {
		echo "no linux-source-*.tar.xz below $KROOT/usr/src"
		return 1
	}
	mkdir -p "$dir/include" # which it wants to see
	name=$(basename "$archive" .tar.xz)/scripts
	tar -C "$dir" --strip-components=2 -xf "$archive" --occurrence=1 \
		"$name"/{checkpatch.pl,spelling.txt,const_structs.checkpatch} &&
		touch "$dir/.unpacked"
}

check_checkpatch() {
	local ignore found file
	need perl perl && need_kernel K && need_kernel KROOT && checkpatch_unpack || return 1
	ignore=LONG_LINE,LONG_LINE_COMMENT # clang-format and check_columns, in characters
	ignore+=,COMPLEX_MACRO # HT_VMCALL_ASM is a statement: no parentheses
	ignore+=,CAMELCASE                 # _Static_assert
	ignore+=,FILE_PATH_CHANGES         # wants the kernel's MAINTAINERS to name new files
	# From its own folder, where it may leave the caches that it leaves.
	checkpatch() {
		(cd "$K/checkpatch" && ./checkpatch.pl --no-tree --root=. --terse --no-summary \
			--strict --show-types --max-line-length=100 --ignore "$ignore" "$@" 2>&1)
	}
	found=$(
		kernel_files | while read -r file; do
			checkpatch --file "$TOP/$file" | sed "s|^$TOP/||"
		done
		# From standard input: what git knows as a file is a source file to checkpatch.
		files -path './host-kvm/*patches/*.patch' | while read -r file; do
			checkpatch - <"$file" | sed "s|^-:|$file:|"
		done
	)
	[ -z "$found" ] || ! echo "$found"
}

# In a copy of its own, so that it disturbs no build and none disturbs it. kbuild compiles there
# once and then only what has changed; sparse runs over everything each time (C=2).
check_sparse_kernel() {
	local src kvm found log
	need sparse sparse && need rsync rsync && need_kernel KDIR || return 1
	src=$K/style kvm=$K/kvm/arch/x86/kvm log=$K/style.log
	need_kernel kvm || return 1
	mkdir -p "$src"
	rsync -a --delete --filter='P *.o' --filter='P *.ko' --filter='P *.mod*' --filter='P .*' \
		--filter='P Module.symvers' --filter='P modules.order' \
		libhypercall host-kvm guest-module VERSION "$src/"
	kbuild() {
		make -s -C "$KDIR" -j"${JOBS:-$(nproc)}" C=2 CHECK=sparse HT_VERSION=0 \
			CONFIG_DEBUG_INFO_BTF_MODULES= "$@" modules
	}
	{
		kbuild M="$src/host-kvm/module" HT_KVM="$kvm" \
			KBUILD_EXTRA_SYMBOLS="$kvm/Module.symvers" && kbuild M="$src/guest-module"
	} >"$log" 2>&1 || {
		tail -n 20 "$log"
		return 1
	}
	# The kernel's own headers are not ours to mend.
	found=$(grep -E "^($src/|\.\./|[a-z]+\.[ch]:)" "$log" | sed "s|$src/||" | sort -u)
	[ -z "$found" ] || ! echo "$found"
}

check_sparse_user() {
	local found flags
	need sparse sparse && need pkg-config pkg-config || return 1
	mapfile -t flags < <(user_flags)
	found=$(user_sources | xargs -n 1 sparse -std=gnu11 "${flags[@]}" 2>&1)
	# The compiler's own headers are not ours to mend.
	found=$(grep -v -e '^/usr/lib/gcc/' -e ': note: in included file:$' <<<"$found")
	[ -z "$found" ] || ! echo "$found"
}

check_cppcheck() {
	local suppress
	need cppcheck cppcheck || return 1
	suppress=(
		--suppress=missingInclude         # it is given our headers, not the system's
		--suppress=missingIncludeSystem   # the same
		--suppress=unknownMacro           # the kernel's, for want of those headers
		--suppress='*:*/trace.h'          # the same: TRACE_EVENT()
		--suppress='constStatement:*/vmcall.h' # "register … asm(…) = value"
		--suppress=unmatchedSuppression   # one file may not need what another one does
	)
	c_files | grep '\.c$' | xargs cppcheck --quiet --error-exitcode=1 --std=c11 --language=c \
		--inline-suppr -j 2 --enable=warning,performance,portability "${suppress[@]}" \
		-Ilibhypercall/include -D__x86_64__ \
		--template='{file}:{line}: {severity}: {message} [{id}]' 2>&1
}

check_shellcheck() {
	local exclude
	need shellcheck shellcheck || return 1
	exclude=SC1007  # "a= b= c=" sets them empty, and is meant to
	exclude+=,SC1091 # sources files that only exist in the emulated host or after a build
	exclude+=,SC2015 # "a && b || c" where b cannot fail
	exclude+=,SC2016 # programs for sed, awk and perl in single quotes
	exclude+=,SC2054 # QEMU's options have commas
	exclude+=,SC2317 # functions whose name is put together at run time
	# -x: follow "# shellcheck source=" into the files that scripts share.
	shell_files | xargs shellcheck -x --exclude=$exclude --format=gcc 2>&1
}

check_man() {
	local page found
	if command -v mandoc >/dev/null; then
		# STYLE findings of mandoc are about its own dialect (mdoc).
		found=$(files -path './docs/man/*.[1-8]' | xargs -r mandoc -Tlint -W warning 2>&1)
	else
		need man-db man && need groff-base groff || return 1
		found=$(files -path './docs/man/*.[1-8]' | while read -r page; do
			LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" \
				2>&1 >/dev/null | sed "s|^|$page: |"
		done)
	fi
	[ -z "$found" ] || ! echo "$found"
}

check_xml() {
	need libxml2-utils xmllint || return 1
	files -name '*.xml' -o -name '*.lttng' | xargs -r xmllint --noout 2>&1
}

wanted=("$@")
[ $# -gt 0 ] || wanted=("${CHECKS[@]}")
for check in "${wanted[@]}"; do
	[[ " ${CHECKS[*]} " == *" $check "* ]] || {
		echo "style.sh: no check '$check'; there are: ${CHECKS[*]}" >&2
		exit 2
	}
done
failed=()
for check in "${wanted[@]}"; do
	if "check_${check//-/_}" >"$findings" 2>&1; then
		printf '  %-5s %s\n' ok "$check"
	else
		printf '  %-5s %s\n' FAIL "$check"
		sed 's/^/        /' "$findings"
		failed+=("$check")
	fi
done

if [ ${#failed[@]} -gt 0 ]; then
	echo "style: ${#failed[@]} failed: ${failed[*]}"
	exit 1
fi
echo "style: all ok"
