/** A component of a CycloneDX SBOM, as far as it is read here. */
export interface Component {
  readonly group?: string
  readonly name: string
  readonly version: string
  readonly licenses?: readonly (
    | { readonly expression: string }
    | { readonly license: { readonly id?: string; readonly name?: string } }
  )[]
}

/** They let us ship a component beside our own source, unchanged, under any terms: SPDX ids. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/** Lines that name each component whose licence is missing or not allowed, and the licence. */
export const refusedLicences = (components: readonly Component[]): string[] =>
  components.flatMap((component) => {
    const licences = (component.licenses ?? []).map((each) =>
      'expression' in each ? each.expression : (each.license.id ?? each.license.name ?? ''),
    )
    if (licences.length > 0 && licences.every(isAllowed)) return []
    const { group, name, version } = component
    const told = licences.length > 0 ? `the licence ${licences.join(', ')} is not allowed` : 'it names no licence'
    return [`${group ? `${group}/` : ''}${name} ${version}: ${told}; replace it`]
  })

/** Of an expression of SPDX without nested brackets: with OR one part must be allowed, with AND each. */
function isAllowed(expression: string): boolean {
  const text = expression.replace(/^\((.*)\)$/, '$1')
  if (/[()]/.test(text)) return false
  return text.split(' OR ').some((choice) => choice.split(' AND ').every((id) => allowed.has(id.trim())))
}
