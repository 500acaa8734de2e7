import cliProgress from 'cli-progress'
import { formatBytes, formatCount, formatDuration } from './format.ts'

/** Shows the progress of an import. */
export interface Progress {
  /** `bytesRead` of the file so far, and the number of events or items that the server has `answered`. */
  update(bytesRead: number, answered: number): void
  stop(): void
}

const lineEveryMs = 10_000
const redrawsPerSecond = 10

/** Shows a bar on a terminal and elsewhere a line every ten seconds. */
export function showProgress(
  stream: NodeJS.WriteStream,
  { name, sizeBytes, now }: { name: string; sizeBytes: number; now: () => number },
): Progress {
  const startedAtMs = now()
  const bar = new cliProgress.SingleBar({
    stream,
    format: `${name} ${stream.isTTY ? '{bar} ' : ''}{percentage}% of {size} · {answered} · {rate}/s · {left} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    fps: redrawsPerSecond,
    noTTYOutput: true,
    notTTYSchedule: lineEveryMs,
  })
  bar.start(sizeBytes, 0, { size: formatBytes(sizeBytes), answered: 0, rate: 0, left: '–' })
  return {
    update: (bytesRead, answered) => {
      const seconds = Math.max(0.001, (now() - startedAtMs) / 1000)
      const left = formatDuration((seconds * (sizeBytes - bytesRead)) / bytesRead)
      bar.update(bytesRead, {
        answered: formatCount(answered),
        rate: formatCount(Math.round(answered / seconds)),
        left,
      })
    },
    stop: () => bar.stop(),
  }
}
