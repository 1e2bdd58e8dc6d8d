# SPDX-License-Identifier: GPL-2.0-only
# Shared by every folder's Makefile: where things go and how lines look.
#
#   TOP   root of the source tree
#   O     where everything that is built goes (default: build/ in the root)
#   V=1   show commands
#   JOBS  how many run at a time (default: one a CPU)

TOP := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))/..)
ifeq ($(O),)
O := $(TOP)/build
endif
override O := $(abspath $(O))
# To the kernel's makefiles, O= on the command line means something else; in the environment nothing.
MAKEOVERRIDES := $(filter-out O=%,$(MAKEOVERRIDES))
export O
JOBS ?= $(shell nproc)
VERSION := $(shell cat $(TOP)/VERSION)

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-8s %s\n' '$(1)' '$(2)'
MAKEFLAGS += --no-print-directory
endif

SHELL := /bin/bash
.DEFAULT_GOAL := all

CC ?= gcc
CXX ?= g++
PKG_CONFIG ?= pkg-config
CWARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wno-unused-parameter
CFLAGS ?= -O2 -g
# What every user-space file of ours is compiled with, whatever CFLAGS says.
HT_CFLAGS := -ffile-prefix-map=$(TOP)/= -std=gnu11 $(CWARN) -I$(TOP)/libhypercall/include -MMD -MP
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
