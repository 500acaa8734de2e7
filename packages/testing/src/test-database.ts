import { randomUUID } from 'node:crypto'
import { roleUrl, type ServiceName } from '@inkling/local'
import postgres from 'postgres'
import { afterAll } from 'vitest'
import { runPostgres } from './run-postgres.ts'

export interface TestDatabase {
  /** The superuser's URL. Row-level security does not apply to it. */
  ownerUrl: string
  roleUrl(service: ServiceName): string
}

/**
 * Makes a new, migrated, empty database. Call it at the top level of a test file; the database is dropped after the
 * file.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const { templateUrl, passwords } = runPostgres()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administer(templateUrl, `create database ${name} template inkling_template`)
  afterAll(() => administer(templateUrl, `drop database ${name} with (force)`))
  const ownerUrl = named(templateUrl, name)
  return { ownerUrl, roleUrl: (service) => roleUrl(ownerUrl, service, passwords) }
}

async function administer(templateUrl: string, statement: string) {
  const sql = postgres(named(templateUrl, 'postgres'), { max: 1 })
  await sql.unsafe(statement).finally(() => sql.end())
}

function named(databaseUrl: string, name: string): string {
  return Object.assign(new URL(databaseUrl), { pathname: `/${name}` }).href
}
