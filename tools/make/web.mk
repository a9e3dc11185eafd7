# The web applications: built by Vite into web/dist, embedded precompressed in the release binary.
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

# `npm ci` of npm 11 refuses a lock file without download addresses; this takes the same versions from it with npm 9 to 11
web/node_modules/.installed: web/package.json $(wildcard web/package-lock.json)
	cd web && npm install --no-save
	@touch $@

web/dist/.built: $(WEB_SOURCES) docs/openapi.yaml | web/node_modules/.installed
	cd web && npm run --silent build
	@touch $@

build/gen/assets.c: web/dist/.built tools/embed.mjs
	@mkdir -p build/gen
	node tools/embed.mjs web/dist $@

build/release/assets.o: build/gen/assets.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -c $< -o $@

ASSETS_release := build/release/assets.o

.PHONY: web
web: web/dist/.built
