import { type Batch, Batcher, type BatchLimits } from './batcher.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Converter } from './converter.ts'
import type { Deliver } from './deliver.ts'
import type { Progress } from './progress.ts'
import { Sender, type SenderOptions } from './sender.ts'
import { readLines, type Source } from './source.ts'
import { Tally } from './tally.ts'

/** How lines are converted and where they are sent. */
export interface Route<T extends object> {
  readonly converter: Converter<T>
  readonly deliver: Deliver<T>
  readonly limits: BatchLimits
}

export interface Run {
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly checkpoint: Checkpoint
  readonly progress: Progress
}

/**
 * Reads a file from its start, sends the lines after the checkpoint and moves the checkpoint with each answer.
 * Memory is bounded by one chunk of the file and the batches in flight.
 *
 * After the last answer it clears the checkpoint. If reading or sending fails, or the signal aborts, it saves the
 * checkpoint and throws the error.
 */
export async function loadLines<T extends object>(
  source: Source,
  { converter, deliver, limits }: Route<T>,
  { concurrency, signal, checkpoint, progress }: Run,
): Promise<Tally> {
  const tally = new Tally()
  const resumeAfterLine = checkpoint.line
  const onAcknowledged: SenderOptions<T>['onAcknowledged'] = (batch, answer, line) => {
    tally.acknowledge(batch.lines, answer)
    checkpoint.reached(line)
    progress.update(tally.bytesRead, tally.answered)
  }
  const sender = new Sender<T>({ deliver, concurrency, resumeAfterLine, signal, onAcknowledged })
  try {
    const batcher = new Batcher<T>(limits, resumeAfterLine, tally)
    for await (const batch of readBatches(source, converter, batcher, tally)) await sender.push(batch)
    await sender.drain()
  } catch (error) {
    await sender.settle()
    checkpoint.save()
    throw error
  }
  checkpoint.clear()
  return tally
}

/** If the file cannot be read to its end, the batches of the lines that were read come before the error. */
async function* readBatches<T extends object>(
  source: Source,
  converter: Converter<T>,
  batcher: Batcher<T>,
  tally: Tally,
): AsyncGenerator<Batch<T>> {
  const failures: unknown[] = []
  try {
    for await (const chunk of readLines(source)) {
      tally.bytesRead = chunk.bytesRead
      for (const line of chunk.lines) {
        converter.read(line, ++tally.lines, batcher)
        if (batcher.hasFull) yield* batcher.takeFull()
      }
    }
  } catch (error) {
    failures.push(error)
  }
  converter.end(batcher)
  batcher.close()
  yield* batcher.takeFull()
  if (failures.length > 0) throw failures[0]
}
