#!/bin/sh
# ready-gateways.sh LIST PID-FILE [SECONDS] — takes gateways that are not ready out of the balancing, and back in.
# It asks each gateway of LIST (site/gateways.conf) for /readyz, marks those that do not answer 200 as `down`, and
# reloads the nginx of PID-FILE if anything changed. It repeats after SECONDS; without, it ends.
# If no gateway is ready all stay in: an answer that says what is wrong is better than none.
set -eu
list=$1
pid_file=$2

look() {
  draft=$list.new
  : >"$draft"
  ready=no
  while IFS= read -r line; do
    line=$(printf '%s' "$line" | sed 's/ down;$/;/')
    address=$(printf '%s' "$line" | sed -n 's/^ *server *\([^ ;]*\).*/\1/p')
    if [ -n "$address" ]; then
      if curl -sf -o /dev/null -m 2 "http://$address/readyz"; then
        ready=yes
      else
        line="${line%;} down;"
      fi
    fi
    printf '%s\n' "$line" >>"$draft"
  done <"$list"
  if [ $ready = no ]; then sed -i 's/ down;$/;/' "$draft"; fi
  if cmp -s "$draft" "$list"; then rm "$draft"; return; fi
  mv "$draft" "$list"
  echo "gateways changed: $(grep -c ' down;$' "$list" || true) of $(grep -c '^ *server' "$list") not ready"
  kill -HUP "$(cat "$pid_file")"
}

look
while [ -n "${3:-}" ]; do
  sleep "$3"
  look
done
