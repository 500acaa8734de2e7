import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { removeDataFolder } from '@inkling/local'
import { warmUp } from '../mix/find-peak.ts'
import { populate, type Tenant } from '../mix/population.ts'
import type { RunRecord } from '../report/run-record.ts'
import { send } from '../run-load.ts'
import { percentile } from '../search/timed.ts'
import { printHead, printRow } from '../table.ts'
import { checkOut } from './check-out.ts'
import { judgeGate, lossRatio } from './judge-gate.ts'
import { type OtherStack, startOtherStack } from './start-other-stack.ts'

interface GateOptions {
  /** The commit to compare with. */
  readonly base: string
  readonly rounds: number
  /** Of each measurement. */
  readonly seconds: number
  readonly scale?: string | undefined
}

interface Arm extends OtherStack {
  readonly tenants: readonly Tenant[]
}

const warmUpSeconds = 5
const tenantNames = ['tenant-0', 'tenant-1', 'tenant-2', 'tenant-3']

/**
 * Compares this working tree with another commit on one machine: both stacks run, and the baseline is sent to one and
 * then the other, in turns that begin alternately. Returns whether there is no significant loss.
 */
export async function gate({ base, rounds, seconds, scale }: GateOptions): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-gate-'))
  const own = fileURLToPath(new URL('../../..', import.meta.url))
  const other = await checkOut(own, base, join(folder, 'base'))
  const dataDirs = ['base', 'change'].map((name) => join(folder, `data-${name}`))
  const stacks: OtherStack[] = []
  const stop = new AbortController()
  const interrupt = () => stop.abort(new Error('The gate was interrupted.'))
  process.once('SIGINT', interrupt)
  try {
    for (const [index, tree] of [other.path, own].entries())
      stacks.push(await startOtherStack(tree, dataDirs[index] ?? folder))
    const arms = await Promise.all(
      stacks.map(async (stack): Promise<Arm> => ({ ...stack, tenants: await populate(stack, tenantNames) })),
    )
    for (const arm of arms) await warmUp(arm, warmUpSeconds)
    return judge(await measure(arms, { rounds, seconds, scale }, stop.signal), base)
  } finally {
    process.off('SIGINT', interrupt)
    await Promise.all(stacks.map((stack) => stack.stop()))
    await other.remove()
    for (const dataDir of dataDirs.slice(0, stacks.length)) await removeDataFolder(dataDir)
    await rm(folder, { recursive: true, force: true })
  }
}

/** The ratios of each round, change to base, by measure. */
async function measure(arms: readonly Arm[], options: Omit<GateOptions, 'base'>, stop: AbortSignal) {
  const ratios: Record<string, number[]> = {}
  for (let round = 1; round <= options.rounds; round++) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0]
    const measured: Record<string, number>[] = []
    for (const index of order) {
      const arm = arms[index]
      if (arm) measured[index] = measuresOf(await measureOnce(arm, options))
      stop.throwIfAborted()
    }
    const [base = {}, change = {}] = measured
    for (const [what, value] of Object.entries(change))
      ratios[what] = [...(ratios[what] ?? []), value / (base[what] ?? Number.NaN)]
    console.log(
      `round ${round}: ${Object.entries(ratios)
        .map(([what, all]) => `${what} ${all.at(-1)?.toFixed(2)}`)
        .join(', ')}`,
    )
  }
  return ratios
}

function measureOnce({ url, tenants, pids }: Arm, { seconds, scale }: Omit<GateOptions, 'base' | 'rounds'>) {
  const watched = { stack: { pids: () => pids } }
  return send({ name: 'baseline', minutes: String(seconds / 60), scale }, { url, tenants, watched })
}

/** Medians over the seconds; processor time per request is the steadiest of them. */
function measuresOf({ seconds, usage, summary }: RunRecord): Record<string, number> {
  const median = (read: (all: { p50: number; p95: number }) => number) =>
    percentile(
      seconds.flatMap(({ kinds }) => (kinds.all ? read(kinds.all) : [])),
      0.5,
    )
  const cpuSeconds = usage.reduce((sum, { cores }) => sum + (cores.stack ?? 0), 0)
  const requests = summary.metrics.http_reqs?.values.count ?? Number.NaN
  return {
    p50: median(({ p50 }) => p50),
    p95: median(({ p95 }) => p95),
    'processor time of the services per request': cpuSeconds / requests,
  }
}

function judge(ratios: Readonly<Record<string, readonly number[]>>, base: string): boolean {
  const judged = judgeGate(ratios)
  printHead([`to ${base}`, 'median ratio', 'p of a loss', ''])
  for (const { what, ratio, p, isLoss } of judged)
    printRow([
      what,
      ratio.toFixed(3),
      p.toFixed(4),
      isLoss ? `**loss of ${100 * (lossRatio - 1)} % or more**` : 'passes',
    ])
  return judged.every(({ isLoss }) => !isLoss)
}
