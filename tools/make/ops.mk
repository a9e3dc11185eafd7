# Installing, running, measuring.
.PHONY: deps run install release doc
deps:
	tools/install-deps.sh

run: deps
	$(MAKE) all
	tools/run.sh

# Debian-style: `make install DESTDIR=/tmp/tree PREFIX=/usr` touches nothing outside DESTDIR
PREFIX ?= /usr
DESTDIR ?=
SYSCONFDIR ?= /etc
UNITDIR ?= /lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
INSTALL_DOCS := README.md README.zh-CN.md ARCHITECTURE.md LICENSE docs/operating.md docs/evaluating.md docs/backup.md docs/simulating.md docs/openapi.yaml \
  docs/scaling.md packaging/nginx.conf packaging/haproxy.cfg

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/gulou $(DESTDIR)$(PREFIX)/share/doc/gulou \
	  $(DESTDIR)$(PREFIX)/share/gulou/districts $(DESTDIR)$(UNITDIR) $(DESTDIR)$(SYSUSERSDIR) $(DESTDIR)$(SYSCONFDIR)/gulou
	install -m 0755 build/gulou $(DESTDIR)$(PREFIX)/bin/gulou
	install -m 0755 build/gulou-image $(DESTDIR)$(PREFIX)/lib/gulou/gulou-image
	cp -R --no-preserve=ownership districts/gulou $(DESTDIR)$(PREFIX)/share/gulou/districts/
	install -m 0644 packaging/gulou.service $(DESTDIR)$(UNITDIR)/gulou.service
	install -m 0644 packaging/gulou.sysusers $(DESTDIR)$(SYSUSERSDIR)/gulou.conf
	build/gulou serve --help | awk -f packaging/sample-config.awk > build/gulou.ini
	[ -e $(DESTDIR)$(SYSCONFDIR)/gulou/gulou.ini ] \
	  && install -m 0644 build/gulou.ini $(DESTDIR)$(SYSCONFDIR)/gulou/gulou.ini.new \
	  || install -m 0644 build/gulou.ini $(DESTDIR)$(SYSCONFDIR)/gulou/gulou.ini
	install -m 0644 $(INSTALL_DOCS) $(DESTDIR)$(PREFIX)/share/doc/gulou/

# build/gulou-VERSION-ARCH.tar.gz: an install tree, to be unpacked at /
RELEASE := gulou-$(shell cat VERSION)-$(shell uname -m)
release: all
	rm -rf build/$(RELEASE)
	$(MAKE) install DESTDIR=$(CURDIR)/build/$(RELEASE) PREFIX=/usr
	tar --sort=name --owner=0 --group=0 --numeric-owner -C build -czf build/$(RELEASE).tar.gz $(RELEASE)
	@echo "build/$(RELEASE).tar.gz"

# every relative link in the documents leads somewhere; the contract is readable YAML
doc: tests/node_modules/.installed
	node tools/check-docs.mjs

tests/node_modules/.installed: tests/package.json tests/package-lock.json
	cd tests && npm install --no-save
	@touch $@

# Measuring programs: make build/release/bench/NAME
build/release/bench/%: bench/%.c build/release/libgulou.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LINK_$(VARIANT)) -o $@ $^ $(PKG_LIBS)

build/release/bench/intake_bench: $(wildcard bench/intake_*.[ch])
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LINK_$(VARIANT)) -o $@ $(filter %.c,$^) $(PKG_LIBS)

# The bulk loader: a store full of years, to measure on. `build/release/bench/fill` tells its options.
build/release/bench/fill: $(wildcard bench/fill/*.[ch]) build/release/libgulou.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Ibench/fill $(LINK_$(VARIANT)) -o $@ $(filter %.c %.a,$^) $(PKG_LIBS)

# how good and fast the classifier is on the starter district's own examples
.PHONY: bench-classify
bench-classify: build/release/bench/classify_bench
	$< --train districts/gulou/corpus.csv --hints districts/gulou/categories.csv \
	  --test districts/gulou/corpus_check.csv

# how good and fast whole decisions are
.PHONY: bench-decide
bench-decide: build/release/bench/decide_bench
	$<

# the weights of brain/twins_sense.c, fitted anew
.PHONY: fit-twins
fit-twins: build/release/bench/twins_fit
	$<

# Figures as ratios of one run, on the machine that runs it, into build/bench/. Some ten minutes; the whole of it:
# make bench SIZES="10000 100000 1000000 10000000" POSTGRES="10000 1000000" KEEP=/var/tmp/filled      (some 45 GB)
BENCHES := fill $(patsubst bench/%.c,%,$(wildcard bench/*_bench.c)) twins_fit
.PHONY: bench bench-programs
bench-programs: $(BENCHES:%=build/release/bench/%)
bench: export SIZES KEEP INTAKE PARTS VERIFY
ifdef POSTGRES
bench: export POSTGRES
endif
bench: all bench-programs
	node bench/bench.mjs

# Five days of two small districts on a virtual clock: seconds. Fails where a deadline was not honoured. docs/simulating.md
.PHONY: sim
sim: all
	build/gulou simulate --scenario month --days 5 --districts 2 --cases-per-day 400 --texts 512

# The pictures of docs/images, taken anew from the demo district.
.PHONY: screenshots
screenshots: all
	cd tests && { [ -d node_modules ] || npm install --no-save; }
	node tools/screenshots.mjs

# Gulou beside Request Tracker and Fossil, same machine, same run: installs them, fills, measures, cleans up.
.PHONY: bench-peers
bench-peers: all
	bench/peers/run.sh
