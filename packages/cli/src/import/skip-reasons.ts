/** Why a line is not sent. If `fault` is true, the file is wrong; else the line is no usage of an item by a person. */
export const skipReasons = {
  malformed: { text: 'malformed line', fault: true },
  notJson: { text: 'not a JSON object', fault: true },
  encoding: { text: 'bytes of another encoding: name it, such as --encoding latin1', fault: true },
  columns: { text: 'wrong number of columns', fault: true },
  noItem: { text: 'no item id', fault: true },
  noVisitor: { text: 'neither session nor user id', fault: true },
  longId: { text: 'an id of more than 256 bytes', fault: true },
  badTime: { text: 'a time in no accepted form, such as 2026-10-31 10:00:00', fault: true },
  future: { text: 'a time in the future', fault: true },
  otherUnit: { text: 'a time in the future or past: the file mixes units', fault: true },
  noText: { text: 'neither title nor text', fault: true },
  header: { text: 'the header again', fault: false },
  variant: { text: 'a further row of the same item', fault: false },
  comment: { text: 'a comment', fault: false },
  method: { text: 'not a GET request', fault: false },
  status: { text: 'an error, a redirect or a part of a file', fault: false },
  asset: { text: 'an asset, not a page', fault: false },
  bot: { text: 'a known bot', fault: false },
  prefetch: { text: 'a prefetch, which no person asked for', fault: false },
} as const satisfies Record<string, { text: string; fault: boolean }>

export type SkipReason = keyof typeof skipReasons
