import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reportOf } from './html.ts'
import type { RunRecord } from './run-record.ts'

/** Writes the record of a run and its report into the folder. Returns the paths. */
export async function writeRun(folder: string, run: RunRecord): Promise<{ record: string; report: string }> {
  await mkdir(folder, { recursive: true })
  const base = join(folder, `${run.name}-${run.at.replace(/[:.]/g, '-')}`)
  const paths = { record: `${base}.json`, report: `${base}.html` }
  await Promise.all([writeFile(paths.record, JSON.stringify(run)), writeFile(paths.report, reportOf(run))])
  return paths
}

export async function readRun(path: string): Promise<RunRecord> {
  return JSON.parse(await readFile(path, 'utf8')) as RunRecord
}
