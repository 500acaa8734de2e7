import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type StackFacts, sharedStack } from './shared-stack.ts'

export interface LogLine {
  readonly service: string
  readonly level: string
  readonly msg: string
  readonly time: string
  readonly [field: string]: unknown
}

/** Returns all lines that a service has logged; every line is JSON. */
export function logLines(service: string, { logsFolder }: Pick<StackFacts, 'logsFolder'> = sharedStack()): LogLine[] {
  const text = readFileSync(join(logsFolder, `${service}.log`), 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine)
}
