import { CliError } from '../../cli-error.ts'

/** How a file is packed. */
export type Compression = 'none' | 'gzip' | 'zstd' | 'zip'

interface Kind {
  readonly magic: string | Buffer
  /** Where the magic bytes are; the default is the start of the file. */
  readonly at?: number
  readonly read?: Compression
  /** What the file is and how to make a file from it that Inkling reads. */
  readonly advice?: (name: string) => string
}

const save = (program: string) => () => `Save it as CSV in ${program} and import that file.`

/** First bytes by which files are recognised. */
const kinds: readonly Kind[] = [
  { magic: Buffer.of(0x1f, 0x8b), read: 'gzip' },
  { magic: Buffer.of(0x28, 0xb5, 0x2f, 0xfd), read: 'zstd' },
  { magic: Buffer.of(0x50, 0x4b, 0x03, 0x04), read: 'zip' },
  { magic: Buffer.of(0x50, 0x4b, 0x05, 0x06), advice: () => 'is a zip archive without files.' },
  { magic: 'BZh', advice: (name) => `is a bzip2 file. Unpack it first: bunzip2 -k ${name}` },
  { magic: Buffer.from('\xfd7zXZ\0', 'latin1'), advice: (name) => `is an xz file. Unpack it first: xz -dk ${name}` },
  { magic: Buffer.of(0x04, 0x22, 0x4d, 0x18), advice: (name) => `is an lz4 file. Unpack it first: lz4 -d ${name}` },
  { magic: Buffer.of(0x1f, 0x9d), advice: (name) => `is a compress (.Z) file. Unpack it first: gunzip -k ${name}` },
  {
    magic: Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'),
    advice: (name) => `is a 7z archive. Unpack it first: 7z x ${name}`,
  },
  { magic: 'Rar!', advice: (name) => `is a rar archive. Unpack it first: unrar x ${name}` },
  { magic: 'ustar', at: 257, advice: (name) => `is a tar archive. Unpack it first: tar -xf ${name}` },
  {
    magic: 'PAR1',
    advice: (name) => `is a Parquet file. Convert it first: duckdb -c "COPY '${name}' TO 'events.csv' (HEADER)"`,
  },
  { magic: 'ORC', advice: () => 'is an ORC file. Export it as CSV first.' },
  { magic: Buffer.from('Obj\x01', 'latin1'), advice: () => 'is an Avro file. Export it as NDJSON first.' },
  { magic: 'ARROW1', advice: () => 'is an Arrow file. Export it as CSV first.' },
  {
    magic: 'SQLite format 3',
    advice: (name) =>
      `is an SQLite database. Export a table first: sqlite3 -header -csv ${name} 'SELECT …' > events.csv`,
  },
  {
    magic: 'PGDMP',
    advice: () => 'is a Postgres dump. Export the table as CSV first: psql -c "\\copy … TO events.csv CSV HEADER"',
  },
  { magic: '%PDF', advice: () => 'is a PDF document, which holds no events and no items.' },
  { magic: Buffer.of(0xd0, 0xcf, 0x11, 0xe0), advice: () => `is an old Excel workbook. ${save('Excel')()}` },
]

/** @throws CliError that names the kind of file and what to do, if the file must be converted first. */
export function compressionOf(head: Buffer, name: string): Compression {
  const kind = kinds.find(({ magic, at = 0 }) => head.subarray(at, at + magic.length).equals(Buffer.from(magic)))
  if (kind?.advice) throw new CliError(`${name} ${kind.advice(name)}`)
  return kind?.read ?? 'none'
}
