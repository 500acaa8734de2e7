import { expect, it } from 'vitest'
import { loadable } from './loadable.ts'

const mayLoad = (url: string, options: { exclude?: string; origin?: string } = {}, prefetch?: boolean) =>
  loadable({ exclude: undefined, origin: undefined, ...options })(url, {
    id: 'page',
    ...(prefetch !== undefined && { attributes: { prefetch } }),
  })

it('a page that acts is not loaded unless its item says that it may be', () => {
  expect(mayLoad('/logout')).toBe(false)
  expect(mayLoad('/vote')).toBe(false)
  expect(mayLoad('/vote', {}, true)).toBe(true)
})

it('a page whose item or query excludes it is not loaded', () => {
  expect(mayLoad('/tea')).toBe(true)
  expect(mayLoad('/tea', {}, false)).toBe(false)
  expect(mayLoad('/tea', { exclude: '/t*' })).toBe(false)
  expect(mayLoad('/tea', { exclude: '/t*' }, true)).toBe(false)
})

it('a page of another origin than the asking page is not loaded', () => {
  const origin = 'https://shop.example'
  expect(mayLoad('https://shop.example/tea', { origin })).toBe(true)
  expect(mayLoad('https://shop.example.evil/tea', { origin })).toBe(false)
  expect(mayLoad('http://shop.example/tea', { origin })).toBe(false)
  expect(mayLoad('/tea', { origin })).toBe(true)
})

it('without the origin of the asking page, only an address that the item itself has may lead to another one', () => {
  const url = 'https://other.example/tea'
  const loads = loadable({ exclude: undefined, origin: undefined })
  expect(loads(url, { id: 'tea', url })).toBe(true)
  expect(loads(url, { id: url })).toBe(false)
})
