# Installing, running, measuring.
.PHONY: deps run bench fuzz sim install release doc
deps:
	tools/install-deps.sh

run: deps
	$(MAKE) all
	tools/run.sh

# Measuring programs: make build/release/bench/NAME
build/release/bench/%: bench/%.c build/release/libgulou.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(LINK_$(VARIANT)) -o $@ $^ $(PKG_LIBS)

# how good and fast the classifier is on the starter district's own examples
.PHONY: bench-classify
bench-classify: build/release/bench/classify_bench
	$< --train districts/gulou/corpus.csv --hints districts/gulou/categories.csv \
	  --test districts/gulou/corpus_check.csv

# how good and fast whole decisions are
.PHONY: bench-decide
bench-decide: build/release/bench/decide_bench
	$<

# Figures as ratios of one run, on the machine that runs it: intake, decision, memory, cold start.
.PHONY: bench
bench: all build/release/bench/intake_bench build/release/bench/decide_bench
	tools/bench.sh
