export type Labels = Readonly<Record<string, string>>

/** The value of one series at one time. */
export interface Sample {
  readonly name: string
  readonly labels: Labels
  readonly value: number
}

/** Whether labels fit matchers of Prometheus, such as `circuit!~"Postgres.*"`. Without a label, its value is empty. */
export const matches = (labels: Labels, matchers: readonly string[]): boolean =>
  matchers.every((matcher) => {
    const [, name, operator, text] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(matcher) ?? []
    if (name === undefined || operator === undefined || text === undefined)
      throw new RangeError(`a matcher is label="value", got ${matcher}`)
    const value = labels[name] ?? ''
    const isEqual = operator.endsWith('~') ? new RegExp(`^(?:${text})$`).test(value) : value === text
    return isEqual !== operator.startsWith('!')
  })

/** A name for labels: equal for equal ones, in whatever order they are. */
export const keyOf = (labels: Labels): string => JSON.stringify(Object.entries(labels).toSorted())

/** Those of the labels, in this order, that are there. */
export const pick = (labels: Labels, names: readonly string[]): Labels =>
  Object.fromEntries(names.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])))
