import { chmod, lstat, mkdir, mkdtemp, realpath, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placeFolder } from './place-folder.ts'

const isRoot = process.getuid?.() === 0

let parent: string
beforeEach(async () => {
  parent = await realpath(await mkdtemp(join(tmpdir(), 'inkling-place-')))
})
afterEach(() => rm(parent, { recursive: true }))

function testsWithoutRoot() {
  it('without root, placeFolder uses the folder itself and the present user', async () => {
    const path = join(parent, 'postgres')
    expect(await placeFolder(path)).toEqual({ path, identity: undefined })
  })
}

function testsAsRoot() {
  it('as root, placeFolder gives the folder to an unprivileged user who can reach it', async () => {
    const path = join(parent, 'open', 'postgres')
    await mkdir(join(parent, 'open'), { mode: 0o755 })
    await chmod(parent, 0o711)
    const place = await placeFolder(path)
    expect(place.path).toBe(path)
    expect(place.identity?.uid).toBeGreaterThan(0)
    expect((await stat(path)).uid).toBe(place.identity?.uid)
  })

  it('as root, placeFolder puts a folder that the unprivileged user cannot reach elsewhere, and finds it again', async () => {
    const path = join(parent, 'closed', 'postgres')
    const reachable = join(parent, 'reachable')
    const place = await placeFolder(path, reachable)
    expect(place.path.startsWith(reachable)).toBe(true)
    expect((await lstat(path)).isSymbolicLink()).toBe(true)
    expect(await placeFolder(path, reachable)).toEqual(place)
  })
}

// A process has one user, so a run can hold only the promises to that user.
describe('placeFolder', isRoot ? testsAsRoot : testsWithoutRoot)
