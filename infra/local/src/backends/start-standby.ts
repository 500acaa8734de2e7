import { realpathSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { StartError } from '../errors.ts'
import { writePrivateFile } from '../secrets/write-private-file.ts'
import { placeFolder } from './place-folder.ts'
import { requirePostgres } from './require-binary.ts'
import { type PostgresOptions, type PostgresServer, startPostgres } from './start-postgres.ts'

export interface StandbyOptions extends Pick<PostgresOptions, 'dir' | 'durable' | 'onRestart'> {
  /** It streams its WAL; it must be started as `replicable`. */
  readonly primary: PostgresServer
}

/**
 * Starts a streaming standby of a private Postgres, from a new copy of it each time: an old copy could be of a time
 * before a restore. Resolves when it can be read.
 */
export async function startStandby({ primary, ...options }: StandbyOptions): Promise<PostgresServer> {
  const place = await placeFolder(options.dir)
  const data = join(place.path, 'data')
  // Beside a link to the server there may be none to the other programs.
  const binFolder = dirname(realpathSync(await requirePostgres()))
  const { username, password, hostname, port } = new URL(primary.url())
  const draft = `${data}.draft`
  for (const old of [data, draft]) await rm(old, { recursive: true, force: true })
  const from = ['-h', hostname, '-p', port, '-U', username]
  const args = ['-D', draft, ...from, '--write-recovery-conf', '--checkpoint=fast', '--wal-method=stream']
  // An error shows the command, so the password is no part of it.
  const env = { PGPASSWORD: password }
  await execa(join(binFolder, 'pg_basebackup'), args, {
    cwd: place.path,
    extendEnv: false,
    env,
    ...place.identity,
  }).catch((error: Error) => {
    throw new StartError('Postgres could not be copied for a read replica', error.message, { cause: error })
  })
  // Roles and passwords are those of the primary.
  await writePrivateFile(join(place.path, 'superuser-password'), password, place.identity)
  await rename(draft, data)
  return startPostgres({ ...options, name: 'postgres-replica', replicable: true })
}
