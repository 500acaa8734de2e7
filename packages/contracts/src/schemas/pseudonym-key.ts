import { type Static, Type } from 'typebox'
import { Time } from './text.ts'

export const PseudonymKey = Type.Object(
  { createdAt: Time('When the key was drawn') },
  { description: 'The key itself is shown to nobody' },
)
export type PseudonymKey = Static<typeof PseudonymKey>

/** What a pseudonym looks like: an id of this form is taken for one, and not replaced. */
export const pseudonymPattern = /^psn_[A-Za-z0-9_-]{43}$/
