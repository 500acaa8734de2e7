import type { Static, TObject, TSchemaOptions } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { fieldErrors } from '../server/field-errors.ts'

/** Values of these are not for logs. */
const confidential = /SECRET|URL|API_KEY/

/**
 * Reads a service's configuration from the environment: texts are converted to the schema's types, defaults filled in.
 * @throws Error naming every variable that is missing or wrong, with what it must be and what it is for.
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
