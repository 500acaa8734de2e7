import { join } from 'node:path'
import { grantLogins, migrate, newPasswords, removeDataFolder, startPostgres, startRedis } from '@inkling/local'
import type { TestProject } from 'vitest/node'
import type {} from './run-backends.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Starts a private Postgres with a migrated template database, and a private Redis, for one test run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await temporaryFolder()
  const [postgres, redis] = await Promise.all([
    startPostgres({ dir: join(folder, 'postgres'), durable: false }),
    startRedis({ dir: join(folder, 'redis'), kind: 'queue' }),
  ])
  const templateUrl = postgres.url('inkling_template')
  const passwords = newPasswords()
  await migrate(templateUrl)
  await grantLogins(templateUrl, passwords)
  project.provide('inkling', { templateUrl, passwords, redisUrl: redis.url })

  return async () => {
    await Promise.all([postgres.stop(), redis.stop()])
    await removeDataFolder(folder)
  }
}
