import type { NewTenant } from '@inkling/contracts'
import { expect } from 'vitest'
import { holderOf, newTenantId } from './callers.ts'
import type { CommandFolder } from './command-folder.ts'

interface Skipped {
  readonly code: string
  readonly count: number
  readonly firstLines: readonly number[]
}

/** How the command reads a file, as `--dry-run --json` prints it. */
export interface Reading {
  readonly format: string
  readonly wouldSend: number
  /** At most the first ten. */
  readonly rows: readonly { readonly line: number; readonly value: Readonly<Record<string, unknown>> }[]
  readonly skipped: readonly Skipped[]
  readonly notes: readonly string[]
  /** False if an import would fail. */
  readonly ok: boolean
}

/** What the command did with a file, as `--json` prints it. */
export interface Imported {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly unknown[]
  readonly skipped: readonly Skipped[]
}

/**
 * Reads many files in one process, without sending anything. Fails if one is of no known format.
 * Returns the reading of each content by its name, which is no file name.
 */
export async function readEach<Name extends string>(
  folder: CommandFolder,
  contents: Readonly<Record<Name, string | Buffer>>,
  ...options: string[]
): Promise<Readonly<Record<Name, Reading>>> {
  const names = Object.keys(contents) as Name[]
  const files = names.map((name, index): [string, string | Buffer] => [`file-${index}`, contents[name]])
  await folder.write(Object.fromEntries(files))
  const { stdout, printed } = await folder.inkling(
    'import',
    ...files.map(([file]) => file),
    '--dry-run',
    '--json',
    ...options,
  )
  expect(stdout, printed).not.toBe('')
  const readings = (JSON.parse(stdout) as { files: Reading[] }).files
  return Object.fromEntries(names.map((name, index) => [name, readings[index]])) as Record<Name, Reading>
}

/** Reads one file, without sending anything. Fails if it is of no known format. */
export const readOne = async (
  folder: CommandFolder,
  content: string | Buffer,
  ...options: string[]
): Promise<Reading> => (await readEach(folder, { file: content }, ...options)).file

/** Reads one file, without sending anything, whether or not it can be read. */
export async function tryFile(folder: CommandFolder, name: string, content: string | Buffer) {
  await folder.write({ [name]: content })
  return folder.inkling('import', name, '--dry-run')
}

/** Creates a tenant for imports; returns its caller and what imports files of the folder. */
export async function importingTenant(folder: CommandFolder) {
  const id = newTenantId()
  const created = await folder.inkling('tenants', 'create', id, '--plan', 'growth', '--json')
  const { apiKey } = JSON.parse(created.stdout) as NewTenant
  const importFiles = async (...args: string[]): Promise<Imported[]> => {
    const { stdout, printed } = await folder.inkling('import', ...args, '--tenant', id, '--json')
    expect(stdout, printed).not.toBe('')
    return (JSON.parse(stdout) as { files: Imported[] }).files
  }
  return { ...holderOf(apiKey.key), id, importFiles }
}
