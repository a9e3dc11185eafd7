# Habits: what keeps the house clean.
.PHONY: check lint format tsan cover
C_FILES := $(shell find src tests bench -name '*.[ch]' 2>/dev/null)

check:
	tools/check-layers.sh
	tools/check-house.sh
	node tools/check-district.mjs

format:
	clang-format -i $(C_FILES)

# findings are errors; each file's own reason stands beside what is excepted (.clang-tidy, cppcheck-suppress)
TIDY_FLAGS = $(CSTD) -D_GNU_SOURCE -DGULOU_VERSION=\"0\" -Isrc -Ibuild/gen $(shell pkg-config --cflags $(PKGS) vips libseccomp 2>/dev/null)
# cppcheck does not know CLEANUP, which closes our files: resourceLeak is left to the leak checks of the debug build
lint: $(GENERATED)
	cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --quiet -j $(shell nproc) \
	  --suppress=missingIncludeSystem --suppress=resourceLeak -Isrc -Ibuild/gen -D_GNU_SOURCE src
	find src -name '*.c' | sort | xargs -P $(shell nproc) -n 4 sh -c 'clang-tidy --quiet "$$@" -- $(TIDY_FLAGS) 2>/dev/null' _

tsan:
	$(MAKE) VARIANT=tsan unit-programs
	tools/run-unit.sh build/tsan/tests

cover:
	$(MAKE) VARIANT=cover unit-programs
	tools/run-unit.sh build/cover/tests
	gcovr --root . --object-directory build/cover --filter src/ --html-details build/cover/report.html --print-summary
