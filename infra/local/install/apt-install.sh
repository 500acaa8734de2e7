#!/bin/sh
# apt-install.sh PACKAGE… — installs servers without starting the daemons that come with them. Debian starts those at
# once, on the usual ports, which may belong to somebody else.
set -eu

policy=/usr/sbin/policy-rc.d
no_cluster=/etc/postgresql-common/createcluster.d/inkling-install.conf
mark='# Inkling: no daemon starts while packages are installed. Removed afterwards.'

was_installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

cleanup() {
  rm -f "$no_cluster"
  if grep -qsxF "$mark" "$policy"; then rm -f "$policy"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# A policy that somebody else made stays as it is; one of ours that a killed run left behind serves again.
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
fi
mkdir -p "${no_cluster%/*}"
printf 'create_main_cluster = false\n' >"$no_cluster"

had_redis=$(was_installed redis-server && echo yes || echo no)

export DEBIAN_FRONTEND=noninteractive
# One repository out of reach need not hold the packages.
apt-get update || true
apt-get install -y --no-install-recommends "$@"

# A Redis that came now would start with the machine, and a foreign policy may have let it start already.
if [ "$had_redis" = no ] && was_installed redis-server; then
  service redis-server stop || true
  update-rc.d redis-server disable || true
fi
