import { startTestStack } from '@inkling/testing'
import getPort from 'get-port'
import { afterAll, expect, it, vi } from 'vitest'
import { startVarnish } from './varnish.ts'

const token = 'purger'
const port = await getPort({ host: '127.0.0.1' })
const network = `http://127.0.0.1:${port}`
const stack = await startTestStack({
  CDN_PURGE_URL: `${network}/purge`,
  CDN_PURGE_TOKEN: token,
  // Only a purge ends what is kept.
  CDN_MAX_AGE: '3600',
})
const stopVarnish = await startVarnish(port, stack.url, token)
afterAll(async () => {
  await stopVarnish()
  await stack.stop()
})

const authorization = `Bearer ${stack.apiKey}`
const put = (url: string, id: string, title: string) =>
  fetch(`${url}/api/v1/items/${id}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ title }),
  })
async function read(id: string, headers: Record<string, string> = { authorization }) {
  const answer = await fetch(`${network}/api/v1/items/${id}`, { headers })
  const { title } = (await answer.json()) as { title?: string }
  return { status: answer.status, title, isHit: answer.headers.get('cache-status') === 'varnish; hit', answer }
}
const patient = { timeout: 20_000 }

it('an item is answered by Varnish until it changes, and its purge leaves other items alone', async () => {
  for (const id of ['tea', 'tea.pot', 'cup']) expect((await put(stack.url, id, `old ${id}`)).status).toBeLessThan(300)
  for (const id of ['tea', 'tea.pot', 'cup'])
    await vi.waitFor(async () => expect(await read(id)).toMatchObject({ title: `old ${id}`, isHit: true }), patient)
  expect((await put(network, 'tea', 'new tea')).status).toBeLessThan(300)
  await vi.waitFor(async () => expect((await read('tea')).title).toBe('new tea'), patient)
  expect(await read('cup')).toMatchObject({ title: 'old cup', isHit: true })
  expect(await read('tea.pot')).toMatchObject({ title: 'old tea.pot', isHit: true })
})

it('an answer to one credential is never given to another, and says nothing of keys to purge', async () => {
  await vi.waitFor(async () => expect((await read('cup')).isHit).toBe(true), patient)
  expect((await read('cup', {})).status).toBe(401)
  const { answer } = await read('cup')
  expect(answer.headers.get('surrogate-key')).toBeNull()
  expect(answer.headers.get('cdn-cache-control')).toBeNull()
})

it('only the gateway purges: without its token, or without keys, nothing is', async () => {
  const purge = async (headers: Record<string, string>) =>
    (await fetch(`${network}/purge`, { method: 'POST', headers })).status
  expect(await purge({ 'surrogate-key': 'demo' })).toBe(403)
  expect(await purge({ authorization: 'Bearer other', 'surrogate-key': 'demo' })).toBe(403)
  expect(await purge({ authorization: `Bearer ${token}` })).toBe(400)
  expect(await purge({ authorization: `Bearer ${token}`, 'surrogate-key': '.*' })).toBe(200)
  expect((await read('cup')).isHit).toBe(true)
})
