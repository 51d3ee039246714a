# Waymark: build, run and test. One makefile for the whole tree; everything made lands in build/.
#
# `make run` and `make test` work on a Debian 12 that has only git and make: they install what is missing first, so nothing here may call
# the compiler or pkg-config while this file is read. Targets a person calls end in a second `make` that builds, with all processors.

.SUFFIXES:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory --no-builtin-rules
SHELL := /bin/sh

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin AR),default)
AR := ar
endif
CLANG   ?= clang
PREFIX  ?= /usr/local
DATADIR ?= $(PREFIX)/share/waymark

# A variant of the build has a folder of its own: build/asan, build/cov. BUILD=/elsewhere builds outside of the tree.
VARIANT ?=
FUZZ_SECONDS ?= 60
BUILD   ?= build$(if $(VARIANT),/$(VARIANT))

# ---- flags ----------------------------------------------------------------------------------------------------------------------------
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Wformat=2
LANGUAGE := -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700
CFLAGS   ?= $(or $(CFLAGS_OF.$(VARIANT)),-O2 -g)
LDFLAGS  ?=

SANITIZE      := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS_OF.asan := -O1 -g $(SANITIZE)
CFLAGS_OF.cov  := -O0 -g --coverage
LINK_OF.asan   := $(SANITIZE)
LINK_OF.cov    := --coverage

# Asked of pkg-config at first use only, once a run. Their headers count as the system's: our warnings are about our code.
PACKAGES   := lua5.4 libcjson libutf8proc md4c zlib libzstd expat
asked       = $(shell pkg-config $(1))
PKG_CFLAGS  = $(eval PKG_CFLAGS := $(patsubst -I%,-isystem %,$(call asked,--cflags $(PACKAGES))))$(PKG_CFLAGS)
PKG_LIBS    = $(eval PKG_LIBS := $(call asked,--libs $(PACKAGES)))$(PKG_LIBS)
CMOCKA_LIBS = $(eval CMOCKA_LIBS := $(call asked,--libs cmocka))$(CMOCKA_LIBS)

ALL_CFLAGS = $(LANGUAGE) $(WARNINGS) $(if $(filter true,$(CI)),-Werror) $(CFLAGS) -pthread $(INCLUDES) $(DEFINES) $(PKG_CFLAGS) $(CPPFLAGS)
ALL_LIBS   = $(LDFLAGS) $(LINK_OF.$(VARIANT)) -pthread -Wl,--as-needed $(PKG_LIBS) -lm

