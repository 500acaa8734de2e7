import { join } from 'node:path'
import { createDatabase } from '@inkling/database'
import { removeDataFolder, requireBackupEngine, startPostgres } from '@inkling/local'
import { metricSamples } from '@inkling/service-kit'
import { backupMetrics, createLogger } from '@inkling/telemetry'
import { temporaryFolder } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { BackupWatch } from '../adapters/backup-watch.ts'
import { backupJob } from './backup.job.ts'

const folder = await temporaryFolder()
const backups = { dir: join(folder, 'backup'), engine: requireBackupEngine(), passphrase: 'test' }
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false, backups })
const database = createDatabase({ url: server.url(), applicationName: 'test', pool: 1 })
const logger = createLogger({ service: 'test', level: 'silent' })
const metrics = backupMetrics()
let nowMs = Date.now()
const watch = new BackupWatch({ folder: backups.dir, metrics, logger, nowMs: () => nowMs })
const signal = new AbortController().signal
afterAll(async () => {
  watch.close()
  await database.close()
  await server.stop()
  await removeDataFolder(folder)
})

/** The values of a metric that has one series, or of the one whose label `of` is given. */
async function read(name: string, of?: string): Promise<number> {
  const samples = await metricSamples([`inkling_${name}`])
  return samples.find(({ labels }) => labels.of === of)?.value ?? Number.NaN
}

it('says that no backup is verified until the job has taken one, and then how old it is', async () => {
  await watch.look()
  expect(await read('backup_verified_age_seconds')).toBeCloseTo(nowMs / 1_000, 0)
  const { backups: taken } = await backupJob(backups.dir, logger)({}, { signal })
  expect(taken).toMatchObject([{ repository: 1, kind: 'full', isVerified: true, faults: [] }])
  await watch.look()
  nowMs += 3_600_000
  expect(await read('backup_verified_age_seconds')).toBeGreaterThan(3_000)
  expect(await read('backup_verified_age_seconds')).toBeLessThan(3_700)
  expect(await read('backup_size_bytes', 'stored')).toBeLessThan(await read('backup_size_bytes', 'database'))
})

it('fails if no repository is set up', async () => {
  await expect(backupJob(undefined, logger)({}, { signal })).rejects.toThrow('BACKUP_FOLDER of the worker is not set')
})
