#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The patches: they apply without fuzz, they stay hooks, and when they do not apply that is said with
# the version they do apply to. TAP.
#
#   usage: tests/patches.sh SOURCE.tar.xz SERIES VERSION TESTED
set -uo pipefail

archive=$1 series=$2 version=$3 tested=$4
top=$(cd "$(dirname "$0")/.." && pwd)
patches=$top/host-kvm/patches/$series
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

"$top/host-kvm/prepare-kvm.sh" "$archive" "$patches" "$work/kvm" "$version" "$tested" >"$work/log" 2>&1
ok $? "patches of $series apply to $version without fuzz" "$work/log"
[ ! -s "$work/log" ]
ok $? "and without a word" "$work/log"

! grep -hE '^\+\+\+ ' "$patches"/*.patch | grep -vE 'arch/x86/kvm/(Makefile|x86\.c|cpuid\.c|hypertrace\.[ch]|(vmx|svm)/nested\.c|vmx/vmx\.c|svm/svm\.c)' >"$work/log"
ok $? "they touch arch/x86/kvm only" "$work/log"
! grep -hE '^\+.*(struct kvm(_vcpu|_arch)? \{|kvm_x86_ops)' "$patches"/*.patch >"$work/log"
ok $? "no structure of KVM grows, kvm_x86_ops neither" "$work/log"
# What a reader has to check: no blank lines, no comments.
added=$(cat "$patches"/*.patch | grep -E '^\+([^+]|$)' | grep -cvE '^\+\s*(/\*|\*|$)')
echo "$added lines added" >"$work/log"
[ "$added" -le 275 ]
ok $? "the series stays short ($added lines of code)" "$work/log"

# A kernel that has moved on: the place of the second hook looks different.
mkdir -p "$work/moved/$(basename "$archive" .tar.xz)/arch/x86" "$work/moved/$(basename "$archive" .tar.xz)/virt"
cp -r "$work/kvm/arch/x86/kvm" "$work/moved/$(basename "$archive" .tar.xz)/arch/x86/"
cp -r "$work/kvm/virt/kvm" "$work/moved/$(basename "$archive" .tar.xz)/virt/"
tar -C "$work/moved" --transform 's|^\./||' -I "xz -0" -cf "$work/$(basename "$archive")" .
"$top/host-kvm/prepare-kvm.sh" "$work/$(basename "$archive")" "$patches" "$work/kvm2" 6.1.999-1 "$tested" \
	>"$work/log" 2>&1
[ $? = 1 ] && grep -q 'does not apply to KVM of 6.1.999-1' "$work/log" && grep -q "tested with $tested" "$work/log"
ok $? "patches that do not apply: status 1, and the version they do apply to" "$work/log"

tap_end
