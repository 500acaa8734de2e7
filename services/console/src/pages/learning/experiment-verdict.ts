import { count, number } from '../../data/format.ts'
import type { Experiment } from '../../data/replies.ts'
import type { Tone } from '../../ui/badge.tsx'

interface Verdict {
  readonly text: string
  readonly tone: Tone
}

/** What an experiment has shown, in a sentence. */
export function experimentVerdict({ state, winner, reason, result }: Experiment): Verdict {
  if (winner === 'treatment') return { text: 'The treatment is better', tone: 'good' }
  if (winner === 'control') return { text: 'The treatment is worse', tone: 'bad' }
  if (reason === 'sampleRatio' || (result.sampleRatio?.pValue ?? 1) < 0.001)
    return { text: `Worthless: people do not arrive by the planned shares (p = ${pValueOf(result)})`, tone: 'bad' }
  if (reason === 'latency') return { text: 'Stopped: the treatment was too slow', tone: 'bad' }
  if (reason === 'failures') return { text: 'Stopped: the treatment failed too often', tone: 'bad' }
  if (state === 'stopped') return { text: 'Nothing is proven', tone: 'plain' }
  return { text: `Nothing is proven yet, of ${count(result.units)} outcomes`, tone: 'plain' }
}

const pValueOf = ({ sampleRatio }: Experiment['result']) => number(sampleRatio?.pValue)
