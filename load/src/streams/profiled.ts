import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { createClient } from '@inkling/client'
import { printHead, printRow } from '../table.ts'
import { type CpuProfile, hotFunctions } from './hot-functions.ts'

const mostSeconds = 25
const shown = 16
const percent = (share: number) => `${(100 * share).toFixed(0)} %`

export interface Profiled {
  readonly admin: Pick<ReturnType<typeof createClient>, 'recordProfile'>
  readonly folder: string
  readonly name: string
  readonly seconds: number
}

/** Records what the gateway does while `work` runs, keeps it as a `.cpuprofile`, and prints the hottest functions. */
export async function profiled<T>({ admin, folder, name, seconds }: Profiled, work: () => Promise<T>): Promise<T> {
  const body = { service: 'gateway', kind: 'cpu', seconds: Math.min(mostSeconds, seconds) } as const
  const [profile, result] = await Promise.all([admin.recordProfile({ body }), work()])
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `streams-${name}.cpuprofile`), JSON.stringify(profile))
  const { busy, functions } = hotFunctions(profile as unknown as CpuProfile, shown)
  printHead([`${name}: the gateway is busy ${percent(busy)} of the time; of that, in`, 'share'])
  for (const { name: of, share } of functions) printRow([`\`${of}\``, percent(share)])
  console.log('')
  return result
}
