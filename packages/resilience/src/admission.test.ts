import { type Priority, priorities } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { Admission } from './admission.ts'

/** A generator of numbers in [0, 1) that always gives the same ones (Lehmer). */
function numbers(seed = 1) {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

const idle = () => 0
const busy = () => 1

interface Offer {
  readonly priority: Priority
  readonly tenantId: string
  readonly count: number
}

/** A server that can answer `capacity` requests in each step, under the load of `offers`. */
function simulate(capacity: number, offers: readonly Offer[], steps = 200) {
  let nowMs = 0
  const admission = new Admission(() => nowMs, numbers(), idle)
  const admitted = offers.map(() => 0)
  for (let step = 0; step < steps; step++) {
    nowMs += 250
    let work = 0
    for (const [n, { priority, tenantId, count }] of offers.entries())
      for (let i = 0; i < count; i++)
        if (admission.admits(priority, tenantId)) {
          work++
          admission.begun()
          if (work > capacity) admission.answered(priority, 1_000)
          else admission.answered(priority, 10)
          if (step >= steps / 2) admitted[n] = (admitted[n] ?? 0) + 2 / steps / count
        }
    // It holds the pressure at 0.85.
    admission.adjust((0.85 * work) / capacity)
  }
  return { admission, admitted }
}

describe('Admission', () => {
  it('lets everything in while there is room', () => {
    const offers = priorities.map((priority) => ({ priority, tenantId: 'a', count: 20 }))
    expect(simulate(100, offers).admitted).toEqual(offers.map(() => expect.closeTo(1)))
  })

  it('refuses all of a lower priority before any of a higher one, and uses the room that there is', () => {
    const offers = priorities.map((priority) => ({ priority, tenantId: 'a', count: 100 }))
    const [critical, normal, background] = simulate(150, offers).admitted
    expect(critical).toBeGreaterThan(0.99)
    expect(normal).toBeGreaterThan(0.2)
    expect(normal).toBeLessThan(0.6)
    expect(background).toBeLessThan(0.02)
  })

  it('refuses critical requests only when there is room for nothing else', () => {
    const [critical, normal] = simulate(50, [
      { priority: 'critical', tenantId: 'a', count: 100 },
      { priority: 'normal', tenantId: 'a', count: 100 },
    ]).admitted
    expect(critical).toBeGreaterThan(0.35)
    expect(critical).toBeLessThan(0.6)
    expect(normal).toBeLessThan(0.05)
  })

  it('refuses no critical request while their answers are in time, however high the pressure is', () => {
    const admission = new Admission(undefined, numbers(), idle)
    for (let step = 0; step < 100; step++) {
      for (let n = 0; n < 50; n++) {
        expect(admission.admits('critical', 'a')).toBe(true)
        admission.admits('normal', 'a')
        admission.answered('critical', 100)
      }
      admission.adjust(3)
    }
    expect(admission.admits('normal', 'a')).toBe(false)
  })

  it('refuses no critical request because of one that came before all others were refused', () => {
    let nowMs = 10_000
    const admission = new Admission(() => nowMs, numbers(), idle)
    const critical = () => Array.from({ length: 100 }, () => admission.admits('critical', 'a'))
    critical()
    admission.adjust(1, 2)
    for (let step = 0; step < 3; step++) {
      nowMs += 250
      admission.answered('critical', 1_000)
      admission.adjust(1, 2)
      expect(critical()).not.toContain(false)
    }
    nowMs += 250
    admission.answered('critical', 1_000)
    admission.adjust(1, 2)
    expect(critical()).toContain(false)
  })

  it('lets critical requests in again as soon as their answers are in time, also while the pressure is high', () => {
    let nowMs = 0
    const admission = new Admission(() => nowMs, numbers(), idle)
    const step = (tookMs: number) => {
      nowMs += 250
      const admitted = Array.from({ length: 100 }, () => admission.admits('critical', 'a'))
      admission.answered('critical', tookMs)
      admission.adjust(2)
      return admitted.filter((isAdmitted) => !isAdmitted).length
    }
    for (let n = 0; n < 40; n++) step(1_000)
    expect(step(1_000)).toBeGreaterThan(50)
    for (let n = 0; n < 60; n++) step(10)
    expect(step(10)).toBe(0)
  })

  it('refuses those of a tenant that uses more than its share before those of the others', () => {
    const quiet = Array.from({ length: 9 }, (_, n) => ({ priority: 'normal' as const, tenantId: `t${n}`, count: 10 }))
    const noisy = { priority: 'normal' as const, tenantId: 'noisy', count: 100 }
    const [ofNoisy, ...ofQuiet] = simulate(140, [noisy, ...quiet]).admitted
    expect(Math.min(...ofQuiet)).toBeGreaterThan(0.85)
    expect(ofNoisy).toBeLessThan(0.6)
  })

  it('lets everything in again within eight seconds after the load is gone', () => {
    let nowMs = 0
    const admission = new Admission(() => nowMs, numbers(), idle)
    const offer = () =>
      priorities.flatMap((priority) => Array.from({ length: 50 }, () => admission.admits(priority, 'a')))
    for (let step = 0; step < 100; step++) {
      nowMs += 250
      offer()
      admission.answered('critical', 1_000)
      admission.adjust(1.5)
    }
    expect(admission.refused).toBeGreaterThan(0.9)
    for (let step = 0; step < 32; step++) {
      offer()
      admission.adjust(0.2)
    }
    expect(offer()).not.toContain(false)
  })

  it('lets everything in again within fifteen seconds while there is some room', () => {
    const admission = new Admission(undefined, numbers(), idle)
    admission.adjust(1, 2)
    for (let step = 0; step < 60; step++) {
      for (let n = 0; n < 100; n++) admission.admits('normal', 'a')
      admission.adjust(0.7)
    }
    expect(admission.refused).toBe(0)
  })

  it('opens without any request, too', () => {
    const admission = new Admission(undefined, numbers(), idle)
    for (let step = 0; step < 10; step++) {
      for (let n = 0; n < 100; n++) admission.admits('normal', 'a')
      admission.adjust(2)
    }
    for (let step = 0; step < 26; step++) admission.adjust(0)
    expect(admission.refused).toBe(0)
  })

  it('lets priorities that a level refused in again little by little', () => {
    const admission = new Admission(undefined, numbers(), idle)
    const normal = () => Array.from({ length: 100 }, () => admission.admits('normal', 'a')).filter(Boolean).length
    admission.adjust(0.5, 2)
    expect(normal()).toBe(0)
    admission.adjust(0.5)
    expect(normal()).toBeLessThan(25)
    for (let step = 0; step < 9; step++) admission.adjust(0.5)
    expect(normal()).toBe(100)
  })
})

describe('Admission before the pressure is known', () => {
  const crowded = (utilization: () => number, underWay: number) => {
    const admission = new Admission(undefined, numbers(), utilization)
    for (let n = 0; n < underWay; n++) admission.begun()
    return (priority: Priority) => Array.from({ length: 100 }, () => admission.admits(priority, 'a'))
  }

  it('refuses lesser requests little by little while many are under way, and no critical one', () => {
    const few = crowded(busy, 7)
    for (const priority of priorities) expect(few(priority)).not.toContain(false)
    const some = crowded(busy, 18)
    expect(some('background')).not.toContain(true)
    expect(some('normal')).toContain(true)
    expect(some('normal')).toContain(false)
    const many = crowded(busy, 1_000)
    expect(many('normal')).not.toContain(true)
    expect(many('critical')).not.toContain(false)
  })

  it('lets all in however many wait for something else than the processor', () => {
    const many = crowded(idle, 1_000)
    for (const priority of priorities) expect(many(priority)).not.toContain(false)
  })

  it('takes as many as it answers within moments, and forgets those that have ended', () => {
    let nowMs = 0
    const admission = new Admission(() => nowMs, numbers(), busy)
    const all = Array.from({ length: 1_000 }, () => admission.begun())
    expect(admission.admits('normal', 'a')).toBe(false)
    for (const _ of all) admission.answered('normal', 10)
    nowMs += 250
    admission.adjust(0)
    // 4,000 are answered per second, so that 400 wait for a tenth of a second.
    for (let n = 0; n < 400; n++) admission.begun()
    expect(admission.admits('background', 'a')).toBe(true)
    for (let n = 0; n < 800; n++) admission.begun()
    expect(admission.admits('normal', 'a')).toBe(false)
  })
})
