#!/usr/bin/env bash
# Seconds from `git clone` to the first prediction, with an empty home, so that no package is cached. Then the seconds
# of a second start to its first prediction.
#   load/clone-to-prediction.sh [PORT]
set -euo pipefail
port=${1:-18080}
folder=$(mktemp -d)
chmod 755 "$folder"
source=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
mkdir "$folder/home"

until_prediction() {
  local begin file="$folder/inkling/.inkling/local.json"
  begin=$(date +%s.%N)
  [ -d "$folder/inkling" ] || git clone -q "$source" "$folder/inkling"
  cd "$folder/inkling"
  HOME="$folder/home" setsid npx -y pnpm@12 start --port "$port" >"$folder/start.log" 2>&1 &
  until [ -f "$file" ] && key=$(grep -o 'ink_[0-9a-f_]*' "$file" | head -1) &&
    curl -fs "http://127.0.0.1:$port/api/v1/predictions" -H "Authorization: Bearer $key" \
      -H 'Content-Type: application/json' -d '{"limit": 1}' >/dev/null; do sleep 0.1; done
  echo "$1: $(awk -v b="$begin" -v e="$(date +%s.%N)" 'BEGIN { printf "%.1f s", e - b }')"
  kill -TERM "$(cat "$folder/inkling/.inkling/start.pid")"
  wait $! || true
}

until_prediction "clean clone to first prediction"
until_prediction "second start to first prediction"
rm -rf "$folder"
