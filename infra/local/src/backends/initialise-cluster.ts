import { readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { StartError } from '../errors.ts'
import { randomSecret } from '../secrets/random-secret.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import type { Place } from './place-folder.ts'

export const superuser = 'inkling'

/**
 * Creates the data folder if it is missing, and returns the superuser's password, which is stored beside it. If a start
 * is killed half-way, it leaves a draft folder, never an incomplete data folder. Locale C sorts by code point, so the
 * order is the same on every system.
 */
export async function initialiseCluster(binFolder: string, place: Place, data: string): Promise<string> {
  const passwordFile = join(place.path, 'superuser-password')
  const exists = await stat(data).catch(() => undefined)
  if (exists) return readFile(passwordFile, 'utf8')

  const draft = `${data}.draft`
  await rm(draft, { recursive: true, force: true })
  await writePrivateFile(passwordFile, randomSecret(), place.identity)
  await runInitdb(binFolder, place, draft, passwordFile)
  await rename(draft, data)
  return readFile(passwordFile, 'utf8')
}

async function runInitdb(binFolder: string, { path, identity }: Place, data: string, passwordFile: string) {
  const args = ['--auth=scram-sha-256', `--username=${superuser}`, '--encoding=UTF8', '--locale=C']
  await execa(join(binFolder, 'initdb'), ['-D', data, `--pwfile=${passwordFile}`, ...args], {
    cwd: path,
    extendEnv: false,
    env: { TZ: 'UTC' },
    ...identity,
  }).catch((error: Error) => {
    throw new StartError('Postgres could not create its data folder', error.message, { cause: error })
  })
}
