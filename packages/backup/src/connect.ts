import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import type { Place } from './place.ts'

type PlaceOfCluster = Pick<Place, 'folder' | 'configFile' | 'user' | 'port'>

/**
 * The URL of a cluster on loopback with the name and the password of `settings.json` or `pgbackrest.conf`, and
 * `pgpass`: of the one that is backed up, or of one that was restored from it. Without a password if there is no
 * `pgpass`.
 * @param port default: that of the cluster that is backed up
 */
export async function urlOf(
  { folder, configFile, ...own }: PlaceOfCluster,
  database: string,
  port?: number,
): Promise<string> {
  const config = own.port === undefined ? await readFile(configFile, 'utf8') : ''
  const setting = (name: string) => new RegExp(`^${name} *= *(.+)$`, 'm').exec(config)?.[1]?.trim()
  const pgpass = await readFile(join(folder, 'pgpass'), 'utf8').catch(() => '')
  const password = pgpass.trim().split(':').slice(4).join(':')
  const url = new URL(`postgres://127.0.0.1/${encodeURIComponent(database)}`)
  return Object.assign(url, {
    ...{ username: own.user ?? setting('pg1-user') ?? 'postgres', password },
    port: String(port ?? own.port ?? setting('pg1-port') ?? 5432),
  }).href
}

/** Connects to the database of `urlOf`. */
export const connect = async (...where: Parameters<typeof urlOf>) =>
  postgres(await urlOf(...where), {
    max: 1,
    connect_timeout: 10,
    onnotice: () => undefined,
    // Checksums are of the text of rows, which these settings change.
    connection: { application_name: 'inkling-backup', TimeZone: 'UTC', DateStyle: 'ISO', extra_float_digits: 1 },
  })

export type Connection = Awaited<ReturnType<typeof connect>>
