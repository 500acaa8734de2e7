import { pathToFileURL } from 'node:url'
import { defineGlobals, type Iteration, runIn } from './context.ts'
import { registerModules } from './register.ts'
import { readScenarios, type Scenario } from './scenario.ts'

type Exported = Readonly<Record<string, ((data?: unknown) => unknown) | undefined>>

export interface Script {
  readonly scenarios: readonly Scenario[]
  readonly thresholds: ConstructorParameters<typeof import('./results.ts').Results>[0]
  /** Runs an exported function, of which there need not be one, in no scenario; resolves with its result. */
  run(name: 'setup' | 'teardown' | 'handleSummary', data?: unknown): Promise<unknown>
  /** The function of a scenario. */
  functionOf(scenario: Scenario): (data: unknown) => unknown
}

const knownOptions = ['scenarios', 'thresholds', 'summaryTrendStats', 'discardResponseBodies']

/** Loads a script of k6, once per process: its virtual users share what the script keeps in variables. */
export async function loadScript(path: string, env: Readonly<Record<string, string>>): Promise<Script> {
  defineGlobals(env)
  registerModules()
  const loaded = await import(pathToFileURL(path).href)
  const options = loaded.options ?? {}
  for (const option of Object.keys(options))
    if (!knownOptions.includes(option)) throw new Error(`The host has no option "${option}". Write options.scenarios.`)
  const scenarios = readScenarios(options.scenarios)
  const functions = loaded as Exported
  const functionOf = ({ name, exec }: Scenario) => {
    const found = functions[exec]
    if (found) return found
    throw new Error(`options.scenarios.${name}.exec: the script exports no function "${exec}".`)
  }
  scenarios.forEach(functionOf)
  const run = async (name: string, data?: unknown) => runIn(outside(name), () => functions[name]?.(data))
  return { scenarios, thresholds: options.thresholds, run, functionOf }
}

/** Where setup and teardown are. k6 tags what they record with these groups. */
const outside = (name: string): Iteration => ({
  vu: 0,
  iteration: 0,
  iterationInTest: 0,
  scenario: { name: '', executor: '', startMs: performance.now() },
  dueMs: undefined,
  signal: new AbortController().signal,
  tags: { group: `::${name}` },
  pending: new Set(),
})
