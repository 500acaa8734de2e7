import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (...args: string[]) =>
  runInkling(['--api-key', 'ink_k', ...args], { directory: tmpdir(), url: gateway.url })
const answerWith = (body: object, status = 200) => gateway.respondWith(() => ({ status, body }))
const cells = (output: string) => output.split('\n').map((line) => line.split(/\s{2,}/))
const experiment = {
  ...{ id: 'exp_1', name: 'Words first', scenario: 'home', design: 'ab', treatment: {}, state: 'stopped' },
  ...{ reason: 'proven', winner: 'treatment', createdAt: '', endsAt: '' },
  result: { units: 540, difference: { value: 0.172, low: 0.011, high: 0.333 } },
}

it('inkling experiments list shows why each stopped, its effect with the interval, and who won', async () => {
  answerWith({ data: [experiment], page: { nextCursor: null, hasMore: false } })
  expect(cells((await inkling('experiments', 'list')).output)).toEqual([
    ['EXPERIMENT', 'NAME', 'SCENARIO', 'DESIGN', 'STATE', 'PEOPLE', 'EFFECT', 'WINNER'],
    ['exp_1', 'Words first', 'home', 'ab', 'proven', '540', '17.2 % (1.1 % to 33.3 %)', 'treatment'],
  ])
})

it('inkling experiments start sends what it was given', async () => {
  answerWith(experiment, 201)
  const flags = [
    '--treatment',
    '{"weights":{"trend":2}}',
    '--scenario',
    'home',
    '--days',
    '7',
    '--outcome-seconds',
    '60',
  ]
  await inkling('experiments', 'start', 'Trends', '--design', 'interleaving', ...flags)
  const given = { scenario: 'home', days: 7, outcomeSeconds: 60, treatment: { weights: { trend: 2 } } }
  expect(gateway.requests[0]).toMatchObject({ body: { name: 'Trends', design: 'interleaving', ...given } })
})

it('inkling experiments stop and delete change the experiment that is named', async () => {
  answerWith(experiment)
  for (const name of ['stop', 'delete']) await inkling('experiments', name, 'exp_1')
  expect(gateway.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ['PATCH', '/experiments/exp_1', { state: 'stopped' }],
    ['DELETE', '/experiments/exp_1', undefined],
  ])
})

it('inkling league shows who serves, and why a challenger sits out', async () => {
  const lead = { mean: 0.25, low: -0.1, high: 0.6 }
  const data = [
    { name: 'incumbent', rules: {}, phase: 'serving', events: 0, lead },
    { name: 'slow', rules: {}, phase: 'benched', events: 40, lead, benchedBecause: 'slow' },
  ]
  answerWith({ serving: 'incumbent', data, rulings: [] })
  expect(cells((await inkling('league', 'show', '--scenario', 'home')).output)).toEqual([
    ['RANKING', 'PHASE', 'CASES', 'LEAD'],
    ['incumbent', 'serving', '0'],
    ['slow', 'benched (slow)', '40', '25.0 % (-10.0 % to 60.0 %)'],
  ])
  await inkling('league', 'enter', 'trends', '--rules', '{"weights":{"trend":2}}', '--scenario', 'home')
  await inkling('league', 'delete', 'trends', '--scenario', 'home')
  await inkling('league', 'show', '--of', 'predictions')
  expect(gateway.requests.slice(1)).toMatchObject([
    { method: 'PUT', path: '/learning/league/trends', body: { scenario: 'home', rules: { weights: { trend: 2 } } } },
    { method: 'DELETE', path: '/learning/league/trends?scenario=home' },
    { method: 'GET', path: '/learning/league?of=predictions' },
  ])
})
