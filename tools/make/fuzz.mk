# Hostile bytes. Each tests/fuzz/fuzz_NAME.c is a libFuzzer program linked with the library as clang builds it, with address and
# undefined-behaviour checks; tests/fuzz/seeds/NAME/ holds what it begins with (may be missing). What it learns stays in
# build/fuzz/corpus/NAME, so that the next run goes on from there; a crash's input lies in build/fuzz/crashes.
#   make fuzz                          all, a minute each, and 300 damaged pictures
#   make fuzz ONLY=model FUZZ_SECONDS=600
#   build/fuzz/fuzz_model build/fuzz/crashes/model-...      one input again
FUZZ_SECONDS ?= 60
FUZZ_PROGRAMS := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

build/fuzz/fuzz_%: build/fuzz/tests/fuzz/fuzz_%.o build/fuzz/libgulou.a
	$(CC) $(FLAGS_fuzz) $(LINK_fuzz) -o $@ $^ $(PKG_LIBS)

.SECONDARY: $(FUZZ_PROGRAMS:build/fuzz/%=build/fuzz/tests/fuzz/%.o)
-include $(FUZZ_PROGRAMS:build/fuzz/%=build/fuzz/tests/fuzz/%.d)

.PHONY: fuzz fuzz-programs
fuzz-programs: $(if $(ONLY),build/fuzz/fuzz_$(ONLY),$(FUZZ_PROGRAMS))

fuzz:
	$(MAKE) VARIANT=fuzz CC_REAL=clang $(if $(ONLY),ONLY=$(ONLY)) fuzz-programs
	tools/fuzz.sh $(FUZZ_SECONDS) $(ONLY)
