import { expect, it } from 'vitest'
import { configText } from './config-text.ts'
import { PgBackRest } from './pg-back-rest.ts'
import { readManifest } from './read-manifest.ts'
import { readVerification } from './read-verification.ts'

it('configures every repository alike: encrypted, compressed, with a limit of full backups', () => {
  const text = configText({
    ...{ folder: '/b', repositories: ['/b/one', '/far/two'], passphrase: 'secret', dataFolder: '/d' },
    ...{ port: 5432, user: 'inkling', keptFull: 3 },
  })
  for (const number of [1, 2])
    for (const line of ['cipher-type=aes-256-cbc', 'cipher-pass=secret', 'retention-full=3'])
      expect(text).toContain(`repo${number}-${line}\n`)
  expect(text).toContain('repo2-path=/far/two\n')
  expect(text).toContain('compress-type=zst\n')
  expect(text).toContain('[inkling]\npg1-path=/d\npg1-port=5432\n')
})

it('quotes names for the shell of the archive command', () => {
  const place = { engine: '/usr/bin/pgbackrest', configFile: "/a b/100%/it's", folder: '/a', identity: undefined }
  const engine = new PgBackRest({ ...place, dataFolder: '/d', binFolder: '/b', repositories: 1 })
  const { archive_command: command } = engine.archiveSettings()
  expect(command).toBe(`'/usr/bin/pgbackrest' '--config=/a b/100%%/it'\\''s' '--stanza=inkling' 'archive-push' "%p"`)
})

it('reads which backups and which WAL are damaged', () => {
  const text = `stanza: inkling
status: error
  archiveId: 15-1, total WAL checked: 4, total valid WAL: 3
    missing: 0, checksum invalid: 1, size invalid: 0, other: 0
  archiveId: 15-2, total WAL checked: 4, total valid WAL: 4
    missing: 0, checksum invalid: 0, size invalid: 0, other: 0
  backup: 20261129-122721F, status: invalid, total files checked: 964, total valid files: 963
    missing: 0, checksum invalid: 1, size invalid: 0, other: 0
  backup: 20261129-122721F_20261129-122723I, status: valid, total files checked: 2, total valid files: 2
    missing: 0, checksum invalid: 0, size invalid: 0, other: 0`
  const { valid, faults } = readVerification(text)
  expect(valid).toEqual(['20261129-122721F_20261129-122723I'])
  expect(faults).toEqual([
    'backup: 20261129-122721F, status: invalid, total files checked: 964, total valid files: 963',
    expect.stringContaining('15-1, total WAL checked: 4, total valid WAL: 3, missing: 0, checksum invalid: 1'),
  ])
})

it('reads from a manifest of pg_basebackup where a backup ended and which WAL it needs first', () => {
  const manifest = {
    Files: [
      { Path: 'PG_VERSION', Size: 3 },
      { Path: 'base/1/112', Size: 8192 },
    ],
    'WAL-Ranges': [{ Timeline: 2, 'Start-LSN': '1/2A000028', 'End-LSN': '1/2B000100' }],
  }
  expect(readManifest(JSON.stringify(manifest))).toEqual({
    ...{ timeline: 2, endLsn: 0x1_2b00_0100, startSegment: '00000002000000010000002A', sizeBytes: 8195 },
  })
})