# ---- what there is --------------------------------------------------------------------------------------------------------------------
ENGINE_C  := $(sort $(wildcard engine/*.c engine/*/*.c))
TOOLS_C   := $(sort $(wildcard tools/cli/*.c tools/protocol/*.c tools/draw/*.c tools/author/*.c))
SUPPORT_C := $(sort $(wildcard tests/support/*.c))
BENCH_C   := $(sort $(wildcard tests/bench/*.c))
FUZZ_C    := $(sort $(wildcard tests/fuzz/fuzz_*.c))
INSIDE_C  := $(sort $(foreach d,unit fault,$(wildcard tests/$d/test_*.c tests/$d/*/test_*.c tests/$d/*/*/test_*.c)))
OUTSIDE_C := $(sort $(wildcard tests/cli/*.c tests/walks/*.c tests/rules/*.c tests/real/*.c tests/real/*/*.c tests/real/*/*/*.c))
SCRIPTS   := $(sort $(foreach e,sh lua,$(wildcard tests/*.test.$e tests/*/*.test.$e tests/*/*/*.test.$e tests/*/*/*/*.test.$e)))

LIBRARY  := $(BUILD)/libwaymark.a
PROGRAM  := $(BUILD)/waymark
HELPERS  := $(BUILD)/libtools.a
SUPPORT  := $(BUILD)/libsupport.a
TEST_BIN := $(patsubst %.c,$(BUILD)/%,$(INSIDE_C) $(OUTSIDE_C))
BENCHES  := $(BENCH_C:%.c=$(BUILD)/%)

# T=walk takes the tests with "walk" in their path.
matching  = $(foreach t,$(1),$(if $(findstring $(T),$t),$t))
TEST_BIN := $(if $(T),$(call matching,$(TEST_BIN)),$(TEST_BIN))
SCRIPTS  := $(if $(T),$(call matching,$(SCRIPTS)),$(SCRIPTS))

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

BENCH_NAMES := $(sort $(notdir $(basename $(BENCH_C) $(wildcard tests/bench/*.sh))))
FUZZ_NAMES  := $(FUZZ_C:tests/fuzz/fuzz_%.c=%)

# ---- for people -----------------------------------------------------------------------------------------------------------------------
# Each line that ends in `## 中文 | English` is listed by `make help`.
PROCESSORS = $(shell nproc 2>/dev/null || echo 2)
BUILDING   = @+$(MAKE) $(if $(filter -j%,$(MAKEFLAGS)),,-j$(PROCESSORS))

.PHONY: all run test lint bench fuzz cov asan format deps install uninstall clean help
all: ## 編譯函式庫與程式 | build the library and the program
	@tools/deps --check build
	$(BUILDING) program

run: ## 缺什麼先裝什麼，編譯，然後開始一次引導排障 | install what is missing, build, start a guided walk
	@tools/deps build
	$(BUILDING) program
	@$(PROGRAM)

test: ## 缺什麼先裝什麼，編譯，跑全部測試；T=字樣 只跑一部分 | install what is missing, build, run every test; T=word runs a part
	@tools/deps build test
	$(BUILDING) programs
	@WAYMARK='$(abspath $(PROGRAM))' WAYMARK_VARIANT='$(VARIANT)' tests/run $(TEST_BIN) $(SCRIPTS)

lint: ## 檢查分層、版面、大小、用詞與腳本 | check layers, layout, sizes, words and scripts
	@tools/deps build test lint
	@BUILD='$(BUILD)' tests/lint/all

bench: ## 量速度 | measure speed
	@tools/deps build bench
	$(BUILDING) program benches
	@set -e; for bench in $(BENCH_NAMES); do \
	  if [ -f tests/bench/$$bench.sh ]; then set -- sh tests/bench/$$bench.sh; else set -- $(abspath $(BUILD))/tests/bench/$$bench; fi; \
	  echo "== $$bench"; WAYMARK='$(abspath $(PROGRAM))' BUILD='$(abspath $(BUILD))' "$$@"; done

fuzz: ## 亂數輸入測試，每個目標 FUZZ_SECONDS 秒 | fuzz each target for FUZZ_SECONDS
	@tools/deps build fuzz
	$(BUILDING) CC='$(CLANG)' fuzzers
	@set -e; for name in $(FUZZ_NAMES); do \
	  mkdir -p $(BUILD)/fuzz/$$name tests/fuzz/corpus/$$name; set --; \
	  if [ -f tests/fuzz/$$name.dict ]; then set -- -dict=tests/fuzz/$$name.dict; fi; \
	  echo "== $$name"; $(BUILD)/fuzz/fuzz_$$name -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
	    -artifact_prefix=$(BUILD)/fuzz/$$name- "$$@" $(BUILD)/fuzz/$$name tests/fuzz/corpus/$$name; done

cov: ## 測試涵蓋了哪些行與分支 | which lines and branches the tests reach
	@find build/cov -name '*.gcda' -exec rm -f {} + 2>/dev/null || :
	@+status=0; $(MAKE) test VARIANT=cov BUILD=build/cov || status=1; tests/coverage build/cov || status=1; exit $$status

asan: ## 在 AddressSanitizer 與 UBSan 下跑全部測試 | run every test under AddressSanitizer and UBSan
	@+ASAN_OPTIONS='detect_leaks=1:allocator_may_return_null=1' UBSAN_OPTIONS='print_stacktrace=1' $(MAKE) test VARIANT=asan BUILD=build/asan

format: ## 用 clang-format 排版 | lay the sources out with clang-format
	@tools/deps lint
	@tests/lint/files c h | xargs -r clang-format -i

deps: ## 安裝編譯、測試、檢查要用的 Debian 套件 | install the Debian packages that building, testing and linting need
	@tools/deps build test lint bench fuzz

clean: ## 刪掉 build/ | remove build/
	rm -rf build

help: ## 列出這些指令 | list these commands
	@awk -F ' ## ' '/^[a-z]+:.* ## / { sub(/:.*/, "", $$1); split($$2, text, " [|] "); \
	  printf "make %-10s %s\n%16s%s\n", $$1, text[1], "", text[2] }' Makefile

# ---- install --------------------------------------------------------------------------------------------------------------------------
BINDIR  = $(DESTDIR)$(PREFIX)/bin
LIBDIR  = $(DESTDIR)$(PREFIX)/lib
INCDIR  = $(DESTDIR)$(PREFIX)/include
MANDIR  = $(DESTDIR)$(PREFIX)/share/man
SHARE   = $(DESTDIR)$(PREFIX)/share
VERSION = $(or $(shell sed -n 's/^.define WM_VERSION "\(.*\)".*/\1/p' engine/waymark.h 2>/dev/null),0)
MAN     := $(wildcard tools/cli/man/*.1 tools/cli/man/*/*.1)
# A completion goes where its shell looks: file name, a colon, its place under share/.
COMPLETIONS := waymark.bash:bash-completion/completions/waymark _waymark:zsh/site-functions/_waymark waymark.fish:fish/vendor_completions.d/waymark.fish

install: all ## 安裝到 PREFIX（預設 /usr/local），可加 DESTDIR | install under PREFIX (/usr/local), after DESTDIR
	install -d '$(BINDIR)' '$(LIBDIR)/pkgconfig' '$(INCDIR)' '$(DESTDIR)$(DATADIR)'
	install -m 755 $(PROGRAM) '$(BINDIR)/waymark'
	install -m 644 $(LIBRARY) '$(LIBDIR)/libwaymark.a'
	install -m 644 engine/waymark.h engine/waymark_author.h engine/waymark_replay.h '$(INCDIR)/'
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' '' 'Name: waymark' \
	  'Description: guided troubleshooting rule engine' 'Version: $(VERSION)' 'Requires.private: $(PACKAGES)' \
	  'Libs: -L$${libdir} -lwaymark' 'Libs.private: -lm -pthread' 'Cflags: -I$${includedir}' > '$(LIBDIR)/pkgconfig/waymark.pc'
	@for part in rules kb; do if [ -d $$part ]; then rm -rf '$(DESTDIR)$(DATADIR)'/$$part; cp -R $$part '$(DESTDIR)$(DATADIR)/'; fi; done
	@for page in $(MAN:tools/cli/man/%=%); do install -D -m 644 tools/cli/man/$$page "$(MANDIR)/$$(dirname $$page)/man1/$$(basename $$page)"; done
	@for pair in $(COMPLETIONS); do from=tools/cli/completions/$${pair%%:*}; \
	  if [ -f $$from ]; then install -D -m 644 $$from "$(SHARE)/$${pair#*:}"; fi; done

uninstall: ## 移除安裝的檔案 | remove what install put there
	rm -f '$(BINDIR)/waymark' '$(LIBDIR)/libwaymark.a' '$(INCDIR)/waymark.h' '$(INCDIR)/waymark_author.h' '$(INCDIR)/waymark_replay.h' '$(LIBDIR)/pkgconfig/waymark.pc'
	rm -rf '$(DESTDIR)$(DATADIR)'
	@for page in $(MAN:tools/cli/man/%=%); do rm -f "$(MANDIR)/$$(dirname $$page)/man1/$$(basename $$page)"; done
	@for pair in $(COMPLETIONS); do rm -f "$(SHARE)/$${pair#*:}"; done

# ---- building -------------------------------------------------------------------------------------------------------------------------
.PHONY: program programs benches fuzzers tidy-flags FORCE
program: $(LIBRARY) $(if $(TOOLS_C),$(PROGRAM))
programs: program $(TEST_BIN)
benches: $(BENCHES)

# Objects are made again when the flags change (CI=true, another compiler), those that know where the data are also with another PREFIX.
flags_of = $(subst ','\'',$(CC) $(ALL_CFLAGS) $(ALL_LIBS))
$(BUILD)/flags: FORCE
	@mkdir -p $(@D); printf '%s\n' '$(flags_of)' | cmp -s - $@ || printf '%s\n' '$(flags_of)' > $@

$(BUILD)/engine/%.o: INCLUDES = -Iengine
$(BUILD)/tools/%.o:  INCLUDES = -Iengine -Itools
$(BUILD)/tests/%.o:  INCLUDES = -Iengine -Itools -Itests
$(BUILD)/tools/cli/places.o: DEFINES = -DWM_DATADIR=\"$(DATADIR)\"
$(BUILD)/tools/cli/places.o: $(BUILD)/datadir
$(BUILD)/datadir: FORCE
	@mkdir -p $(@D); echo '$(DATADIR)' | cmp -s - $@ || echo '$(DATADIR)' > $@

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D); echo "  cc    $<"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# An archive is made anew, so that the object of a deleted source does not stay in it.
define archive
@mkdir -p $(@D); echo "  ar    $@"
@rm -f $@; $(AR) rcs $@ $(filter %.o,$^)
endef
define link
@mkdir -p $(@D); echo "  link  $@"
@$(CC) $(CFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(1) $(ALL_LIBS)
endef

$(LIBRARY): $(call objects,$(ENGINE_C)) $(BUILD)/sources ; $(archive)
$(HELPERS): $(call objects,$(filter-out %/main.c,$(TOOLS_C))) $(BUILD)/sources ; $(archive)
$(SUPPORT): $(call objects,$(SUPPORT_C)) $(BUILD)/sources ; $(archive)
$(PROGRAM): $(call objects,$(TOOLS_C)) $(LIBRARY) ; $(call link)

# What the archives hold changes with the list of sources, too.
sources_of := $(ENGINE_C) $(TOOLS_C) $(SUPPORT_C)
$(BUILD)/sources: FORCE
	@mkdir -p $(@D); echo '$(sources_of)' | cmp -s - $@ || echo '$(sources_of)' > $@

# A test of something in tools/ may look inside it: tests/unit/protocol, tests/unit/draw, tests/unit/cli.
$(TEST_BIN): $(BUILD)/%: $(BUILD)/%.o $(SUPPORT) $(HELPERS) $(LIBRARY) ; $(call link,$(CMOCKA_LIBS))
$(BENCHES):  $(BUILD)/%: $(BUILD)/%.o $(SUPPORT) $(HELPERS) $(LIBRARY) ; $(call link)

# libFuzzer wants clang, and every object of ours built for it.
FUZZ_FLAGS   := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=undefined
FUZZERS      := $(FUZZ_C:tests/fuzz/%.c=$(BUILD)/fuzz/%)
FUZZ_OBJECTS := $(patsubst %.c,$(BUILD)/fuzzobj/%.o,$(ENGINE_C) $(filter-out tools/cli/%,$(TOOLS_C)))
fuzzers: $(FUZZERS)
$(BUILD)/fuzzobj/%.o: INCLUDES = -Iengine -Itools -Itests
$(BUILD)/fuzzobj/%.o: CFLAGS = $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link,address,undefined
$(BUILD)/fuzzobj/%.o: %.c
	@mkdir -p $(@D); echo "  cc    $< (fuzz)"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(FUZZERS): CFLAGS = $(FUZZ_FLAGS) -fsanitize=fuzzer,address,undefined
$(FUZZERS): $(BUILD)/fuzz/%: $(BUILD)/fuzzobj/tests/fuzz/%.o $(FUZZ_OBJECTS) ; $(call link,$(CMOCKA_LIBS))

# For tests/lint/tidy: what a compiler must be told to read any of our files.
tidy-flags:
	@echo '$(LANGUAGE) -Iengine -Itools -Itests -DWM_DATADIR="" $(PKG_CFLAGS)'

.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
