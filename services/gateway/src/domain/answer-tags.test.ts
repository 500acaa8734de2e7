import { expect, it } from 'vitest'
import { surrogateKeys, tagsOf } from './answer-tags.ts'

it('a tag has the parameters of its request', () => {
  expect(tagsOf(['items/:id', 'items'], { id: 'a:id/$&' })).toEqual(['items/a:id/$&', 'items'])
})

it('a surrogate key has no space, whatever the id', () => {
  expect(surrogateKeys('shop', ['items', 'items/a b'])).toEqual(['shop', 'shop/items', 'shop/items/a%20b'])
})
