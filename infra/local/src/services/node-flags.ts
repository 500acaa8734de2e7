import type { ServiceName } from './service-names.ts'

/**
 * Size of the young generation of V8's heap. A small one saves memory in six processes. Those that answer much get a
 * larger one, which grows only under load and saves up to a fifth of their CPU time (pnpm bench:gateway).
 */
const youngMegabytes = (name: ServiceName) => (manyAnswers.has(name) ? 32 : 2)
const manyAnswers: ReadonlySet<ServiceName> = new Set(['gateway', 'prediction', 'suggestion'])

/** What Node is told for a process of a service. `service-kit` frees what the start left behind with `gc`. */
export const nodeFlags = (name: ServiceName): string[] => [
  '--expose-gc',
  `--max-semi-space-size=${youngMegabytes(name)}`,
]
