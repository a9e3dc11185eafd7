# Habits: what keeps the house clean.
.PHONY: check lint format tsan cover
C_FILES := $(shell find src tests bench -name '*.[ch]' 2>/dev/null)

check:
	tools/check-layers.sh
	tools/check-house.sh
	node tools/check-district.mjs

format:
	clang-format -i $(C_FILES)

lint:
	cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --error-exitcode=1 --quiet \
	  --suppress=missingIncludeSystem -Isrc -Ibuild/gen -D_GNU_SOURCE src
	clang-tidy --quiet $(SOURCES) src/main.c -- $(CSTD) $(DEFS) -Isrc -Ibuild/gen $(PKG_CFLAGS)

tsan:
	$(MAKE) VARIANT=tsan unit-programs
	tools/run-unit.sh build/tsan/tests

cover:
	$(MAKE) VARIANT=cover unit-programs
	tools/run-unit.sh build/cover/tests
	gcovr --root . --object-directory build/cover --filter src/ --html-details build/cover/report.html --print-summary
