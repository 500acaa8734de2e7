import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Candidate, Receiver } from './lane.ts'
import { Notifications } from './notifications.ts'
import type { ReportedAlert } from './report.ts'

const startMs = Date.UTC(2026, 10, 29, 9)
const minuteMs = 60_000
const receiver: Receiver = { name: 'team', severities: ['critical', 'warning'], escalation: false, perHour: 20 }
const timeOf = (ms: number) => new Date(ms).toISOString()

function candidate(id: string, facts: Partial<ReportedAlert> = {}, isSymptom = false): Candidate {
  const alert: ReportedAlert = {
    ...{ id, name: id, severity: 'warning', state: 'firing', title: id, meaning: '', labels: {}, seenBy: [] },
    ...{ since: timeOf(startMs), firedAt: timeOf(startMs), resolvedAt: null, silencedUntil: null },
    ...{
      acknowledgedAt: null,
      acknowledgedBy: null,
      note: null,
      notes: [],
      flapping: false,
      runbook: 'x',
      symptoms: [],
    },
    ...facts,
  }
  return { alert, isSymptom }
}

/** Plans every 10 s until something is sent or the time is over. */
function driver(to: Partial<Receiver> = {}) {
  const plan = new Notifications([{ ...receiver, ...to }])
  let nowMs = startMs
  return {
    look(candidates: readonly Candidate[], seconds: number): string[] {
      const sent: string[] = []
      for (const endMs = nowMs + seconds * 1000; nowMs < endMs; nowMs += 10_000)
        for (const { notices, heldBack } of plan.plan(candidates, nowMs))
          sent.push(
            [
              ...notices.map(({ what, alert }) => `${alert.id} ${what}`),
              ...(heldBack ? [`${heldBack} held`] : []),
            ].join(),
          )
      return sent
    },
  }
}
const critical = (id: string, facts: Partial<ReportedAlert> = {}) => candidate(id, { severity: 'critical', ...facts })
const over = { state: 'resolved', resolvedAt: timeOf(startMs + minuteMs) } as const
const acknowledged = { acknowledgedAt: timeOf(startMs), acknowledgedBy: 'key_1' }

describe('a destination', () => {
  it('is told in one message of what fires within half a minute', () => {
    const { look } = driver()
    expect(look([candidate('a')], 20)).toEqual([])
    expect(look([candidate('a'), candidate('b')], 20)).toEqual(['a firing,b firing'])
  })

  it('is told of a page after ten seconds', () => {
    expect(driver().look([critical('a')], 20)).toEqual(['a firing'])
  })

  it('is told once that an alert fires, is acknowledged and is over', () => {
    const { look } = driver()
    expect(look([candidate('a')], 600)).toEqual(['a firing'])
    expect(look([candidate('a', acknowledged)], 600)).toEqual(['a acknowledged'])
    expect(look([candidate('a', { ...acknowledged, ...over })], 600)).toEqual(['a resolved'])
  })

  it('is told again when the alert fires again', () => {
    const { look } = driver()
    look([candidate('a')], 60)
    look([candidate('a', over)], 60)
    expect(look([candidate('a', { firedAt: timeOf(startMs + minuteMs) })], 60)).toEqual(['a firing'])
  })

  it('is not told of silenced alerts, of symptoms, and of severities that it does not want', () => {
    const silenced = candidate('a', { silencedUntil: timeOf(startMs + 60 * minuteMs) })
    const { look } = driver()
    expect(look([silenced, candidate('b', {}, true), candidate('c', { severity: 'info' })], 600)).toEqual([])
    expect(look([candidate('a', over)], 600)).toEqual([])
  })

  it('is told of a silenced alert when the silence is over', () => {
    const { look } = driver()
    look([candidate('a', { silencedUntil: timeOf(startMs + minuteMs) })], 60)
    expect(look([candidate('a')], 60)).toEqual(['a firing'])
  })

  it('is told that an alert is over although it is silenced by then', () => {
    const { look } = driver()
    look([candidate('a')], 60)
    expect(look([candidate('a', { ...over, silencedUntil: timeOf(startMs + 60 * minuteMs) })], 60)).toEqual([
      'a resolved',
    ])
  })
})

describe('escalation', () => {
  it('tells those who want it of a page that nobody acknowledged for 15 minutes', () => {
    const { look } = driver({ severities: [], escalation: true })
    expect(look([critical('a')], 15 * 60)).toEqual([])
    expect(look([critical('a')], 60)).toEqual(['a escalated'])
    expect(look([critical('a', over)], 60)).toEqual(['a resolved'])
  })

  it('tells nobody of a page that somebody acknowledged, and of warnings', () => {
    const { look } = driver({ severities: [], escalation: true })
    expect(look([critical('a', acknowledged), candidate('b')], 3600)).toEqual([])
  })
})

