const requestLine = /^([A-Za-z]{3,20}) (.+?)(?: HTTP\/\d(?:\.\d)?)?$/

/** The method and the target of a request line such as `GET /a HTTP/1.1`; undefined if it is none. */
export function parseRequestLine(text: string): { method: string; target: string } | undefined {
  const [, method, target] = requestLine.exec(text) ?? []
  return method === undefined || target === undefined ? undefined : { method, target }
}
