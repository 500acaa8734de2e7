import type { FieldError } from '@inkling/errors'
import type { Validator } from 'typebox/compile'
import { Pointer } from 'typebox/schema'
import { type SchemaError, wordsOf } from './field-error-words.ts'
import { nearestName } from './nearest-name.ts'

/**
 * Returns the first faults of a value, at most eight, each with a pointer to the field that must change.
 *
 * @param options.showsValues Whether the details quote the faulty values, shortened. Not for values that are secret.
 */
export function fieldErrors(validator: Validator, value: unknown, { showsValues = false } = {}): FieldError[] {
  const got = (pointer: string) => (showsValues ? quoted(Pointer.Get(value as object, pointer)) : '')
  return withoutBranches(validator.Errors(value)).flatMap((error) => toFieldErrors(error, validator, got))
}

type Got = (pointer: string) => string

function toFieldErrors(error: SchemaError, validator: Validator, got: Got): FieldError[] {
  const { instancePath, keyword } = error
  switch (keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => ({
        pointer: `${instancePath}/${escaped(name)}`,
        code: 'required',
        detail: 'This field is required',
      }))
    // The validator reports an unknown field twice: under its own name, and in a list of its object.
    case 'boolean':
      return [{ pointer: instancePath, code: 'unknown', detail: unknownField(error, validator) }]
    case 'additionalProperties':
      return []
    default:
      return [{ pointer: instancePath, code: keyword, detail: wordsOf(error) + got(instancePath) }]
  }
}

function unknownField({ instancePath, schemaPath }: SchemaError, validator: Validator): string {
  const parent = Pointer.Get(validator.Type() as object, schemaPath.replace(/^#/, '').replace(/\/[^/]*$/, ''))
  const known = Object.keys((parent as { properties?: object } | undefined)?.properties ?? {})
  const meant = nearestName(Pointer.Indices(instancePath).at(-1) ?? '', known)
  return meant === undefined
    ? 'This field does not exist; remove it or correct its name'
    : `This field does not exist; did you mean ${meant}?`
}

/**
 * One fault for a value that fits no branch of a union, instead of one for each branch. Of a value that has the type of
 * one branch only, the faults are those of that branch.
 */
function withoutBranches(all: readonly SchemaError[]): SchemaError[] {
  const dropped = ofOtherTypes(all)
  const errors = all.filter((error) => !dropped.has(error))
  return errors
    .filter((error) => !errors.some((union) => isBranchOf(error, union)))
    .map((error) => {
      const kinds = errors.flatMap((one) => (isBranchOf(one, error) && one.keyword === 'type' ? [one.params.type] : []))
      if (error.keyword !== 'anyOf' || kinds.length === 0) return error
      return { ...error, keyword: 'type', params: { type: [...new Set(kinds.flat())] } } as SchemaError
    })
}

/** Of each union of which a value has the type of one branch: the errors of its other branches, and its own. */
function ofOtherTypes(all: readonly SchemaError[]): ReadonlySet<SchemaError> {
  const branched = all.flatMap((error) =>
    [...error.schemaPath.matchAll(/\/anyOf\/\d+/g)].map(({ 0: step, index }) => {
      const union = error.schemaPath.slice(0, index)
      return { error, union, branch: union + step }
    }),
  )
  const unions = [...Map.groupBy(branched, ({ union }) => union)]
  return new Set(
    unions.flatMap(([union, steps]) => {
      const place = steps.map(({ error }) => error.instancePath).toSorted()[0]
      const isOfType = ({ error: { keyword, instancePath } }: (typeof steps)[number]) =>
        instancePath !== place || (keyword !== 'type' && keyword !== 'anyOf')
      const meant = new Set(steps.filter(isOfType).map(({ branch }) => branch))
      if (meant.size !== 1) return []
      const others = steps.filter(({ branch }) => !meant.has(branch)).map(({ error }) => error)
      return [...others, ...all.filter(({ keyword, schemaPath }) => keyword === 'anyOf' && schemaPath === union)]
    }),
  )
}

const isBranchOf = (error: SchemaError, union: SchemaError): boolean =>
  union.keyword === 'anyOf' &&
  error.instancePath === union.instancePath &&
  error.schemaPath.startsWith(`${union.schemaPath}/anyOf/`)

const maxQuoted = 60

/** A value as JSON on one line. */
function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? ''
  if (text === '') return ''
  return `, got ${text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text}`
}

/** Escapes a name as a step of a JSON Pointer (RFC 6901, section 3). */
const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')
