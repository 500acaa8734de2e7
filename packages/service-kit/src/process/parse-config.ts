import type { Static, TObject, TSchemaOptions } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { fieldErrors } from '../server/field-errors.ts'

/** The values of these variables must not be logged. */
const confidential = /SECRET|URL|API_KEY/

/**
 * Reads the configuration of a service from the environment. It converts texts to the types of the schema and fills in
 * defaults. An empty variable counts as missing.
 * @throws Error that names every variable that is missing or wrong, what it must be, and what it is for.
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
  const faults = fieldErrors(Compile(schema), config).map(({ pointer, detail }) => {
    const name = pointer.slice(1)
    const got = name in environment && !confidential.test(name) ? `, got ${JSON.stringify(environment[name])}` : ''
    const { description } = schema.properties[name] as TSchemaOptions
    return [`  ${name}: ${detail}${got}`, description].filter(Boolean).join(' — ')
  })
  throw new Error(`The configuration is not valid:\n${faults.join('\n')}`)
}
