import { InklingError } from '@inkling/errors'
import { type CronExpression, CronExpressionParser } from 'cron-parser'

/** When something happens again and again. */
export interface Recurrence {
  /** Five fields, or a name such as `@daily`. */
  readonly cron: string
  /** Of IANA, such as `Europe/Berlin`. */
  readonly timeZone: string
}

const names = ['@hourly', '@daily', '@weekly', '@monthly', '@yearly']
const fieldNames = 'minute, hour, day of the month, month and day of the week'

/** The first planned time after `after`. @throws InklingError as {@link checkRecurrence} */
export function nextOccurrence(recurrence: Recurrence, after: Date): Date {
  const expression = parse(recurrence, after)
  try {
    return expression.next().toDate()
  } catch (cause) {
    throw invalid('/cron', 'It names no day that exists', cause)
  }
}

/**
 * Checks that it recurs, and once a minute at most.
 * @throws InklingError validation_failed that names `/cron` or `/timeZone` and the fault
 */
export const checkRecurrence = (recurrence: Recurrence): void => void nextOccurrence(recurrence, new Date())

function parse({ cron, timeZone }: Recurrence, currentDate: Date): CronExpression {
  checkTimeZone(timeZone)
  const fields = cron.trim().split(/\s+/)
  if (cron.startsWith('@') ? cron === '@secondly' : fields.length === 6)
    throw invalid('/cron', `Once a minute is the most often; leave the seconds out: ${fieldNames}`)
  if (cron.startsWith('@') ? !names.includes(cron) : fields.length !== 5)
    throw invalid('/cron', `It needs five fields (${fieldNames}), or one of ${names.join(', ')}`)
  // Jenkins' hashed fields would be other times at each reading.
  if (/(^|[\s,])H/i.test(cron) && !cron.startsWith('@')) throw invalid('/cron', 'H is not supported; name the times')
  try {
    const expression = CronExpressionParser.parse(cron, { tz: timeZone, currentDate })
    if (namesNoDay(expression)) throw new RangeError('no month has such a day')
    return expression
  } catch (cause) {
    throw invalid('/cron', `It is not valid: ${(cause as Error).message}`, cause)
  }
}

const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** The parser would search for such a day for seconds. */
function namesNoDay({ fields: { dayOfMonth, month, dayOfWeek } }: CronExpression): boolean {
  const days = dayOfMonth.values.filter((day) => typeof day === 'number')
  const isPossible = (one: number) => days.some((day) => day <= (longest[one - 1] ?? 0))
  return dayOfWeek.isWildcard && days.length === dayOfMonth.values.length && !month.values.some(isPossible)
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch (cause) {
    throw invalid('/timeZone', `There is no time zone ${timeZone}; name one of IANA, such as Europe/Berlin`, cause)
  }
}

const invalid = (pointer: string, detail: string, cause?: unknown) =>
  new InklingError('validation_failed', `Not valid: ${pointer}: ${detail}`, {
    errors: [{ pointer, code: 'recurrence', detail }],
    cause,
  })
