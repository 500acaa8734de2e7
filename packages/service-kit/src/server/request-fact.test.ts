import { afterAll, expect, it } from 'vitest'
import { silentLogger } from '../../test/signed-app.ts'
import { createServer } from './create-server.ts'
import { requestFact } from './request-fact.ts'

const shelf = requestFact<{ readonly name: string }>('shelf')
const app = createServer({ logger: silentLogger })
app.get('/undeclared', async (request) => shelf.get(request))
await app.register(async (inside) => {
  shelf.declare(inside)
  inside.addHook('onRequest', async (request) => {
    if (request.url !== '/unset') shelf.set(request, { name: request.url })
  })
  inside.get('/set', async (request) => shelf.get(request))
  inside.get('/also', async (request) => shelf.get(request))
  inside.get('/unset', async (request) => ({ found: shelf.find(request) ?? 'none' }))
})
await app.register(async (outside) => {
  outside.get('/outside', async (request) => ({ found: shelf.find(request) ?? 'none' }))
})
afterAll(() => app.close())

it('a route reads the fact that a hook set for its own request', async () => {
  const answers = await Promise.all(['/set', '/also', '/set'].map((url) => app.inject(url)))
  expect(answers.map((answer) => answer.json())).toEqual([{ name: '/set' }, { name: '/also' }, { name: '/set' }])
})

it('a route that reads a fact which no hook sets fails with status 500', async () => {
  expect((await app.inject('/undeclared')).json()).toMatchObject({ status: 500, code: 'internal' })
})

it.each(['/unset', '/outside'])('a fact that no hook has set is not found: %s', async (url) => {
  expect((await app.inject(url)).json()).toEqual({ found: 'none' })
})

it('a hook cannot set a fact where it is not declared', async () => {
  const bare = createServer({ logger: silentLogger })
  bare.addHook('onRequest', async (request) => shelf.set(request, { name: 'lost' }))
  bare.get('/', async () => 'answered')
  expect((await bare.inject('/')).statusCode).toBe(500)
})
