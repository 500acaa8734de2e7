import type { FieldError } from '@inkling/errors'
import type { Validator } from 'typebox/compile'

type SchemaError = ReturnType<Validator['Errors']>[number]

/** Returns the first faults of a value, at most eight, each with a pointer to the field that must change. */
export function fieldErrors(validator: Validator, value: unknown): FieldError[] {
  return validator.Errors(value).flatMap(toFieldErrors)
}

function toFieldErrors(error: SchemaError): FieldError[] {
  const at = (pointer: string, code: string, detail: string): FieldError => ({ pointer, code, detail })
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) =>
        at(`${error.instancePath}/${escaped(name)}`, 'required', 'This field is required'),
      )
    // The validator reports an unknown field twice: under its own name, and in a list of its object.
    case 'boolean':
      return [at(error.instancePath, 'unknown', 'This field does not exist; remove it or correct its name')]
    case 'additionalProperties':
      return []
    case 'format':
      return [at(error.instancePath, 'format', formatHelp[error.params.format] ?? error.message)]
    case 'enum':
      return [at(error.instancePath, 'enum', `Must be one of ${error.params.allowedValues.join(', ')}`)]
    default:
      return [at(error.instancePath, error.keyword, error.message)]
  }
}

/** Escapes a name as a step of a JSON Pointer (RFC 6901, section 3). */
const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

const formatHelp: Readonly<Record<string, string>> = {
  'opaque-id': 'Must be 1 to 256 bytes of UTF-8 without NUL',
  'storable-text': 'Must be well-formed Unicode without NUL',
  'web-origin':
    'Must be an origin as browsers send it, in lower case and without a path, such as https://shop.example or ' +
    'http://localhost:3000; * alone allows every origin',
  'storable-time':
    'Must be an RFC 3339 time of the years 0001 to 9999, such as 2026-11-21T09:30:00.123Z: ' +
    'at most 9 digits of a second, no leap second',
}
