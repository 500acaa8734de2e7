import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StackFacts, sharedStack } from './shared-stack.ts'

export interface LogLine {
  readonly service: string
  readonly level: string
  readonly msg: string
  readonly time: string
  readonly [field: string]: unknown
}

/** Returns all lines that a service has logged, also those in rotated files; every line is JSON. */
export function logLines(service: string, { logsFolder }: Pick<StackFacts, 'logsFolder'> = sharedStack()): LogLine[] {
  const names = readdirSync(logsFolder).filter((name) => name.startsWith(`${service}.log`))
  const oldestFirst = names.toSorted((a, b) => b.localeCompare(a, undefined, { numeric: true }))
  return oldestFirst.flatMap((name) =>
    readFileSync(join(logsFolder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine),
  )
}
