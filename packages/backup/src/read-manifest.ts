import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Backup } from './backup.ts'
import { parseLsn } from './timelines.ts'

const Manifest = Type.Object({
  Files: Type.Array(Type.Object({ Size: Type.Number() })),
  'WAL-Ranges': Type.Array(
    Type.Object({ Timeline: Type.Integer(), 'Start-LSN': Type.String(), 'End-LSN': Type.String() }),
    { minItems: 1 },
  ),
})

const segmentBytes = 16 * 1024 * 1024
const hex = (number: number) => number.toString(16).toUpperCase().padStart(8, '0')

/** Reads `backup_manifest`, https://www.postgresql.org/docs/current/backup-manifest-format.html */
export function readManifest(
  json: string,
): Pick<Backup, 'timeline' | 'endLsn'> & { readonly startSegment: string; readonly sizeBytes: number } {
  const { Files: files, 'WAL-Ranges': ranges } = Value.Parse(Manifest, JSON.parse(json))
  const [first, last] = [ranges[0], ranges.at(-1)]
  if (!first || !last) throw new Error('the manifest names no WAL')
  const start = parseLsn(first['Start-LSN'])
  const segment = [first.Timeline, Math.floor(start / 2 ** 32), Math.floor((start % 2 ** 32) / segmentBytes)]
  return {
    timeline: last.Timeline,
    endLsn: parseLsn(last['End-LSN']),
    startSegment: segment.map(hex).join(''),
    sizeBytes: files.reduce((sum, { Size: size }) => sum + size, 0),
  }
}
