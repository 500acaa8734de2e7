import type { createClient } from '@inkling/client'

type Admin = Pick<ReturnType<typeof createClient>, 'getMetrics'>

/** How often the garbage collector of the gateway stopped it, and for how long in all, by kind of collection. */
type Pauses = Readonly<Record<string, { readonly count: number; readonly seconds: number }>>

const metric = 'nodejs_gc_duration_seconds'

async function pausesSoFar(admin: Admin): Promise<Pauses> {
  const { processes } = await admin.getMetrics({ query: { names: metric } })
  const samples = processes.filter(({ process }) => process.startsWith('gateway')).flatMap((one) => one.samples)
  const sampleOf = (name: string, kind: string) =>
    samples.find((one) => one.name === name && one.labels.kind === kind)?.value ?? 0
  const of = (kind: string) => ({ count: sampleOf(`${metric}_count`, kind), seconds: sampleOf(`${metric}_sum`, kind) })
  return { minor: of('minor'), major: of('major') }
}

/** Returns a function that tells the pauses since then, in words. */
export async function gcPauses(admin: Admin): Promise<() => Promise<string>> {
  const before = await pausesSoFar(admin)
  return async () =>
    Object.entries(await pausesSoFar(admin))
      .map(([kind, after]) => {
        const count = after.count - (before[kind]?.count ?? 0)
        const ms = (after.seconds - (before[kind]?.seconds ?? 0)) * 1_000
        return `${count} ${kind} of ${(ms / Math.max(count, 1)).toFixed(1)} ms`
      })
      .join(', ')
}
