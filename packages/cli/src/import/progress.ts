import cliProgress from 'cli-progress'

/** Tells the person how far an import is. */
export interface Progress {
  /** `bytesRead` of the file, `answered` events or items by the server. */
  update(bytesRead: number, answered: number): void
  stop(): void
}

const lineEveryMs = 5000
const redrawsPerSecond = 10

/** A bar on a terminal, elsewhere a line every five seconds. */
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
      const left = formatSeconds((seconds * (sizeBytes - bytesRead)) / bytesRead)
      bar.update(bytesRead, {
        answered: formatCount(answered),
        rate: formatCount(Math.round(answered / seconds)),
        left,
      })
    },
    stop: () => bar.stop(),
  }
}

export const formatCount = (count: number) => count.toLocaleString('en')

function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`
}

function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–'
  if (seconds < 60) return `${Math.ceil(seconds)} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
