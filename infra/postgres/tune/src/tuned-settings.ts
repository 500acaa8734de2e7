/** What Postgres may use. */
export interface Machine {
  /** For Postgres and the page cache of its files; not what other programs need. */
  readonly memoryBytes: number
  readonly cores: number
  readonly disk: 'ssd' | 'hdd'
  readonly diskBytes: number
  /** How many connections clients may open. */
  readonly connections: number
}

export interface Setting {
  readonly name: string
  /** As postgresql.conf has it. */
  readonly value: string
  /** The formula and its source. */
  readonly why: string
}

const megabyte = 2 ** 20
const gigabyte = 2 ** 30

/**
 * Settings of Postgres 15 or newer for short statements of many clients. Sources: the manual of Postgres 15, chapters
 * 20.4 (resources), 20.5 (WAL) and 20.7 (planning), and the formulas of PGTune (github.com/le0pard/pgtune) for OLTP.
 */
export function tunedSettings({ memoryBytes, cores, disk, diskBytes, connections }: Machine): Setting[] {
  const sharedBuffers = memoryBytes / 4
  const perGather = Math.min(4, Math.floor(cores / 2))
  const workMemory = (memoryBytes - sharedBuffers) / (3 * connections) / Math.max(1, perGather)
  const maxWal = between(gigabyte, diskBytes / 20, 16 * gigabyte)
  const isSsd = disk === 'ssd'
  return [
    { name: 'max_connections', value: String(connections), why: 'what the pools of all processes may open' },
    { name: 'shared_buffers', value: inMegabytes(sharedBuffers), why: 'a quarter of the memory (20.4.1)' },
    {
      name: 'effective_cache_size',
      value: inMegabytes(memoryBytes * 0.75),
      why: 'three quarters of the memory: shared_buffers and the page cache (20.7.2, PGTune)',
    },
    {
      name: 'maintenance_work_mem',
      value: inMegabytes(between(64 * megabyte, memoryBytes / 16, gigabyte)),
      why: 'a sixteenth of the memory (PGTune); a vacuum uses 1 GB at most',
    },
    {
      name: 'work_mem',
      value: inMegabytes(Math.max(4 * megabyte, workMemory)),
      why: 'what is left, for three sorts of each connection and its parallel workers (PGTune); 4 MB at least',
    },
    { name: 'min_wal_size', value: inMegabytes(maxWal / 4), why: 'a quarter of max_wal_size (PGTune)' },
    {
      name: 'max_wal_size',
      value: inMegabytes(maxWal),
      why: 'a twentieth of the disk, 1 to 16 GB: checkpoints are due by time, not by size (20.5.2)',
    },
    {
      name: 'random_page_cost',
      value: isSsd ? '1.1' : '4',
      why: 'how much longer a page takes that is read out of order (20.7.2)',
    },
    {
      name: 'effective_io_concurrency',
      value: isSsd ? '200' : '2',
      why: 'pages that the disk reads at once: hundreds on an SSD (20.4.6)',
    },
    {
      name: 'max_parallel_workers_per_gather',
      value: String(perGather),
      why: 'half of the cores, 4 at most (PGTune)',
    },
    {
      name: 'max_parallel_workers',
      value: String(Math.min(8, cores)),
      why: 'the cores; at most max_worker_processes, which stays 8, so that a standby of any size can follow',
    },
    {
      name: 'max_parallel_maintenance_workers',
      value: String(Math.min(4, Math.ceil(cores / 2))),
      why: 'half of the cores, 4 at most (PGTune)',
    },
    { name: 'wal_compression', value: 'on', why: 'whole pages after a checkpoint are most of the WAL' },
    { name: 'jit', value: 'off', why: 'statements are short: to compile one takes longer than to run it' },
  ]
}

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))
const inMegabytes = (bytes: number): string => `${Math.floor(bytes / megabyte)}MB`
