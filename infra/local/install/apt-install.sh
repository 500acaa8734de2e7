#!/bin/sh
# apt-install.sh PACKAGE… — installs servers without starting their daemons. Debian starts these at once, on the usual
# ports, which another program may need.
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

# Another program's policy stays as it is. Our own policy, left by a killed run, is used again.
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
  chmod 755 "$policy"
fi
mkdir -p "${no_cluster%/*}"
printf 'create_main_cluster = false\n' >"$no_cluster"

had_redis=$(was_installed redis-server && echo yes || echo no)

export DEBIAN_FRONTEND=noninteractive
# Go on if a repository cannot be reached: the packages may be in another one.
apt-get update || true
apt-get install -y --no-install-recommends "$@"

# Index advice needs this extension, whose package is named after the version of Postgres. All else works without it.
case " $* " in *" postgresql "*)
  for folder in /usr/lib/postgresql/*/; do
    apt-get install -y --no-install-recommends "postgresql-$(basename "$folder")-hypopg" || true
  done
esac

# A newly installed Redis would start with the machine. If another program's policy is there, it may run already.
if [ "$had_redis" = no ] && was_installed redis-server; then
  service redis-server stop || true
  update-rc.d redis-server disable || true
fi
