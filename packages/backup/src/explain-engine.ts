const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /No space left|unable to write '/,
    'A repository takes no more; its disk may be full: free space there, and try again.',
  ],
  [/ENOENT/, 'The program is not on this machine: install its package.'],
  [/unable to acquire lock/, 'Another backup or restore runs: wait until it has ended.'],
  [/do not match the database/, 'The repository belongs to another cluster: restore that one, or use another folder.'],
]

/** What the operator reads about a command that failed. */
export function explainEngine(command: string, exitCode: number | undefined, said: string): string {
  const remedy =
    remedies.find(([pattern]) => pattern.test(said))?.[1] ?? 'See what it said, and its log in the backup folder.'
  return `${command} failed (code ${exitCode ?? 'none'}). ${remedy} It said: ${said}`
}
