import { type Batch, Batcher, type BatchLimits } from './batcher.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Converter } from './converter.ts'
import type { Deliver } from './deliver.ts'
import type { Progress } from './progress.ts'
import { Sender, type SenderOptions } from './sender.ts'
import { readLines, type Source } from './source.ts'
import { Tally } from './tally.ts'

/** What is made of the lines and where it goes. */
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
 * Reads a file from its start, sends what lies beyond the checkpoint, and moves the checkpoint as answers come.
 * Memory is bounded by the chunk being read and the batches in flight.
 *
 * When all is acknowledged the checkpoint is cleared; when reading or sending fails, or the signal aborts, it is saved and
 * the error thrown.
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

async function* readBatches<T extends object>(
  source: Source,
  converter: Converter<T>,
  batcher: Batcher<T>,
  tally: Tally,
): AsyncGenerator<Batch<T>> {
  for await (const chunk of readLines(source)) {
    tally.bytesRead = chunk.bytesRead
    for (const line of chunk.lines) {
      converter.read(line, ++tally.lines, batcher)
      if (batcher.hasFull) yield* batcher.takeFull()
    }
  }
  converter.end(batcher)
  batcher.close()
  yield* batcher.takeFull()
}
