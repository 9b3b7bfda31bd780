#!/bin/bash
# Drives the report page in headless Chromium: tests/page/run.sh [FOLDER for screenshots]. `make test-page` installs what it needs.
set -eu
cd "$(dirname "$0")/../.."
export VERBATIM=${VERBATIM:-$PWD/build/verbatim} CORPORA=$PWD/corpora CHROMIUM=${CHROMIUM:-$(command -v chromium)} LC_ALL=C.UTF-8
work=build/test-page
mkdir -p "$work"
cp tests/page/*.json tests/page/*.mjs "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
shots=${1:-}
[[ -n $shots ]] && shots=$(realpath -m "$shots")
cd "$work"
node dashboards.mjs
exec node run.mjs $shots
