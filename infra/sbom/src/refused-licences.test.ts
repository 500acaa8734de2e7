import { expect, it } from 'vitest'
import { refusedLicences } from './refused-licences.ts'

const component = (name: string, ...licenses: string[]) => ({
  name,
  version: '1.0.0',
  licenses: licenses.map((expression) => ({ expression })),
})

it('permissive licences are allowed, also as a choice or together', () => {
  const components = [
    component('a', 'MIT'),
    component('b', '(MIT AND Zlib)'),
    component('c', 'GPL-3.0-only OR Apache-2.0'),
    { name: 'd', version: '1.0.0', licenses: [{ license: { id: 'ISC' } }] },
  ]
  expect(refusedLicences(components)).toEqual([])
})

it.each([
  ['AGPL-3.0-only', 'a 1.0.0: the licence AGPL-3.0-only is not allowed; replace it'],
  ['MIT AND GPL-2.0-only', 'a 1.0.0: the licence MIT AND GPL-2.0-only is not allowed; replace it'],
  [
    '(MIT OR (AGPL-3.0-only AND ISC))',
    'a 1.0.0: the licence (MIT OR (AGPL-3.0-only AND ISC)) is not allowed; replace it',
  ],
])('refuses %s', (licence, line) => {
  expect(refusedLicences([component('a', licence)])).toEqual([line])
})

it('refuses a component that names no licence', () => {
  expect(refusedLicences([{ group: '@shop', name: 'a', version: '2.0.0' }])).toEqual([
    '@shop/a 2.0.0: it names no licence; replace it',
  ])
})
