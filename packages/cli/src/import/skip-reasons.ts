/** Why a line is not sent. If `fault` is true, the file is wrong; else the line is no usage of an item by a person. */
export const skipReasons = {
  malformed: { text: 'malformed line', fault: true },
  columns: { text: 'wrong number of columns', fault: true },
  noItem: { text: 'no item id', fault: true },
  noVisitor: { text: 'neither session nor user id', fault: true },
  longId: { text: 'an id of more than 256 bytes', fault: true },
  badTime: { text: 'a time that is neither a number nor RFC 3339', fault: true },
  future: { text: 'a time in the future', fault: true },
  noText: { text: 'neither title nor text', fault: true },
  method: { text: 'not a GET request', fault: false },
  status: { text: 'an error or a redirect', fault: false },
  asset: { text: 'an asset, not a page', fault: false },
  bot: { text: 'a known bot', fault: false },
} as const satisfies Record<string, { text: string; fault: boolean }>

export type SkipReason = keyof typeof skipReasons
