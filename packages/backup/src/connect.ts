import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Place } from './place.ts'

/**
 * Connects to a cluster on loopback with the name and the password of `pgbackrest.conf` and `pgpass`: to the one that
 * is backed up, or to one that was restored from it. Without a password if there is no `pgpass`.
 * @param port default: that of the cluster that is backed up
 */
export async function connect(place: Pick<Place, 'folder' | 'configFile'>, database: string, port?: number) {
  const config = await readFile(place.configFile, 'utf8')
  const setting = (name: string) => new RegExp(`^${name} *= *(.+)$`, 'm').exec(config)?.[1]?.trim()
  const pgpass = await readFile(join(place.folder, 'pgpass'), 'utf8').catch(() => '')
  const password = pgpass.trim().split(':').slice(4).join(':')
  return postgres({
    host: '127.0.0.1',
    port: port ?? Number(setting('pg1-port') ?? 5432),
    username: setting('pg1-user') ?? 'postgres',
    ...(password && { password }),
    database,
    max: 1,
    connect_timeout: 10,
    onnotice: () => undefined,
    // Checksums are of the text of rows, which these settings change.
    connection: { application_name: 'inkling-backup', TimeZone: 'UTC', DateStyle: 'ISO', extra_float_digits: 1 },
  })
}

export type Connection = Awaited<ReturnType<typeof connect>>
