import type { ItemBody, ItemPatch } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { patchItem } from './merge-patch.ts'

const guide: ItemBody = {
  title: 'A guide',
  kind: 'doc',
  tags: ['a', 'b'],
  attributes: { price: 3, colours: ['red', 'blue'] },
}

describe('patchItem (RFC 7396)', () => {
  it.each<[string, ItemPatch, object]>([
    ['replaces a field', { title: 'New' }, { title: 'New' }],
    ['adds a field', { url: '/guide' }, { url: '/guide' }],
    ['removes a field by null', { kind: null }, { kind: undefined }],
    ['ignores the removal of a field that is absent', { text: null }, {}],
    ['replaces a list as a whole', { tags: ['c'] }, { tags: ['c'] }],
    [
      'merges an object field by field',
      { attributes: { price: 4 } },
      { attributes: { price: 4, colours: ['red', 'blue'] } },
    ],
    ['removes inside an object', { attributes: { colours: null } }, { attributes: { price: 3 } }],
    ['changes nothing by nothing', {}, {}],
  ])('%s', (_, patch, change) => {
    expect(patchItem(guide, patch)).toEqual({ ...guide, ...change })
  })

  it('stores no null inside an object that was not there before', () => {
    expect(patchItem({ title: 'Bare' }, { attributes: { price: 1, colours: null } })).toEqual({
      title: 'Bare',
      attributes: { price: 1 },
    })
  })

  it('leaves the item that it patches as it was', () => {
    const before = structuredClone(guide)
    patchItem(guide, { attributes: { price: null } })
    expect(guide).toEqual(before)
  })

  it('treats a field named __proto__ as any other', () => {
    const patched = patchItem(guide, JSON.parse('{"attributes": {"__proto__": ["x"]}}'))
    expect(Object.entries(patched.attributes ?? {})).toContainEqual(['__proto__', ['x']])
  })
})
