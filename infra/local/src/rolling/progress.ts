import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How far a rolling restart is, as it stands in the data folder for the command that asked for it. */
export interface Progress {
  readonly state: 'running' | 'done' | 'failed'
  /** The process that is started again, or the last one. */
  readonly name: string
  /** Of all processes, how many are done. */
  readonly done: number
  readonly of: number
  /** Why it failed. */
  readonly reason?: string
}

const fileIn = (dataDir: string) => join(dataDir, 'rolling-restart.json')

/** Undefined if there was none. */
export const readProgress = (dataDir: string): Promise<Progress | undefined> =>
  readFile(fileIn(dataDir), 'utf8').then(
    (text) => JSON.parse(text) as Progress,
    () => undefined,
  )

/** A reader sees all of it or what was there before. */
export async function writeProgress(dataDir: string, progress: Progress): Promise<void> {
  const unfinished = `${fileIn(dataDir)}.new`
  await writeFile(unfinished, JSON.stringify(progress))
  await rename(unfinished, fileIn(dataDir))
}
