import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { operationAnswer, problem, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

const directory = mkdtempSync(join(tmpdir(), 'inkling-backup-'))
afterAll(() => rmSync(directory, { recursive: true }))
let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
})
afterEach(() => gateway.close())

const inkling = (args: string) => runInkling(args.split(' '), { directory, url: gateway.url })

const answerWith = (ended: object) => gateway.respondWith((request) => operationAnswer(request, 'backup', ended))

it('inkling backup asks for a backup of the kind, waits for its end and says where it is', async () => {
  const backups = [{ repository: 1, label: '20260601-120000F', kind: 'full', storedBytes: 4_200_000 }]
  answerWith({ state: 'succeeded', result: { backups } })
  const { output } = await inkling('backup --kind full')
  expect(output).toBe('20260601-120000F (full) is in repository 1, 4.2 MB, and verified.')
  expect(gateway.posted('/performance/backup')).toEqual([{ kind: 'full' }])
})

it('inkling backup fails if the backup fails, or if none is set up', async () => {
  answerWith({ state: 'failed', error: 'The work failed' })
  expect((await inkling('backup')).error).toContain('The backup failed (operation op_1): The work failed')
  gateway.respondWith(() => problem(409, 'conflict'))
  expect((await inkling('backup')).error).toContain('conflict')
})

it.each(['backup list', 'backup drill', 'restore'])(
  'inkling %s says where it looked for the settings',
  async (command) => {
    expect((await inkling(command)).error).toBe('There is no folder .inkling/backup here or above. Give --folder.')
    expect((await inkling(`${command} --folder gone`)).error).toContain(
      `${join(directory, 'gone/settings.json')} cannot`,
    )
  },
)

it('inkling restore refuses to replace the data of a stack that runs, which would start Postgres on half of it', async () => {
  mkdirSync(join(directory, '.inkling/backup'), { recursive: true })
  const file = join(directory, '.inkling/start.pid')
  writeFileSync(file, `${process.pid}\n`)
  const { error } = await inkling('restore')
  rmSync(join(directory, '.inkling'), { recursive: true })
  expect(error).toContain(`(process ${process.pid}). Stop it first, or restore beside it: --into FOLDER.`)
})

it.each(['yesterday', '2026-06-01T12:00:00', '2026-13-01T12:00:00Z'])(
  'inkling restore --to %s is refused: no time with a zone',
  async (time) => {
    expect((await inkling(`restore --to ${time}`)).error).toContain('Give a time with its zone')
  },
)
