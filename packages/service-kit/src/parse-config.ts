import type { Static, TObject } from 'typebox'
import { Value } from 'typebox/value'

/**
 * Reads a service's configuration from the environment: texts are converted to the schema's types, defaults filled in.
 * @throws Error naming every variable that is missing or wrong, with what it must be.
 */
export function parseConfig<T extends TObject>(
  schema: T,
  environment: Readonly<Record<string, string | undefined>>,
): Static<T> {
  const given = Object.keys(schema.properties).flatMap((name) => {
    const value = environment[name]
    return value === undefined || value === '' ? [] : [[name, value]]
  })
  const config = Value.Convert(schema, Value.Default(schema, Object.fromEntries(given)))
  if (Value.Check(schema, config)) return config
  const faults = Value.Errors(schema, config).map(({ instancePath, message }) => {
    const name = instancePath.slice(1)
    return `  ${name || 'environment'} ${message}${name in environment ? `, got ${JSON.stringify(environment[name])}` : ''}`
  })
  throw new Error(`The configuration is not valid:\n${faults.join('\n')}`)
}
