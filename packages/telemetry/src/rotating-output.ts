import { copyFileSync, existsSync, fstatSync, ftruncateSync, renameSync, rmSync, statSync } from 'node:fs'
import { type DestinationStream, pino } from 'pino'

interface RotatingOutputOptions {
  /** The file to which standard output is appended; whoever starts the process opens it with O_APPEND. */
  readonly file: string
  readonly maxBytes: number
  /** How many older files stay: `FILE.1` is the newest. */
  readonly keptFiles: number
}

const standardOutput = 1

/**
 * Standard output that rotates its own file: when it is full, it is copied to `FILE.1` and emptied.
 *
 * The process itself does it, between two lines, so no line is lost, whether or not its parent lives. It is copied, not
 * renamed: what Node writes on its own when it crashes then still ends in `file`. The process must be the only one that
 * writes to it. If there is no room for the copy, the file grows until there is.
 */
export function rotatingOutput({ file, maxBytes, keptFiles }: RotatingOutputOptions, fd = standardOutput) {
  const output = pino.destination({ fd, sync: true })
  const sizeBytes = () => fstatSync(fd).size
  let left = isSame(file, fd) ? maxBytes - sizeBytes() : Number.POSITIVE_INFINITY

  function rotate(): void {
    const room = maxBytes - sizeBytes()
    left = room > 0 ? room : maxBytes
    if (room > 0) return
    const copy = `${file}.copy`
    try {
      copyFileSync(file, copy)
      shiftLogFiles(file, keptFiles)
      renameSync(copy, `${file}.1`)
      ftruncateSync(fd)
    } catch {
      // Without a copy, nothing is deleted. The next try, after as many bytes again, writes over what there is of it.
    }
  }
  const destination: DestinationStream = {
    write(line) {
      if (left <= 0) rotate()
      output.write(line)
      left -= line.length
    },
  }
  return destination
}

/** Makes `FILE.1` free: each older file gets the next number, and the one beyond `keptFiles` is deleted. */
function shiftLogFiles(file: string, keptFiles: number): void {
  rmSync(`${file}.${keptFiles}`, { force: true })
  for (let n = keptFiles - 1; n >= 1; n--)
    if (existsSync(`${file}.${n}`)) renameSync(`${file}.${n}`, `${file}.${n + 1}`)
}

function isSame(file: string, fd: number): boolean {
  const [named, open] = [statSync(file, { throwIfNoEntry: false }), fstatSync(fd)]
  return named?.ino === open.ino && named.dev === open.dev
}
