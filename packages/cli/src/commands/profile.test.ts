import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { problem, RecordingGateway } from '../../test/recording-gateway.ts'
import { runInkling } from '../../test/run-inkling.ts'

const directory = await mkdtemp(join(tmpdir(), 'inkling-profile-'))
afterAll(() => rm(directory, { recursive: true }))
let gateway: RecordingGateway
beforeEach(async () => {
  gateway = await RecordingGateway.start()
  gateway.respondWith(() => ({ status: 200, body: profile }))
})
afterEach(() => gateway.close())

const profile = { nodes: [], samples: [1], timeDeltas: [2] }
const inkling = (args: string) => runInkling(args.split(' '), { directory, url: gateway.url })
const written = async (file: string) => JSON.parse(await readFile(join(directory, file), 'utf8'))

it('inkling profile writes a profile of the processor, of 10 seconds unless told', async () => {
  const { output, notes } = await inkling('profile prediction')
  expect(notes).toContain('prediction for 10 s')
  expect(output).toContain('prediction.cpuprofile is written')
  expect(gateway.posted('/performance/profiles')).toEqual([{ service: 'prediction', kind: 'cpu', seconds: 10 }])
  expect(await written('prediction.cpuprofile')).toEqual(profile)
})

it('inkling profile records the heap of a replica into the file that is named', async () => {
  const { output } = await inkling('profile search --kind heap --seconds 3 --process 2 --output a.heapprofile')
  expect(output).toContain('Memory')
  expect(gateway.posted('/performance/profiles')).toEqual([{ service: 'search', kind: 'heap', seconds: 3, process: 2 }])
  expect(await written('a.heapprofile')).toEqual(profile)
})

it('inkling profile says what is wrong, and writes nothing', async () => {
  expect((await inkling('profile nothing')).error).toContain('nothing')
  expect((await inkling('profile search --seconds 0')).error).toContain('whole number')
  expect((await inkling('profile search --output absent/a')).error).toContain('absent/a')
  gateway.respondWith(() => problem(409, 'conflict'))
  expect((await inkling('profile worker')).error).toContain('it is conflict')
  await expect(written('worker.cpuprofile')).rejects.toThrow('ENOENT')
})
