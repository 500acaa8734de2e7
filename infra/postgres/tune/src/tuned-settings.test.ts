import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { type Machine, tunedSettings } from './tuned-settings.ts'

const gigabyte = 2 ** 30
const machine: Machine = {
  memoryBytes: 16 * gigabyte,
  cores: 8,
  disk: 'ssd',
  diskBytes: 100 * gigabyte,
  connections: 100,
}
const settings = (given: Partial<Machine> = {}) =>
  Object.fromEntries(tunedSettings({ ...machine, ...given }).map(({ name, value }) => [name, value]))
const main = fileURLToPath(new URL('main.ts', import.meta.url))
const run = (...flags: string[]) => promisify(execFile)(process.execPath, [main, ...flags])

it('divides memory, cores and disk by the formulas that it names', () => {
  expect(settings()).toMatchObject({
    ...{ shared_buffers: '4096MB', effective_cache_size: '12288MB', maintenance_work_mem: '1024MB', work_mem: '10MB' },
    ...{ max_wal_size: '5120MB', min_wal_size: '1280MB', max_parallel_workers: '8' },
    ...{ max_parallel_workers_per_gather: '4', random_page_cost: '1.1' },
  })
})

it('a small machine has what Postgres needs at least, and one core no parallel workers', () => {
  expect(settings({ memoryBytes: gigabyte, cores: 1, diskBytes: gigabyte })).toMatchObject({
    ...{ shared_buffers: '256MB', maintenance_work_mem: '64MB', work_mem: '4MB', max_wal_size: '1024MB' },
    max_parallel_workers_per_gather: '0',
  })
})

it('pages out of order cost more on a disk that turns', () => {
  expect(settings({ disk: 'hdd' })).toMatchObject({ random_page_cost: '4', effective_io_concurrency: '2' })
})

it('the command prints a file for postgresql.conf, and names what is wrong with a flag', async () => {
  const { stdout } = await run('--memory', '8GB', '--cores', '4', '--disk-size', '0.5TB', '--connections', '200')
  expect(stdout).toContain('# a quarter of the memory (20.4.1)\nshared_buffers = 2048MB\n')
  expect(stdout).toContain('max_wal_size = 16384MB')
  await expect(run('--memory', '8')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('such as 8GB') })
  await expect(run('--cores', '0')).rejects.toThrow('--cores must be a whole number from 1 to 1024; it is 0')
  await expect(run('--disk', 'tape')).rejects.toThrow('--disk must be ssd or hdd')
})
