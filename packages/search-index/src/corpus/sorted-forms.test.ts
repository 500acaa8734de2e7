import { expect, it } from 'vitest'
import { SortedForms } from './sorted-forms.ts'

it('finds words by prefix in whatever order and portions they were added', () => {
  const texts: string[] = []
  const sorted = new SortedForms({ textOf: (number) => texts[number], documentsWith: (number) => number % 7 })
  const found = (prefix: string) => sorted.startingWith(prefix).sort((a, b) => a - b)
  const expected = (prefix: string) =>
    [...texts.keys()].filter((number) => number % 7 > 0 && texts[number]?.startsWith(prefix) === true)
  for (const portion of [1, 600, 10, 700, 513, 2000]) {
    for (let n = 0; n < portion; n++) sorted.add(texts.push(((texts.length * 7919) % 100_003).toString(36)) - 1)
    for (const prefix of ['', '1', 'a', 'zz', '1a', 'nothing']) expect(found(prefix)).toEqual(expected(prefix))
  }
})
