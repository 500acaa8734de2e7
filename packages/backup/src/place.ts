import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { BackupError } from './backup-error.ts'

/** The name under which pgBackRest knows the cluster. */
export const stanza = 'inkling'

export const PlaceSettings = Type.Object({
  /** The data folder of the cluster that is backed up. */
  dataFolder: Type.String({ minLength: 1 }),
  /** The program pgbackrest; not needed with `folders`. */
  engine: Type.Optional(Type.String({ minLength: 1 })),
  /** Where backups are stored by the tools of Postgres, because pgBackRest is not installed. */
  folders: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
  /** Of the cluster, if there is no `pgbackrest.conf` to say so. */
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  user: Type.Optional(Type.String({ minLength: 1 })),
  /** Where the programs of the cluster's version of Postgres are. */
  binFolder: Type.String({ minLength: 1 }),
  repositories: Type.Integer({ minimum: 1, maximum: 4 }),
  /** Where every commit's WAL is written before it is acknowledged; on another disk. */
  walFolder: Type.Optional(Type.String({ minLength: 1 })),
})
export type PlaceSettings = Static<typeof PlaceSettings>

/** A folder with `pgbackrest.conf`, `pgpass` and `settings.json`: all that one needs to back up and to restore. */
export interface Place extends PlaceSettings {
  readonly folder: string
  readonly configFile: string
  /** The user who owns the folder and the data, if we are root; Postgres refuses to run as root. */
  readonly identity: Identity | undefined
}

interface Identity {
  readonly uid: number
  readonly gid: number
}

export const repositoriesOf = ({ repositories }: PlaceSettings): number[] =>
  Array.from({ length: repositories }, (_, index) => index + 1)

export const configFileOf = (folder: string): string => join(folder, 'pgbackrest.conf')
export const settingsFileOf = (folder: string): string => join(folder, 'settings.json')

/** @throws BackupError if the folder has no settings */
export async function openPlace(path: string): Promise<Place> {
  const folder = await withLinksResolved(resolve(path))
  const file = settingsFileOf(folder)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new BackupError(`Backups are not set up: ${file} cannot be read. Start Inkling once, or name the folder.`, {
      cause,
    })
  })
  const { uid, gid } = await stat(folder)
  const isRoot = process.getuid?.() === 0
  const identity = isRoot && uid !== 0 ? { uid, gid } : undefined
  const settings = parse(file, text)
  const { dataFolder } = settings
  return {
    ...{ ...settings, folder, configFile: configFileOf(folder), identity },
    // Of the data folder itself there may be nothing left.
    dataFolder: join(await withLinksResolved(dirname(dataFolder)), basename(dataFolder)),
  }
}

/** Where a link leads, the user who runs Postgres may enter; where the link is, such as below /root, perhaps not. */
const withLinksResolved = (path: string) => realpath(path).catch(() => path)

function parse(file: string, text: string): PlaceSettings {
  try {
    return Value.Parse(PlaceSettings, JSON.parse(text))
  } catch (cause) {
    throw new BackupError(`${file} is not valid. Start Inkling again; it writes the file.`, { cause })
  }
}
