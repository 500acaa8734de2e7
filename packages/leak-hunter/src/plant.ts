import { type Call, takesIdempotencyKey } from '@inkling/contracts'
import { commonWord, kindOfField, type Party, parsed } from './party.ts'
import { type Asked, asking, everyCall, isOfTenant, requestOf } from './requests.ts'

/** Items and events by which the tenant has predictions, and two of everything else that a tenant can make. */
export async function plant(party: Party): Promise<void> {
  const { vault } = party
  const items = everyCall.filter(({ id }) => id === 'putItems')
  for (const call of items) for (let n = 0; n < 3; n++) await write(party, call)
  const uses = Array.from({ length: 24 }, (_, n) => ({
    ...{ id: vault.secret('the id of an event'), type: 'view', itemId: vault.own('item') },
    ...(n % 3 === 0 ? { sessionId: vault.own('session') } : { userId: vault.own('user') }),
    context: { [vault.secret('the name of a context')]: vault.secret('the context of an event') },
  }))
  for (const call of everyCall.filter(({ id }) => id === 'postEvents'))
    await party.ask(call, asking('POST', call.path, {}, uses))
  for (const call of everyCall.filter(isWriting)) await writePlainly(party, call)
  for (let round = 0; round < 2; round++) for (const call of everyCall.filter(isWriting)) await write(party, call)
}

const isWriting = (call: Call) => isOfTenant(call) && call.method !== 'GET' && call.method !== 'DELETE'

/** With every field that takes a text, or else as the example has it. */
async function write(party: Party, call: Call): Promise<void> {
  for (const all of [true, false]) if (await send(party, call, requestOf(call, party.textsFor(call), all))) return
}

/** As the example has it, with ids that the other tenant may know, so that this tenant's request can be repeated. */
function writePlainly(party: Party, call: Call): Promise<boolean> {
  const known = (at: string) => {
    const kind = kindOfField(call, at)
    return kind && party.vault.references(kind)[0]
  }
  return send(
    party,
    call,
    requestOf(call, { body: known, query: known, param: (kind) => party.vault.references(kind)[0] }),
  )
}

/** @returns whether it succeeded; then the other tenant may know the `Idempotency-Key`, if there is one */
async function send(party: Party, call: Call, asked: Asked): Promise<boolean> {
  const key = takesIdempotencyKey(call) ? party.vault.secret(`an Idempotency-Key of ${call.id}`) : undefined
  const headers = { ...asked.headers, ...(key !== undefined && { 'idempotency-key': key }) }
  const { status } = await party.ask(call, { ...asked, headers })
  if (key !== undefined && status < 400) party.vault.release('idempotency-key', key)
  return status < 400
}

/** Reads all that the tenant can read, page by page, so that there are cursors, and answers in caches. */
export async function readAll(party: Party): Promise<void> {
  for (const call of everyCall.filter(isReading)) {
    for (let n = 0; n < (call.path.includes(':') ? 8 : 1); n++)
      await party.ask(call, requestOf(call, { ...party.textsFor(call), query: searching }))
    if (call.query && 'cursor' in call.query.properties)
      await party.ask(call, asking('GET', call.path, { limit: 1 }, undefined))
  }
}

const isReading = (call: Call) => isOfTenant(call) && call.method === 'GET'

/** What everybody searches for. */
const searching = (at: string) => (at === 'q' ? commonWord : undefined)

/** Deletes what lists of the tenant name, but the key that is in use. */
export async function tidy(party: Party): Promise<void> {
  for (const call of everyCall) {
    const [place, ...params] = call.path.split('/:')
    const list = everyCall.find(({ method, path }) => method === 'GET' && path === place)
    if (call.method !== 'DELETE' || !isOfTenant(call) || params.length !== 1 || !list || !place) continue
    const query = list.query ? { limit: 200 } : {}
    const { text } = await party.ask(list, asking('GET', place, query, undefined))
    for (const id of namesIn(parsed(text)))
      if (!party.account.key.includes(id))
        await party.ask(call, asking('DELETE', `${place}/${encodeURIComponent(id)}`, {}, undefined))
  }
}

/** The ids or names of a list's things. */
const namesIn = (answer: unknown): string[] => {
  const { data = [] } = (answer ?? {}) as {
    readonly data?: readonly { readonly id?: string; readonly name?: string }[]
  }
  return data.flatMap(({ id, name }) => id ?? name ?? [])
}
