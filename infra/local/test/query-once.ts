import postgres from 'postgres'

/** Runs one statement on a connection of its own, so that none is open when a test stops the server. */
export async function queryOnce(url: string, statement: string) {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  return sql.unsafe(statement).finally(() => sql.end())
}
