/** With its zone: otherwise Postgres reads it in that of the server. */
export const postgresTime = (ms: number): string => new Date(ms).toISOString().replace('T', ' ').replace('Z', '+00')