describe('at most so many messages an hour', () => {
  it('what still fires is told later, and the rest is counted', () => {
    const { look } = driver({ perHour: 1 })
    expect(look([candidate('a')], 60)).toEqual(['a firing'])
    expect(look([candidate('a'), candidate('b'), candidate('c')], 600)).toEqual([])
    const later = look([candidate('a'), candidate('b'), candidate('c', over)], 3600)
    expect(later).toEqual(['b firing,1 held'])
  })

  it('one line says how many were held back when nothing fires any more', () => {
    const { look } = driver({ perHour: 1 })
    look([candidate('a')], 60)
    look([candidate('a'), candidate('b')], 60)
    expect(look([candidate('b', over)], 3600)).toEqual(['1 held'])
  })

  it('a page goes out all the same', () => {
    const { look } = driver({ perHour: 1 })
    look([candidate('a')], 60)
    expect(look([candidate('a'), critical('b')], 60)).toEqual(['b firing'])
  })
})

describe('whatever happens', () => {
  /** Which of six alerts fire, from a time on; alerts 0 and 1 are critical. */
  const steps = fc.array(fc.tuple(fc.subarray([0, 1, 2, 3, 4, 5]), fc.integer({ min: 1, max: 200 })), { maxLength: 40 })
  const perHour = fc.integer({ min: 1, max: 5 })

  function run(changes: readonly (readonly [number[], number])[], most: number) {
    const plan = new Notifications([{ ...receiver, perHour: most }])
    const fired = new Map<number, string>()
    const ended = new Map<number, Candidate>()
    const sent: { readonly atMs: number; readonly told: readonly string[]; readonly isPage: boolean }[] = []
    let nowMs = startMs
    for (const [firing, looks] of changes) {
      const shown = (id: number) =>
        ({ severity: id < 2 ? 'critical' : 'warning', firedAt: fired.get(id) ?? null }) as const
      for (const id of fired.keys())
        if (!firing.includes(id)) {
          ended.set(id, candidate(`${id}`, { ...shown(id), state: 'resolved', resolvedAt: timeOf(nowMs) }))
          fired.delete(id)
        }
      for (const id of firing) if (!fired.has(id)) fired.set(id, timeOf(nowMs))
      for (let look = 0; look < looks; look++, nowMs += 10_000) {
        const candidates = [...[...fired.keys()].map((id) => candidate(`${id}`, shown(id))), ...ended.values()]
        for (const { notices } of plan.plan(candidates, nowMs))
          sent.push({
            atMs: nowMs,
            told: notices.map(({ what, alert }) => `${alert.id} ${alert.firedAt} ${what}`),
            isPage: notices.some(({ alert }) => alert.severity === 'critical'),
          })
      }
    }
    return { sent, fired, nowMs }
  }

  it('nothing is told twice, and nothing is over that was not told to fire', () => {
    fc.assert(
      fc.property(steps, perHour, (changes, most) => {
        const told = run(changes, most).sent.flatMap((message) => message.told)
        expect(new Set(told).size).toBe(told.length)
        const early = told.filter((key, index) => !told.slice(0, index + 1).includes(key.replace('resolved', 'firing')))
        expect(early).toEqual([])
      }),
    )
  })

  it('no hour has more messages than it may, pages left out', () => {
    fc.assert(
      fc.property(steps, perHour, (changes, most) => {
        const sent = run(changes, most).sent.filter(({ isPage }) => !isPage)
        for (const { atMs } of sent) {
          const hour = sent.filter((other) => other.atMs <= atMs && other.atMs > atMs - 60 * minuteMs)
          expect(hour.length).toBeLessThanOrEqual(most)
        }
      }),
    )
  })

  it('a page that lasts is told within 20 s, and every alert that lasts for more than an hour is told', () => {
    fc.assert(
      fc.property(steps, perHour, (changes, most) => {
        const { sent, fired, nowMs } = run(changes, most)
        const told = new Set(sent.flatMap((message) => message.told))
        const late = [...fired].filter(([id, at]) => nowMs - Date.parse(at) > (id < 2 ? 20_000 : 70 * minuteMs))
        expect(late.filter(([id, at]) => !told.has(`${id} ${at} firing`))).toEqual([])
      }),
    )
  })
})
