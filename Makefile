# `make run` and `make test` are all that a fresh machine needs; `make help` lists the rest.
# What a target does is in build/ and packaging/, each a short script that can be run alone.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VERSION := $(shell sed -n 's:^  <version>\(.*\)</version>:\1:p' pom.xml)
IMAGE   := target/quaygate-$(VERSION)-linux-x64
SOURCES := $(shell find pom.xml proxy-core acme workers app docs/errors packaging \
             -name target -prune -o -path '*/src/test' -prune -o -type f -print)

.PHONY: help run test bench bench-apps image dist format clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: $(IMAGE).stamp ## build and run HTTPS on 127.0.0.1:8443 in front of a sample application
	@exec build/run $(IMAGE)

test: ## install what the tests need, then run all of them
	@exec build/test

image: $(IMAGE).stamp ## build target/quaygate-VERSION-linux-x64, which needs no Java

dist: $(IMAGE).tar.gz ## pack it as target/quaygate-VERSION-linux-x64.tar.gz

bench: $(IMAGE).stamp ## compare CPU per request with nginx, HAProxy, h2o and Caddy (BENCH="--scenarios S1")
	@exec bench/run $(BENCH)

bench-apps: $(IMAGE).stamp ## compare how application servers treat requests when workers die or are replaced
	@exec bench/apps $(BENCH)

format: ## lay out the Java sources
	@exec build/mvn -q spotless:apply

clean: ## remove what was built; keys and certificates of `make run` stay in .build/quickstart
	@rm -rf target */target

$(IMAGE).stamp: $(SOURCES)
	@packaging/image $(IMAGE)
	@touch $@

$(IMAGE).tar.gz: $(IMAGE).stamp
	@packaging/pack $(IMAGE)
