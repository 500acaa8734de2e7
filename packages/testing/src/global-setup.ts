import { join } from 'node:path'
import { grantLogins, migrate, newPasswords, removeDataFolder, startPostgres } from '@inkling/local'
import type { TestProject } from 'vitest/node'
import type {} from './run-postgres.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** Starts a private Postgres with a migrated template database for each worker of one test run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const servers = await Promise.all(Array.from({ length: project.config.maxWorkers }, start))
  project.provide(
    'postgres',
    servers.map(({ templateUrl, passwords }) => ({ templateUrl, passwords })),
  )
  return async () => {
    await Promise.all(servers.map(({ stop }) => stop()))
  }
}

async function start() {
  const folder = await temporaryFolder()
  const postgres = await startPostgres({ dir: join(folder, 'postgres'), durable: false })
  const templateUrl = postgres.url('inkling_template')
  const passwords = newPasswords()
  await migrate(templateUrl)
  await grantLogins(templateUrl, passwords)
  const stop = async () => {
    await postgres.stop()
    await removeDataFolder(folder)
  }
  return { templateUrl, passwords, stop }
}
