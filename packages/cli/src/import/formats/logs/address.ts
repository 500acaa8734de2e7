import { isIP } from 'node:net'

/** The address without a port and brackets: of `192.0.2.1:5000`, `[2001:db8::1]:443` and of the first of a list. */
export function plainAddress(text: string): string {
  const [first = ''] = text.split(',')
  return first
    .trim()
    .replace(/^\[([^\]]*)\](?::\d+)?$/, '$1')
    .replace(/^([^:]+):\d+$/, '$1')
}

export const isAddress = (text: string): boolean => isIP(plainAddress(text)) > 0
