import { registerHooks } from 'node:module'

const names = ['k6', 'k6/http', 'k6/metrics', 'k6/data', 'k6/execution', 'k6/websockets']

/** What each module of k6 that scripts may import is in the host. */
const modules = new Map(
  names.map((name) => [name, new URL(`./k6/${name.split('/')[1] ?? 'index'}.ts`, import.meta.url).href]),
)

/** Lets scripts import k6's modules from the host. Loads nothing by itself. */
export function registerModules(): void {
  registerHooks({
    resolve(specifier, context, next) {
      const url = modules.get(specifier)
      if (url) return { url, shortCircuit: true }
      if (specifier === 'k6' || specifier.startsWith('k6/'))
        throw new Error(`The host has no module "${specifier}". It has ${names.join(', ')}.`)
      return next(specifier, context)
    },
  })
}
