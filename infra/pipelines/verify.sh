#!/bin/sh
# verify.sh [BASE] — everything that a change must pass, on any machine with Node: tests and laws, the list of what is
# inside (SBOM), a short load, and the comparison with the commit BASE. CI systems call this script.
set -eu
cd "$(dirname "$0")/../.."
.ci/run
npx -y pnpm@12 run sbom
npx -y pnpm@12 load smoke
if [ -n "${1:-}" ]; then npx -y pnpm@12 load gate "$1"; fi
