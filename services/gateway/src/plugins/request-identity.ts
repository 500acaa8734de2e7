import type { Plan } from '@inkling/contracts'
import { type Caller, requestFact } from '@inkling/service-kit'

/** The owner of the valid key that a request carries. */
export type Identity = Caller['principal'] & { readonly plan: Plan }

/** Set by the hooks of `authentication`; a route that reads it must be behind one of them. */
export const requestIdentity = requestFact<Identity>('identity')
