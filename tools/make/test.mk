# Tests. Each tests/<room>/<name>_test.c is a program of its own, linked with the sanitized library.
UNIT_SOURCES := $(sort $(wildcard tests/*/*_test.c))
UNIT_PROGRAMS := $(UNIT_SOURCES:tests/%.c=$(OBJ)/tests/%)
TEST_HELPERS := $(filter-out tests/support/runner.c,$(wildcard tests/support/*.c))
TEST_HELPER_OBJECTS := $(TEST_HELPERS:tests/%.c=$(OBJ)/tests/%.o)
TEST_SUPPORT := $(OBJ)/tests/support/libsupport.a

$(OBJ)/tests/%.o: tests/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Itests -MMD -MP -c $< -o $@

# an archive: each program takes only what it asks for
$(TEST_SUPPORT): $(TEST_HELPER_OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(UNIT_PROGRAMS): $(OBJ)/tests/%: $(OBJ)/tests/%.o $(OBJ)/tests/support/runner.o $(TEST_SUPPORT) $(LIBRARY)
	$(CC) $(FLAGS_$(VARIANT)) $(LINK_$(VARIANT)) -o $@ $^ $(PKG_LIBS) -lcmocka $(TEST_LIBS)

$(OBJ)/tests/photos/%: TEST_LIBS := -ljpeg

-include $(UNIT_PROGRAMS:%=%.d) $(TEST_HELPER_OBJECTS:.o=.d) $(OBJ)/tests/support/runner.d

.PHONY: unit-programs image-programs unit test
unit-programs: $(UNIT_PROGRAMS) image-programs

# The picture process as the tests use it: with sanitizers, and as it is shipped (sanitizers and memory limits exclude each other).
image-programs:
	$(MAKE) VARIANT=debug build/debug/gulou-image
	$(MAKE) VARIANT=release build/release/gulou-image

# one file's tests: make unit ONLY=domain/workflow
unit:
	$(MAKE) VARIANT=debug $(if $(ONLY),build/debug/tests/$(ONLY)_test $(if $(filter photos/%,$(ONLY)),image-programs),unit-programs)
	tools/run-unit.sh build/debug/tests $(ONLY)

test: deps
	tools/test.sh
