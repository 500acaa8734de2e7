import { describe, expect, it } from 'vitest'
import { runInkling } from '../../test/run-inkling.ts'

const small = ['--seeds', '1', '--feedbacks', '500', '--feedbacks-after-flip', '250', '--bias-answers', '500']
const evaluate = (...args: string[]) =>
  runInkling(['evaluate', 'suggestions', ...small, ...args], { directory: '.', url: '' })

describe('inkling evaluate suggestions', () => {
  it('prints JSON with the documented keys', async () => {
    const { output, error } = await evaluate('--json')
    expect(error).toBeUndefined()
    const report = JSON.parse(output)
    expect(report).toMatchObject({ seeds: 1, phases: [{}, {}], positionBias: {} })
    expect(report.phases[0].points.map(({ feedbacks }: { feedbacks: number }) => feedbacks)).toEqual([0, 250, 500])
    for (const key of ['answers', 'oracleClickRate', 'regret', 'fixedRegret'])
      expect(report.phases[0][key]).toBeTypeOf('number')
    for (const key of ['meanError', 'worstError', 'clicks', 'keptClickRate'])
      expect(report.positionBias[key]).toBeTypeOf('number')
    expect(report.positionBias.curve).toHaveLength(10)
  })

  it('prints the same report each time, with regret and position bias', async () => {
    const { output } = await evaluate('--limit', '4')
    expect((await evaluate('--limit', '4')).output).toBe(output)
    for (const text of ['Wrong weights at first', 'After the preferences flip', 'regret', 'Position bias', 'mean and'])
      expect(output).toContain(text)
  })

  it.for([
    ['--swap-rate', '1.5', 'It must be a number from 0 to 1.'],
    ['--exploration-rate', '', 'It must be a number from 0 to 1.'],
    ['--feedbacks', '100', 'It must be a whole number from 250'],
    ['--seeds', '0', 'It must be a whole number from 1 to 100.'],
  ] as const)('names the option that is out of range: %s %s', async ([option, value, message]) => {
    const { error } = await evaluate(option, value)
    expect(error).toContain(option)
    expect(error).toContain(message)
  })
})
