import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findPostgres, findRedis, majorOf } from './find-binaries.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inkling-binaries-'))
})
afterEach(() => rm(folder, { recursive: true }))

const program = (name: string, says: string) =>
  writeFile(join(folder, name), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 })

it.each([
  ['postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)', 15],
  ['postgres (PostgreSQL) 18beta1', 18],
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', 7],
  ['Valkey server v=8.1.1 sha=00000000:0', 8],
  ['Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)', 156],
  ['Google Chrome 144.0.7559.96', 144],
  ['prometheus, version 2.42.0+ds (branch: debian/sid)', 2],
  ['', 0],
])('the major version of "%s" is %i', (text, major) => {
  expect(majorOf(text)).toBe(major)
})

it('findRedis finds Valkey too, and lists the newest version first', async () => {
  await program('redis-server', 'Redis server v=3.2.0 sha=0')
  await program('valkey-server', 'Valkey server v=999.1.1 sha=0')
  const found = await findRedis(folder)
  expect(found[0]).toEqual({ path: join(folder, 'valkey-server'), major: 999 })
  expect(found).toContainEqual({ path: join(folder, 'redis-server'), major: 3 })
})

it('findRedis returns the path of a link, not the path of the program that it points to', async () => {
  await program('redis-check-rdb', 'Redis server v=998.0.0 sha=0')
  await symlink('redis-check-rdb', join(folder, 'redis-server'))
  expect((await findRedis(folder))[0]?.path).toBe(join(folder, 'redis-server'))
})

it('findPostgres ignores a Postgres without an initdb beside it', async () => {
  await program('postgres', 'postgres (PostgreSQL) 998.1')
  expect((await findPostgres(folder)).map(({ major }) => major)).not.toContain(998)
  await program('initdb', '')
  expect((await findPostgres(folder))[0]?.major).toBe(998)
})
