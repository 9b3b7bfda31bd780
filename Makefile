# verbatim - build, test, install. `make help` lists the targets.
# One make, no recursion: every source below analyzer/ is found by wildcard, objects land in build/<BUILD>/.

BUILD ?= release
CC ?= cc
PREFIX ?= /usr/local
DESTDIR ?=
OUT := build/$(BUILD)
SHELL := /bin/bash
VERSION := $(shell sed -n 's/.*VB_VERSION "\(.*\)"/\1/p' analyzer/include/verbatim.h)
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

DEBIAN := build-essential pkg-config libicu-dev libutf8proc-dev libcjson-dev libstemmer-dev libsqlite3-dev libexpat1-dev \
    libzip-dev libmicrohttpd-dev zlib1g-dev
DEBIAN_TEST := libcmocka-dev curl locales python3 python3-jsonschema sqlite3 zip jq
DEBIAN_LINT := clang clang-format clang-tidy

PACKAGES := icu-i18n icu-uc libutf8proc libcjson sqlite3 expat libzip libmicrohttpd zlib
WARN := -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla
FLAGS_release := -O3 -g -fno-semantic-interposition
FLAGS_debug := -O0 -g3
FLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
FLAGS_tsan := -O1 -g -fsanitize=thread
FLAGS_cov := -O0 -g --coverage
MODE := $(FLAGS_$(BUILD))
ifeq ($(MODE),)
$(error BUILD=$(BUILD) is not one of release, debug, asan, tsan, cov)
endif
ALL_CFLAGS = $(WARN) $(MODE) -fPIC -fvisibility=default -pthread -MMD -MP $(CFLAGS)
LIB_INC = -Ianalyzer/include -Ianalyzer -I$(OUT)/gen $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
LIBS = $(shell pkg-config --libs $(PACKAGES) 2>/dev/null) -lstemmer -lm -pthread

