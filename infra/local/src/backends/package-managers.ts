import { fileURLToPath } from 'node:url'
import type { Requirement } from './requirements.ts'

const aptInstall = fileURLToPath(new URL('../../install/apt-install.sh', import.meta.url))

export interface PackageManager {
  name: string
  packages: Record<Requirement, string>
  /** Run in place of the manager, with the packages as arguments. */
  command: readonly string[]
  shown: string
  needsRoot: boolean
}

/** In the order they are looked for. All but apt start no daemon of what they install. */
export const packageManagers: readonly PackageManager[] = [
  {
    name: 'apt-get',
    packages: { postgres: 'postgresql', redis: 'redis-server', chromium: 'chromium' },
    command: ['/bin/sh', aptInstall],
    shown: 'apt-get install',
    needsRoot: true,
  },
  {
    name: 'dnf',
    packages: { postgres: 'postgresql-server', redis: 'redis', chromium: 'chromium' },
    command: ['dnf', 'install', '-y'],
    shown: 'dnf install',
    needsRoot: true,
  },
  {
    name: 'apk',
    packages: { postgres: 'postgresql', redis: 'redis', chromium: 'chromium' },
    command: ['apk', 'add'],
    shown: 'apk add',
    needsRoot: true,
  },
  {
    name: 'brew',
    packages: { postgres: 'postgresql@17', redis: 'redis', chromium: 'chromium' },
    command: ['brew', 'install'],
    shown: 'brew install',
    needsRoot: false,
  },
]
