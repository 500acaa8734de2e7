/** Mutants that change nothing that a tenant could see, by their names without the numbers of lines, and why. */
const equivalent: Readonly<Record<string, string>> = {
  ...ofPolicies('no role may write rows there but by a function, which writes those of many tenants', [
    'operations.error_tenants with check',
    'operations.meters with check',
    'operations.service_minutes with check',
  ]),
  ...ofPolicies('no role reaches the partition but through its table, whose policy holds', [
    'learning.receipts_default using',
    'learning.receipts_default with check',
  ]),
  'packages/database/src/operations/advice/plannable.ts without tenant_id = ${tenant} in plannable':
    'Postgres explains the statement and never runs it',
  'packages/database/src/control/api-keys.ts without tenant_id = ${tenantId} in rotateKey (2)':
    'the statement before it has found the id, which is that of one key among those of all tenants',
}

function ofPolicies(reason: string, places: readonly string[]): Readonly<Record<string, string>> {
  const nameOf = (place: string) => `alter policy tenant on ${place} (true), not (tenant_id = control.current_tenant())`
  return Object.fromEntries(places.map((place) => [nameOf(place), reason]))
}

/** Why nobody can notice the mutant; undefined if somebody must. */
export const whyEquivalent = (name: string): string | undefined => equivalent[name.replace(/:[\d,]+/, '')]
