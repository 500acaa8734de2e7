import { fileURLToPath } from 'node:url'
import type { Requirement } from './requirements.ts'

const aptInstall = fileURLToPath(new URL('../../install/apt-install.sh', import.meta.url))

export interface PackageManager {
  name: string
  /** One package, or several with spaces between them. MAJOR stands for the major version of Postgres. */
  packages: Record<Exclude<Requirement, 'hypopg'>, string> & { hypopg?: string }
  /** The command that installs; the packages follow as arguments. */
  command: readonly string[]
  shown: string
  needsRoot: boolean
}

/** The package managers that we know, in the order of search. Only apt starts the daemons that it installs. */
export const packageManagers: readonly PackageManager[] = [
  {
    name: 'apt-get',
    packages: {
      postgres: 'postgresql',
      redis: 'redis-server',
      chromium: 'chromium',
      prometheus: 'prometheus prometheus-alertmanager',
      pgbackrest: 'pgbackrest',
      nginx: 'nginx-light curl libnginx-mod-http-brotli-filter',
      pgbouncer: 'pgbouncer',
      varnish: 'varnish',
      hypopg: 'postgresql-MAJOR-hypopg',
    },
    command: ['/bin/sh', aptInstall],
    shown: 'apt-get install',
    needsRoot: true,
  },
  {
    name: 'dnf',
    packages: {
      postgres: 'postgresql-server',
      redis: 'redis',
      chromium: 'chromium',
      prometheus: 'golang-github-prometheus golang-github-prometheus-alertmanager',
      pgbackrest: 'pgbackrest',
      nginx: 'nginx',
      pgbouncer: 'pgbouncer',
      varnish: 'varnish',
    },
    command: ['dnf', 'install', '-y'],
    shown: 'dnf install',
    needsRoot: true,
  },
  {
    name: 'apk',
    packages: {
      postgres: 'postgresql',
      redis: 'redis',
      chromium: 'chromium',
      prometheus: 'prometheus alertmanager',
      pgbackrest: 'pgbackrest',
      nginx: 'nginx',
      pgbouncer: 'pgbouncer',
      varnish: 'varnish',
    },
    command: ['apk', 'add'],
    shown: 'apk add',
    needsRoot: true,
  },
  {
    name: 'brew',
    packages: {
      postgres: 'postgresql@17',
      redis: 'redis',
      chromium: 'chromium',
      prometheus: 'prometheus alertmanager',
      pgbackrest: 'pgbackrest',
      nginx: 'nginx',
      pgbouncer: 'pgbouncer',
      varnish: 'varnish',
    },
    command: ['brew', 'install'],
    shown: 'brew install',
    needsRoot: false,
  },
]
