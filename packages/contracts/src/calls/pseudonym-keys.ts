import { defineCall } from '../call.ts'
import { PseudonymKey } from '../schemas/pseudonym-key.ts'

const shared = { service: 'maintenance', path: '/pseudonym-key', idempotent: true } as const

export const getPseudonymKey = defineCall({
  ...shared,
  scope: 'keys:read',
  id: 'getPseudonymKey',
  method: 'GET',
  summary: 'Get since when users have pseudonyms',
  description: 'Fails with 404 while the ids of your users are stored as you send them.',
  answers: { 200: PseudonymKey },
  problems: [404],
})

export const putPseudonymKey = defineCall({
  ...shared,
  scope: 'keys:write',
  id: 'putPseudonymKey',
  method: 'PUT',
  summary: 'Create the key of the pseudonyms of your users',
  description: `From then on, within a second, the gateway replaces the id of each user by a pseudonym before anything
stores, logs or caches it: \`psn_\` and an HMAC-SHA-256 of the id with a key of your tenant.

- You go on to send your own ids, in \`userId\`, in \`/users/{id}\`, in tokens and in topics of streams.
- Answers and messages that name a user name the pseudonym. It is accepted wherever an id is.
- Ids of sessions and items, \`context\` and attributes are stored as you send them: put nobody's name there.
- An import of an export is stored as it is.
- The call changes nothing if there is a key. It fails with 409 if the tenant has events, answers or feedback: those
  would become ones of other users. Make it before the first event.
- It cannot be taken back. Only the tenant as a whole can be deleted.`,
  answers: { 200: PseudonymKey },
  problems: [409],
})

export const deletePseudonymKey = defineCall({
  ...shared,
  scope: 'keys:write',
  id: 'deletePseudonymKey',
  method: 'DELETE',
  summary: 'Replace the key of the pseudonyms of your users',
  description: `Destroys the key. Nobody can tell any more which user a stored pseudonym stands for, or whether it is
that of a given id: what is stored is about nobody. Rows, models and counts stay.

- A new key takes its place at once, so that no id is ever stored as it is. Each user is a new one from then on.
- Gateways use the new key within a second; one that cannot be told, at the latest when its cached keys end.
- Backups hold the half of the key that Postgres has until they are deleted. The other half is in no backup.
- To erase what an old pseudonym has, call \`DELETE /users/{id}\` with the pseudonym.`,
  answers: { 204: null },
  problems: [404],
})
