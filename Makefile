# One word per duty. `make run` and `make test` need nothing installed by hand on a fresh Debian 12.
#
#   make            build/gulou and build/gulou-image (release)
#   make run        install what is missing, build, load the starter district, serve on :12345
#   make test       install what is missing, then every suite; ends with `N passed, N failed`
#   make check      layers, lint-free compile, functions too long, words that say "unfinished"
#   make bench fuzz sim tsan cover lint format doc release install

SHELL := /bin/bash
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

CC_REAL ?= gcc
CC := $(shell command -v ccache >/dev/null 2>&1 && echo ccache) $(CC_REAL)
PKGS := libmicrohttpd sqlite3 libpq libsodium jansson openssl libcurl expat gmime-3.0 libmosquitto libzip
CSTD := -std=gnu17
WARN := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
DEFS := -D_GNU_SOURCE -DGULOU_VERSION=\"$(shell cat VERSION)\"
PKG_CFLAGS = $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lgeos_c -llinear -lxlsxwriter -lz -lm -lpthread
PREFIX_MAP := -ffile-prefix-map=$(CURDIR)=.

# variant = release | debug | tsan | cover | fuzz (by clang)
VARIANT ?= release
FLAGS_release := -O2 -g1 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE -fcf-protection
LINK_release := -pie -Wl,-z,relro,-z,now
FLAGS_debug := -O1 -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LINK_debug := -fsanitize=address,undefined
FLAGS_tsan := -O1 -g1 -fsanitize=thread
LINK_tsan := -fsanitize=thread
FLAGS_cover := -O0 -g1 --coverage
LINK_cover := --coverage
FLAGS_fuzz := -w -O1 -g1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
LINK_fuzz := -fsanitize=fuzzer

OBJ := build/$(VARIANT)
CFLAGS_ALL = $(CSTD) $(WARN) $(DEFS) $(FLAGS_$(VARIANT)) $(PREFIX_MAP) -Isrc -Ibuild/gen $(PKG_CFLAGS) $(CFLAGS)

SOURCES := $(filter-out src/main.c src/photoworker/%,$(wildcard src/*.c src/*/*.c src/*/*/*.c))
SQL := $(sort $(wildcard src/*/*.sql src/*/*/*.sql))
GENERATED := build/gen/sql.h build/gen/sql.c
OBJECTS := $(SOURCES:src/%.c=$(OBJ)/src/%.o) $(OBJ)/gen/sql.o
LIBRARY := $(OBJ)/libgulou.a

.PHONY: all
all: build/gulou build/gulou-image

include tools/make/web.mk
include tools/make/test.mk
include tools/make/quality.mk
include tools/make/fuzz.mk
include tools/make/ops.mk

# The list itself is a source: a file that was renamed or dropped is none of its newer ones.
$(shell mkdir -p build/gen; echo '$(SQL)' | cmp -s - build/gen/sql.files || echo '$(SQL)' >build/gen/sql.files)
build/gen/sql.h build/gen/sql.c &: $(SQL) tools/sqlgen.awk build/gen/sql.files
	@mkdir -p build/gen
	awk -v header=build/gen/sql.h -v source=build/gen/sql.c -f tools/sqlgen.awk $(SQL)

$(OBJ)/src/%.o: src/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(OBJ)/gen/%.o: build/gen/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

# The program: in release the built web applications are inside; the others serve them from disk.
$(OBJ)/gulou: $(OBJ)/src/main.o $(LIBRARY) $(ASSETS_$(VARIANT))
	$(CC) $(FLAGS_$(VARIANT)) $(LINK_$(VARIANT)) -o $@ $^ $(PKG_LIBS)

$(OBJ)/gulou-image: $(wildcard src/photoworker/*.c src/photoworker/*.h)
	@mkdir -p $(@D)
	$(CC) $(CSTD) $(WARN) $(DEFS) $(FLAGS_$(VARIANT)) $(PREFIX_MAP) -Isrc $(shell pkg-config --cflags vips libseccomp 2>/dev/null) \
	  $(LINK_$(VARIANT)) -o $@ $(filter %.c,$^) $(shell pkg-config --libs vips libseccomp 2>/dev/null)

build/gulou: build/release/gulou
	cp -f $< $@
build/gulou-image: build/release/gulou-image
	cp -f $< $@

.PHONY: clean
clean:
	rm -rf build

-include $(OBJECTS:.o=.d)

$(OBJ)/src/api/contract.o: docs/openapi.yaml
