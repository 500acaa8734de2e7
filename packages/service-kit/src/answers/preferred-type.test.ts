import { expect, it } from 'vitest'
import { preferredType } from './preferred-type.ts'

const prometheus =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;' +
  'q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1'

it.each([
  ['no header', undefined, 'application/json'],
  ['everything', '*/*', 'application/json'],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html'],
  ['a higher weight of JSON', 'text/html;q=0.2, application/json', 'application/json'],
  ['a higher weight of HTML', 'application/json;q=0.5, text/html;q=0.9', 'text/html'],
  ['HTML that is refused', 'text/html;q=0, */*', 'application/json'],
  ['a range', 'text/*', 'text/html'],
  ['parameters and capitals', 'Text/HTML;charset=utf-8', 'text/html'],
  ['another type only', 'image/png', 'application/json'],
  ['nonsense', ';;,q=', 'application/json'],
])('%s: %s gets %s', (_, accept, type) => {
  expect(preferredType(accept, ['application/json', 'text/html'])).toBe(type)
})

it('Prometheus gets OpenMetrics', () => {
  expect(preferredType(prometheus, ['text/plain', 'application/openmetrics-text'])).toBe('application/openmetrics-text')
})
