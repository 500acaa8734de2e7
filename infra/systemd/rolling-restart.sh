#!/bin/sh
# rolling-restart.sh [FOLDER [SECONDS]] — restarts the processes on this machine one after another, each when the one
# before is ready. FOLDER (/etc/inkling) holds a file NAME.env with SERVICE and PORT for each process inkling@NAME. It
# stops at the first one that is not ready within SECONDS (60), so that the others go on with the old version.
set -eu
folder=${1:-/etc/inkling}
patience=${2:-60}
for service in maintenance worker prediction search suggestion gateway; do
  for settings in $(grep -lx "SERVICE=$service" "$folder"/*.env); do
    name=$(basename "$settings" .env)
    port=$(sed -n 's/^PORT=//p' "$settings")
    echo "restarting $name"
    systemctl restart "inkling@$name"
    left=$patience
    until curl -sf -o /dev/null -m 2 "http://127.0.0.1:$port/readyz"; do
      left=$((left - 1))
      if [ $left -le 0 ]; then
        echo "$name is not ready after $patience s: journalctl -u inkling@$name" >&2
        exit 1
      fi
      sleep 1
    done
  done
done
echo "all processes run the new version"
