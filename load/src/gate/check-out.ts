import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Checks a commit out into a folder of its own and installs what it needs. */
export async function checkOut(repository: string, ref: string, path: string) {
  await run('git', ['worktree', 'add', '--detach', path, ref], { cwd: repository })
  const remove = async () => {
    await run('git', ['worktree', 'remove', '--force', path], { cwd: repository })
  }
  try {
    await run('npx', ['-y', 'pnpm@12', 'install', '--frozen-lockfile', '--prefer-offline'], { cwd: path })
    return { path, remove }
  } catch (error) {
    await remove()
    throw new Error(`The packages of ${ref} could not be installed.`, { cause: error })
  }
}
