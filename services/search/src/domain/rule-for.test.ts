import { describe, expect, it } from 'vitest'
import { ruleFor } from './rule-for.ts'

const settings = {
  rules: [
    { query: 'Desk  lamp', pins: ['a'], blocks: ['x'] },
    { query: 'desk lamp', pins: ['b'] },
    { query: 'lamp', pins: ['c'] },
  ],
}

describe('ruleFor', () => {
  it('applies every rule of the query, in any case, width and spacing', () => {
    expect(ruleFor(settings, ' DESK\tｌａｍｐ ')).toEqual({ pins: ['a', 'b'], blocks: ['x'] })
  })

  it('takes none for another query', () => {
    expect(ruleFor(settings, 'lamps')).toEqual({ pins: [], blocks: [] })
    expect(ruleFor({}, 'lamp')).toEqual({ pins: [], blocks: [] })
  })
})
