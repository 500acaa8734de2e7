import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Backup } from './backup.ts'
import { parseLsn, timelineOf } from './timelines.ts'

const BackupInfo = Type.Object({
  label: Type.String(),
  type: Type.String(),
  database: Type.Object({ 'repo-key': Type.Integer() }),
  timestamp: Type.Object({ start: Type.Number(), stop: Type.Number() }),
  archive: Type.Object({ stop: Type.String() }),
  lsn: Type.Object({ stop: Type.String() }),
  info: Type.Object({ size: Type.Number(), repository: Type.Object({ delta: Type.Number() }) }),
  annotation: Type.Optional(Type.Record(Type.String(), Type.String())),
})

const DrilledNote = Type.Object({ drilledAtMs: Type.Number(), rpoMs: Type.Number(), rtoMs: Type.Number() })

const Info = Type.Array(Type.Object({ backup: Type.Array(BackupInfo) }))

/** Reads what `pgbackrest info --output=json` says; the oldest backup is the first. */
export const readList = (json: string): Backup[] =>
  Value.Parse(Info, JSON.parse(json))
    .flatMap(({ backup }) => backup.map(toBackup))
    .sort((a, b) => a.endedAtMs - b.endedAtMs || a.repository - b.repository)

/** Under which name the repository holds the archive; undefined before the first segment. */
export function readArchiveId(json: string): string | undefined {
  const [info] = Value.Parse(
    Type.Array(Type.Object({ archive: Type.Array(Type.Object({ id: Type.String() })) })),
    JSON.parse(json),
  )
  return info?.archive.at(-1)?.id
}

const toBackup = ({
  label,
  type,
  database,
  timestamp,
  info,
  annotation,
  ...rest
}: Static<typeof BackupInfo>): Backup => ({
  label,
  repository: database['repo-key'],
  kind: type === 'full' ? 'full' : 'incremental',
  startedAtMs: timestamp.start * 1_000,
  endedAtMs: timestamp.stop * 1_000,
  timeline: timelineOf(rest.archive.stop),
  endLsn: parseLsn(rest.lsn.stop),
  databaseBytes: info.size,
  storedBytes: info.repository.delta,
  verifiedAtMs: annotation?.verified === undefined ? undefined : Date.parse(annotation.verified),
  drilled: annotation?.drilled === undefined ? undefined : Value.Parse(DrilledNote, JSON.parse(annotation.drilled)),
})
