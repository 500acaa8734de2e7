import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { WasteControl } from './waste-control.ts'

/** Fetches items whose probability is above the cost, for so many pages. Returns the share that is wasted. */
function play(control: WasteControl, pages: number, used: (promised: number) => number): number {
  const random = seededRandom(3)
  let [fetches, wasted] = [0, 0]
  for (let n = 0; n < pages; n++) {
    const probabilities = [random(), random() ** 2, random() ** 4].filter((promised) => promised > control.cost)
    const hits = probabilities.filter((promised) => random() < used(promised)).length
    control.add(probabilities.length, hits)
    fetches += probabilities.length
    wasted += probabilities.length - hits
  }
  return wasted / fetches
}

describe('WasteControl', () => {
  it.each([0.3, 0.5, 0.7])('keeps the waste at %d although probabilities are too high', (mostWaste) => {
    const control = new WasteControl({ mostWaste })
    expect(play(control, 20_000, (promised) => promised)).toBeLessThan(mostWaste + 0.02)
    expect(play(control, 20_000, (promised) => promised ** 2)).toBeLessThan(mostWaste + 0.02)
  })

  it('raises the cost by a wasted prefetch and lowers it by a used one, so that both cancel at the target', () => {
    const control = new WasteControl({ mostWaste: 0.75, step: 0.01 })
    expect(control.cost).toBeCloseTo(0.125, 12)
    control.add(1, 0)
    expect(control.cost).toBeCloseTo(0.1275, 12)
    control.add(4, 1)
    expect(control.cost).toBeCloseTo(0.1275, 12)
    control.add(2, 2)
    expect(control.cost).toBeCloseTo(0.1125, 12)
  })

  it('lowers the cost slowly while nothing is fetched', () => {
    const control = new WasteControl({ step: 0.1 })
    control.restore(1)
    for (let n = 0; n < 100; n++) control.add(0, 0)
    expect(control.cost).toBeCloseTo(0.9, 9)
  })

  it('keeps the cost in [0, 1]', () => {
    const page = fc.tuple(fc.nat(30), fc.nat(30)).map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const)
    fc.assert(
      fc.property(fc.array(page, { maxLength: 200 }), (pages) => {
        const control = new WasteControl({ step: 0.2 })
        for (const [fetched, used] of pages) {
          control.add(fetched, used)
          expect(control.cost).toBeGreaterThanOrEqual(0)
          expect(control.cost).toBeLessThanOrEqual(1)
        }
        const stored = new WasteControl()
        stored.restore(JSON.parse(JSON.stringify(control.state)))
        expect(stored.cost).toBe(control.cost)
      }),
    )
  })

  it('checks its ranges', () => {
    expect(() => new WasteControl({ mostWaste: 1 })).toThrow('mostWaste must be above 0 and below 1, got 1')
    expect(() => new WasteControl({ step: 0 })).toThrow('step must be above 0 and below 1, got 0')
    expect(() => new WasteControl().restore(2)).toThrow('the cost must be at least 0 and at most 1, got 2')
  })
})
