/** Waits for the answers of processes, and tells those that gave none apart. */
export async function gatherAnswers<T>(asked: readonly (readonly [process: string, answer: Promise<T>])[]) {
  const outcomes = await Promise.all(
    asked.map(async ([process, answer]) => [process, await answer.catch(() => undefined)] as const),
  )
  return {
    answers: outcomes.flatMap(([process, answer]) => (answer === undefined ? [] : [[process, answer] as const])),
    unreachable: outcomes.flatMap(([process, answer]) => (answer === undefined ? [process] : [])),
  }
}
