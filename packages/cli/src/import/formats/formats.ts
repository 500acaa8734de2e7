import { csvFormat } from './csv/csv.format.ts'
import type { Format } from './format.ts'
import { jsonFormat } from './json/json.format.ts'
import { logsFormat } from './logs/logs.format.ts'

/**
 * The formats that Inkling reads, in the order in which they are tried. JSON comes before logs: an event may have a
 * path and a status too, but no line of a log has an item and a user.
 */
export const formats: readonly Format[] = [jsonFormat, logsFormat, csvFormat]
