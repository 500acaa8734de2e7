import { expect, it } from 'vitest'
import { PageNames } from './page-names.ts'

const names = (count: number, of = 'page') => Array.from({ length: count }, (_, n) => `${of}-${n}`)

it('the first ten names of a tenant are known, and one that sends more takes none from others', () => {
  const pages = new PageNames()
  const seen = names(50).map((page) => pages.nameOf('acme', page))
  expect(seen).toEqual([...names(10), ...Array.from({ length: 40 }, () => 'other')])
  expect(pages.nameOf('acme', 'page-3')).toBe('page-3')
  expect(pages.nameOf('globex', 'home')).toBe('home')
})

it('however many tenants there are, a hundred names are known', () => {
  const pages = new PageNames()
  const seen = names(50, 'tenant').flatMap((tenant) => names(5, tenant).map((page) => pages.nameOf(tenant, page)))
  expect(new Set(seen).size).toBe(101)
  expect(pages.nameOf('new', 'tenant-0-0')).toBe('tenant-0-0')
})
