/**
 * Prints settings of Postgres for a machine, as a file for `include` in postgresql.conf. What is not given is that of
 * this machine; say what Postgres may use of it.
 *
 *   node infra/postgres/tune/src/main.ts [--memory 8GB] [--cores 4] [--disk ssd|hdd] [--disk-size 200GB]
 *     [--connections 100] > tuned.conf
 */
import { statfsSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { readBytes } from './read-bytes.ts'
import { tunedSettings } from './tuned-settings.ts'

try {
  print()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}

function print(): void {
  const { values } = parseArgs({
    options: {
      memory: { type: 'string' },
      cores: { type: 'string', default: String(availableParallelism()) },
      disk: { type: 'string', default: 'ssd' },
      'disk-size': { type: 'string' },
      connections: { type: 'string', default: '100' },
    },
  })
  const { memory, cores, disk, 'disk-size': diskSize, connections } = values
  if (disk !== 'ssd' && disk !== 'hdd') throw new Error(`--disk must be ssd or hdd; it is ${disk}`)
  const { blocks, bsize } = statfsSync('.')
  const settings = tunedSettings({
    memoryBytes: memory === undefined ? totalmem() : readBytes('--memory', memory),
    cores: whole('--cores', cores, 1_024),
    disk,
    diskBytes: diskSize === undefined ? blocks * bsize : readBytes('--disk-size', diskSize),
    connections: whole('--connections', connections, 10_000),
  })
  for (const { name, value, why } of settings) console.log(`# ${why}\n${name} = ${value}`)
}

function whole(flag: string, text: string, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw new Error(`${flag} must be a whole number from 1 to ${most}; it is ${text}`)
}
