import { expect, it } from 'vitest'
import type { Answer } from '../../data/use-call.ts'
import { errorsByTitle } from './errors-by-title.ts'

type ErrorGroup = Answer<'listErrors'>['data'][number]
const at = (minute: number) => new Date(minute * 60_000).toISOString()
const error = (id: string, minute: number, rest: Partial<ErrorGroup> = {}) =>
  ({
    ...{ id, code: 'timeout', route: '/search', service: 'search', state: 'open', count: 2 },
    ...{ firstAt: at(minute - 1), lastAt: at(minute), ...rest },
  }) as ErrorGroup

it('errors of one title are one, with their services and the sum of their times', () => {
  const errors = [error('a', 5), error('b', 7, { service: 'gateway' }), error('c', 6, { code: 'refused' })]
  const [same, other] = errorsByTitle(errors)
  expect(same).toMatchObject({ title: 'timeout in /search', services: ['search', 'gateway'], count: 4, firstAt: at(4) })
  expect([same?.newest.id, same?.filter]).toEqual(['b', 'timeout'])
  expect([other?.title, other?.filter]).toEqual(['refused in /search', 'c'])
})
