import type { Validator } from 'typebox/compile'

export type SchemaError = ReturnType<Validator['Errors']>[number]

/** What a value must be, as one reads it: the words for a fault of a JSON Schema keyword. */
export function wordsOf(error: SchemaError): string {
  switch (error.keyword) {
    case 'type':
      return `Must be ${[error.params.type].flat().map(kindOf).join(' or ')}`
    case 'minimum':
      return `Must be at least ${error.params.limit}`
    case 'maximum':
      return `Must be at most ${error.params.limit}`
    case 'exclusiveMinimum':
      return `Must be more than ${error.params.limit}`
    case 'exclusiveMaximum':
      return `Must be less than ${error.params.limit}`
    case 'multipleOf':
      return `Must be a multiple of ${error.params.multipleOf}`
    case 'minLength':
      return error.params.limit === 1 ? 'Must not be empty' : `Must have at least ${error.params.limit} characters`
    case 'maxLength':
      return `Must have at most ${error.params.limit} characters`
    case 'minItems':
      return error.params.limit === 1 ? 'Must not be an empty list' : `Must have at least ${error.params.limit} entries`
    case 'maxItems':
      return `Must have at most ${error.params.limit} entries`
    case 'uniqueItems':
      return `Must not have an entry twice: see entry ${error.params.duplicateItems.join(', ')}, counted from 0`
    case 'minProperties':
      return `Must have at least ${error.params.limit} field${error.params.limit === 1 ? '' : 's'}`
    case 'maxProperties':
      return `Must have at most ${error.params.limit} fields`
    case 'pattern':
      return `Must match the pattern ${error.params.pattern}`
    case 'const':
      return `Must be ${JSON.stringify(error.params.allowedValue)}`
    case 'enum':
      return `Must be one of ${error.params.allowedValues.join(', ')}`
    case 'format':
      return formatHelp[error.params.format] ?? `Must have the format ${error.params.format}`
    case 'propertyNames':
      return `Must not have the field names ${error.params.propertyNames.join(', ')}`
    case 'oneOf':
    case 'anyOf':
      return 'Must have one of the forms that the API documentation lists'
    case 'not':
      return 'Must not have this form'
    default:
      return error.message.replace(/^must/, 'Must')
  }
}

/** A JSON type as people name it. */
const kindOf = (type: string): string => kinds[type] ?? type

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

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
