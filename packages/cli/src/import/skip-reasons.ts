/** Why a row is not sent. Some are faults of the file; in a web server's log most of the others are meant to be left out. */
export const skipReasons = {
  malformed: { text: 'malformed', fault: true },
  columns: { text: 'wrong number of columns', fault: true },
  noItem: { text: 'no item', fault: true },
  noVisitor: { text: 'neither session nor user', fault: true },
  longId: { text: 'an id over 256 bytes', fault: true },
  badTime: { text: 'a time that is neither a number nor RFC 3339', fault: true },
  future: { text: 'a time in the future', fault: true },
  noText: { text: 'neither title nor text', fault: true },
  method: { text: 'not a GET request', fault: false },
  status: { text: 'an error or a redirect', fault: false },
  asset: { text: 'an asset, not a page', fault: false },
  bot: { text: 'a known bot', fault: false },
} as const satisfies Record<string, { text: string; fault: boolean }>

export type SkipReason = keyof typeof skipReasons
