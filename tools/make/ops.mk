# Installing, running, measuring.
.PHONY: deps run bench fuzz sim install release doc
deps:
	tools/install-deps.sh

run: deps
	$(MAKE) all
	tools/run.sh
