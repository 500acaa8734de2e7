const sample = /^(\w+)(?:\{(.*)\})? \S+$/gm
const family = /^# TYPE (\w+) (\w+)$/gm
const edge = /(?:^|,)le="[^"]*"/

/**
 * The number of series of each metric in the text format of Prometheus. A histogram counts once for each set of labels,
 * however many buckets it has.
 */
export function seriesOf(text: string): Map<string, number> {
  const sets = new Map([...text.matchAll(family)].map(([, name = '']) => [name, new Set<string>()]))
  for (const [, name = '', labels = ''] of text.matchAll(sample)) {
    const set = sets.get(name) ?? sets.get(name.replace(/_(bucket|sum|count)$/, ''))
    set?.add(labels.replace(edge, '').replace(/^,/, ''))
  }
  return new Map([...sets].map(([name, set]) => [name, set.size]))
}