LAYERS := base model input text sentiment themes store report engine
LIB_SRC := $(foreach d,$(LAYERS),$(wildcard analyzer/$(d)/*.c))
CLI_SRC := $(wildcard analyzer/cli/*.c)
LIB_OBJ := $(LIB_SRC:analyzer/%.c=$(OUT)/%.o) $(OUT)/gen/embedded.o
CLI_OBJ := $(CLI_SRC:analyzer/%.c=$(OUT)/%.o)
LEXICON_FILES := $(sort $(wildcard lexicons/*.tsv lexicons/*/*.tsv))
EMBEDDED := $(LEXICON_FILES) $(wildcard analyzer/store/*.sql analyzer/report/schemas/*.json) $(OUT)/gen/page.html

# The report page. Its charts need one bundle of a library from the npm registry, which `make deps-page` makes; a build without
# it gives the same page with tables instead of charts.
PAGE_DIR := analyzer/report/html
PAGE_FILES := $(wildcard $(PAGE_DIR)/*.js $(PAGE_DIR)/page.*) $(PAGE_DIR)/assemble.sh
PAGE_BUNDLE := $(wildcard build/page/bundle.js)

.PHONY: all
all: $(OUT)/verbatim $(OUT)/libverbatim.a $(OUT)/libverbatim.so build/verbatim ## build the program and both libraries into build/

# The newest build is build/verbatim, whatever its kind.
build/verbatim: $(OUT)/verbatim FORCE
	@ln -sf $(BUILD)/verbatim $@

$(OUT)/verbatim: $(CLI_OBJ) $(OUT)/libverbatim.a
	$(CC) $(ALL_CFLAGS) -o $@ $(CLI_OBJ) $(OUT)/libverbatim.a $(LIBS)

$(OUT)/libverbatim.a: $(LIB_OBJ)
	@rm -f $@
	@ar rcsD $@ $(LIB_OBJ)

$(OUT)/libverbatim.so: $(LIB_OBJ)
	$(CC) $(ALL_CFLAGS) -shared -Wl,-soname,libverbatim.so.0 -o $@ $(LIB_OBJ) $(LIBS)

# The program sees the public header only: the border between library and program is the compiler's to keep.
$(OUT)/cli/%.o: analyzer/cli/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Ianalyzer/include -c $< -o $@

$(OUT)/%.o: analyzer/%.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LIB_INC) -c $< -o $@

$(OUT)/tools/embed: analyzer/tools/embed.c analyzer/base/hash.h
	@mkdir -p $(@D)
	$(CC) $(WARN) -O1 -Ianalyzer/include -Ianalyzer $< -o $@

# A bundle that came or went since the last build makes the page anew.
$(OUT)/gen/page.bundle: FORCE
	@mkdir -p $(@D)
	@echo '$(PAGE_BUNDLE)' | cmp -s - $@ || echo '$(PAGE_BUNDLE)' >$@

$(OUT)/gen/page.html: $(PAGE_FILES) $(PAGE_BUNDLE) $(OUT)/gen/page.bundle
	@mkdir -p $(@D)
	@[ -n "$(PAGE_BUNDLE)" ] || echo "The report page is built without charts; \`make deps-page\` and make again bring them."
	@$(PAGE_DIR)/assemble.sh $@ $(or $(PAGE_BUNDLE),/dev/null) $(PAGE_DIR)

$(OUT)/gen/embedded.S: $(OUT)/tools/embed $(EMBEDDED)
	@mkdir -p $(@D)
	$< $@ $(EMBEDDED)

$(OUT)/gen/embedded.o: $(OUT)/gen/embedded.S
	$(CC) -c $< -o $@

FORCE:
-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d)

# ---- Packages ----------------------------------------------------------------------------------------------------

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# Installs what is missing of a list of packages, and does nothing (and needs no right) where all is there.
define install_packages
@missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'install ok installed' || echo $$p; done); \
if [ -n "$$missing" ]; then echo "Installing: $$missing"; \
  $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi
endef

.PHONY: deps deps-test deps-lint
deps: ## install the Debian packages that the build needs (sudo only where you are not root)
	$(call install_packages,$(DEBIAN))
deps-test: deps
	$(call install_packages,$(DEBIAN_TEST))
deps-lint: deps
	$(call install_packages,$(DEBIAN_LINT))

# Never needed by another target: a build without node, npm or network only has no charts in the report page.
.PHONY: deps-page
deps-page: ## install node and npm where they are missing, and bundle the chart library of the report page
	@command -v npm >/dev/null || $(MAKE) --no-print-directory install-node
	@mkdir -p build/page
	@cp $(PAGE_DIR)/package.json $(PAGE_DIR)/package-lock.json $(PAGE_DIR)/charts_lib.js build/page/
	@cd build/page && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && npm run --silent build -- --log-level=warning
	@echo "The charts are bundled into build/page; make puts them into the program."
.PHONY: install-node
install-node:
	$(call install_packages,nodejs npm)

# ---- The main job --------------------------------------------------------------------------------------------------

.PHONY: demo
demo: deps ## install, build, and analyze a sample export in three languages
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@rm -f build/demo.db build/demo.json
	@build/verbatim analyze corpora/retail_delivery_plain.csv --db build/demo.db --no-progress
	@build/verbatim themes --db build/demo.db -f json -o build/demo.json
	@build/verbatim report --db build/demo.db -o build/demo.html
	@echo "The same as JSON: build/demo.json; as a page: build/demo.html; as an SQLite file: build/demo.db"

# ---- Tests ----------------------------------------------------------------------------------------------------------

UNIT := $(patsubst tests/unit/%.c,$(OUT)/tests/%,$(wildcard tests/unit/test_*.c))
PROPERTY := $(patsubst tests/property/%.c,$(OUT)/tests/%,$(wildcard tests/property/*.c))
CASES := $(patsubst tests/cases/%.c,$(OUT)/tests/%,$(wildcard tests/cases/*.c))
FUZZ := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
REPLAY := $(FUZZ:%=$(OUT)/tests/replay_%)

$(OUT)/tests/%: tests/unit/%.c $(OUT)/libverbatim.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LIB_INC) -Itests -o $@ $< $(OUT)/libverbatim.a $(LIBS) -lcmocka
$(OUT)/tests/%: tests/property/%.c $(OUT)/libverbatim.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LIB_INC) -Itests -o $@ $< $(OUT)/libverbatim.a $(LIBS) -lcmocka
$(OUT)/tests/%: tests/cases/%.c $(OUT)/libverbatim.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LIB_INC) -Itests -o $@ $< $(OUT)/libverbatim.a $(LIBS)
$(OUT)/tests/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay_main.c $(OUT)/libverbatim.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LIB_INC) -Itests -o $@ tests/fuzz/fuzz_$*.c tests/fuzz/replay_main.c $(OUT)/libverbatim.a $(LIBS)

.PHONY: test check test-build
test: deps-test ## install, build, and run all tests
	@$(MAKE) --no-print-directory -j$$(nproc) all test-build
	@OUT=$(OUT) tests/run.sh
check: test
test-build: $(UNIT) $(PROPERTY) $(CASES) $(REPLAY)

# The report page in headless Chromium: charts, filters, hostile comments, accessibility, 100,000 comments. Apart from `test`,
# because it brings a browser.
.PHONY: test-page
test-page: deps-test deps-page ## drive the report page and the server in headless Chromium (installs chromium; CI runs it apart)
	$(call install_packages,chromium fonts-noto-core)
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@VERBATIM=$(if $(filter /%,$(OUT)),,$(CURDIR)/)$(OUT)/verbatim tests/page/run.sh

.PHONY: test-interop
test-interop: deps-test all ## open exports and a store with pandas, DuckDB, sqlite-utils and Datasette (from their registry)
	$(call install_packages,python3-venv)
	@mkdir -p build && VERBATIM=$(CURDIR)/$(OUT)/verbatim tests/interop/run.sh

# The server while an import writes. The first is for a quiet machine and takes minutes; the second is part of CI.
.PHONY: test-load test-threads
test-load: deps-test all ## 64 connections on 100,000 comments while an import writes: errors, p99, memory; slow and large clients
	$(call install_packages,wrk)
	@VERBATIM=$(CURDIR)/$(OUT)/verbatim tests/load/load.sh
test-threads: deps-test all ## the server under ThreadSanitizer while an import writes
	@$(MAKE) --no-print-directory -j$$(nproc) BUILD=tsan OUT=build/tsan build/tsan/verbatim
	@VERBATIM=$(CURDIR)/build/tsan/verbatim tests/load/threads.sh

.PHONY: bless
bless: all ## rewrite the expected outputs of tests/golden after a wanted change; read the diff
	@OUT=$(OUT) tests/golden/run.sh --bless

.PHONY: fuzz-%
fuzz-%: ## fuzz one target (csv, json, xlsx, encoding, dates, pipeline, serve) for FUZZ_SECONDS (60) with clang's libFuzzer
	@mkdir -p build/fuzz/corpus_$*
	clang $(filter-out -MMD -MP,$(WARN)) -O1 -g -fsanitize=fuzzer,address,undefined -pthread $(LIB_INC) -Itests -o build/fuzz/$* \
	    tests/fuzz/fuzz_$*.c $(LIB_SRC) $(OUT)/gen/embedded.S $(LIBS)
	build/fuzz/$* -max_total_time=$(or $(FUZZ_SECONDS),60) -rss_limit_mb=4096 build/fuzz/corpus_$* $(wildcard tests/fuzz/seeds/$*)

.PHONY: bench
bench: all $(patsubst tests/bench/%.c,$(OUT)/bench/%,$(wildcard tests/bench/*.c)) ## speed of the whole of score against ICU and utf8proc, side by side
	@OUT=$(OUT) tests/bench/run.sh
$(OUT)/bench/%: tests/bench/%.c $(OUT)/libverbatim.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LIB_INC) -o $@ $< $(OUT)/libverbatim.a $(LIBS)

# ---- Form -----------------------------------------------------------------------------------------------------------

C_FILES := $(wildcard analyzer/*/*.c analyzer/*/*.h tests/*/*.c tests/*/*.h)

# Path-sensitive checks of null and garbage values are left out: they do not see that an arena or a status guards the path.
TIDY := -*,clang-analyzer-unix*,clang-analyzer-deadcode*,clang-analyzer-security*,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling,bugprone-infinite-loop,bugprone-integer-division,bugprone-suspicious-semicolon,bugprone-suspicious-memset-usage,bugprone-suspicious-enum-usage,bugprone-misplaced-widening-cast

.PHONY: lint layers format
lint: deps-lint layers ## clang-format, clang-tidy, layers, warnings of gcc and clang
	@clang-format --dry-run -Werror $(C_FILES)
	@$(MAKE) --no-print-directory -j$$(nproc) BUILD=debug CC=gcc CFLAGS=-Werror OUT=build/lint-gcc build/lint-gcc/libverbatim.a
	@$(MAKE) --no-print-directory -j$$(nproc) BUILD=debug CC=clang CFLAGS=-Werror OUT=build/lint-clang build/lint-clang/libverbatim.a
	@printf '%s\n' $(LIB_SRC) $(CLI_SRC) | xargs -P $$(nproc) -n 8 sh -c 'clang-tidy --quiet --warnings-as-errors="*" --checks="$(TIDY)" \
	    "$$@" -- -std=c11 -D_GNU_SOURCE $(LIB_INC) 2>/dev/null' tidy
layers: ## check that includes go downwards only
	@tests/layers.sh
format: ## format all C files
	@clang-format -i $(C_FILES)

# ---- Lexicons -------------------------------------------------------------------------------------------------------

.PHONY: lexicons lexicon-check
lexicons: $(OUT)/verbatim ## bring the lexicon files into canonical form
	@$(OUT)/verbatim lexicon canonicalize lexicons
lexicon-check: $(OUT)/verbatim
	@$(OUT)/verbatim lexicon canonicalize --check lexicons
	@$(OUT)/verbatim lexicon check

# ---- Learned tables -------------------------------------------------------------------------------------------------
# CORPORA=DIR names the folder of the research sets (those whose licence allows it; each table's head lists its own). The same
# sets give the same bytes. The tools measure too: see the head of each in analyzer/tools.

$(OUT)/tools/learn_viet: $(wildcard analyzer/tools/viet_*.[ch])
$(OUT)/tools/learn_viet $(OUT)/tools/learn_language: $(wildcard analyzer/tools/reading.[ch])
$(OUT)/tools/%: analyzer/tools/%.c $(OUT)/libverbatim.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LIB_INC) -Ianalyzer/tools -o $@ $(filter %.c,$^) $(OUT)/libverbatim.a $(LIBS) -lcsv

EN_TEXTS := en/nhs en/bloomington en/cfpb en/banking77 en/womens_clothing en/booking_snippets en/hu_liu en/pros_cons en/tv_reviews
VI_TEXTS := food:vi/ntc_scv_foody/train.csv:text bank:vi/uts2017_bank/train.csv:text tech:vi/bank_app_reviews/train.csv:text \
    plain:xling/tatoeba/en_vi.csv:text_vi plain:xling/sib200/dev.csv:text_vi

.PHONY: learn learn-thai learn-viet learn-language learn-aspects learn-sentiment need-corpora
need-corpora: deps
	$(call install_packages,libcsv-dev)
	@[ -d "$(CORPORA)" ] || { echo "make learn needs CORPORA=DIR, the folder of the research sets"; exit 2; }
learn: learn-thai learn-viet learn-language learn-aspects learn-sentiment ## write all learned lexicon tables anew from CORPORA=DIR
learn-thai: need-corpora $(OUT)/tools/learn_thai
	$(OUT)/tools/learn_thai lexicons/th --raw $(CORPORA)/th/wisesight/train.csv --raw $(CORPORA)/th/truevoice/train.csv \
	    --listed lexicons/th/vocabulary.tsv --weight 2 $(CORPORA)/th/seg_wisesight/train.txt --weight .5 \
	    $(CORPORA)/th/seg_vistec/train.txt --weight 1 $(CORPORA)/th/seg_ud_tud/train.txt
VI_PHRASES := sentiment absence negators intensifiers wishes contrast problems aspects intents emotions nonanswers
learn-viet: need-corpora $(OUT)/tools/learn_viet
	$(OUT)/tools/learn_viet lexicons/vi --variants lexicons/vi/variants.tsv \
	    $(foreach t,$(VI_TEXTS),--subject $(firstword $(subst :, ,$(t))) --text $(CORPORA)/$(subst $(firstword $(subst :, ,$(t))):,,$(t))) \
	    $(foreach p,$(sort $(wildcard analyzer/tools/vi_patterns/*.txt)),--subject $(basename $(notdir $(p))) --patterns $(p)) --subject - --common analyzer/tools/vi_common.txt \
	    --seg $(CORPORA)/vi/seg_ud_vtb/train.txt $(foreach p,$(VI_PHRASES),--phrases lexicons/vi/$(p).tsv)
learn-language: need-corpora $(OUT)/tools/learn_language
	$(OUT)/tools/learn_language lexicons $(foreach t,$(EN_TEXTS),--text $(CORPORA)/$(t)/train.csv:text) \
	    --text $(CORPORA)/xling/tatoeba/en_vi.csv:text_en --text $(CORPORA)/xling/tatoeba/en_th.csv:text_en --text $(CORPORA)/xling/sib200/dev.csv:text_en
learn-aspects: need-corpora $(OUT)/tools/learn_aspects
	$(OUT)/tools/learn_aspects en lexicons/en/induced_aspects.tsv $(foreach x,nhs:themes bloomington:theme banking77:theme cfpb:theme,\
	    $(CORPORA)/en/$(word 1,$(subst :, ,$(x)))/train.csv text $(word 2,$(subst :, ,$(x))) analyzer/tools/labels/en_$(word 1,$(subst :, ,$(x))).tsv)
	$(OUT)/tools/learn_aspects vi lexicons/vi/induced_aspects.tsv $(CORPORA)/vi/uts2017_bank/train.csv text aspects analyzer/tools/labels/vi_uts2017_bank.tsv
	$(OUT)/tools/learn_aspects th lexicons/th/induced_aspects.tsv $(CORPORA)/th/truevoice/train.csv text object analyzer/tools/labels/th_truevoice.tsv
learn-sentiment: need-corpora $(OUT)/tools/learn_sentiment
	for l in en vi th; do $(OUT)/tools/learn_sentiment analyzer/tools/learn_sets.tsv $(CORPORA) $$l lexicons || exit 1; done

# ---- Installing -----------------------------------------------------------------------------------------------------

.PHONY: install uninstall
install: all ## install program, libraries, header, man page, completions below PREFIX (/usr/local), DESTDIR respected
	install -D -m 755 $(OUT)/verbatim $(DESTDIR)$(PREFIX)/bin/verbatim
	install -D -m 644 $(OUT)/libverbatim.a $(DESTDIR)$(PREFIX)/lib/libverbatim.a
	install -D -m 755 $(OUT)/libverbatim.so $(DESTDIR)$(PREFIX)/lib/libverbatim.so.0
	ln -sf libverbatim.so.0 $(DESTDIR)$(PREFIX)/lib/libverbatim.so
	install -D -m 644 analyzer/include/verbatim.h $(DESTDIR)$(PREFIX)/include/verbatim.h
	sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(VERSION)|' analyzer/bindings/verbatim.pc.in | install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/lib/pkgconfig/verbatim.pc
	install -D -m 644 analyzer/cli/verbatim.1 $(DESTDIR)$(PREFIX)/share/man/man1/verbatim.1
	install -D -m 644 analyzer/cli/completions/verbatim.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/verbatim
	install -D -m 644 analyzer/cli/completions/_verbatim $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_verbatim
	install -D -m 644 analyzer/cli/completions/verbatim.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/verbatim.fish
uninstall: ## remove what install put there
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/verbatim lib/libverbatim.a lib/libverbatim.so.0 lib/libverbatim.so include/verbatim.h \
	    lib/pkgconfig/verbatim.pc share/man/man1/verbatim.1 share/bash-completion/completions/verbatim \
	    share/zsh/site-functions/_verbatim share/fish/vendor_completions.d/verbatim.fish)

.PHONY: clean help
clean: ## remove build/
	rm -rf build
help: ## this list
	@grep -hE '^[a-z%-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z%-]+):.*## (.*)/\1\t\2/' | \
	    awk -F'\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'
	@echo "  BUILD=release|debug|asan|tsan|cov chooses the kind of build; CC=clang the compiler."
