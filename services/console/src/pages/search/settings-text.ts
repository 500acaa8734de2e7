import type { Input } from '../../data/use-call.ts'

export type SearchSettings = NonNullable<Input<'putSearchSettings'>>['body']
type Rule = NonNullable<SearchSettings['rules']>[number]

/** Settings as a person types them: a line for each group of synonyms and for each rule. */
export interface SettingsText {
  readonly language: string
  readonly title: string
  readonly tags: string
  readonly text: string
  readonly synonyms: string
  readonly rules: string
}

export function textOf({ language, fieldWeights = {}, synonyms = [], rules = [] }: SearchSettings): SettingsText {
  const { title = '', tags = '', text = '' } = fieldWeights
  return {
    language: language ?? '',
    title: String(title),
    tags: String(tags),
    text: String(text),
    synonyms: synonyms.map((group) => group.join(', ')).join('\n'),
    rules: rules.map(ruleText).join('\n'),
  }
}

const ruleText = ({ query, pins = [], blocks = [] }: Rule) =>
  [query, ...pins.map((id) => `+ ${id}`), ...blocks.map((id) => `- ${id}`)].join(' | ')

export function settingsOf({ language, title, tags, text, synonyms, rules }: SettingsText): SearchSettings {
  const weights = Object.entries({ title, tags, text }).filter(([, value]) => value.trim() !== '')
  const groups = linesOf(synonyms).map((line) => partsOf(line, ','))
  const parsed = linesOf(rules).map(ruleOf)
  return {
    ...(language && { language: language as NonNullable<SearchSettings['language']> }),
    ...(weights.length > 0 && {
      fieldWeights: Object.fromEntries(weights.map(([name, value]) => [name, Number(value)])),
    }),
    ...(groups.length > 0 && { synonyms: groups }),
    ...(parsed.length > 0 && { rules: parsed }),
  }
}

function ruleOf(line: string): Rule {
  const [query = '', ...ids] = partsOf(line, '|')
  const marked = (mark: string) => ids.flatMap((id) => (id.startsWith(mark) ? [id.slice(1).trim()] : []))
  const [pins, blocks] = [marked('+'), marked('-')]
  return { query, ...(pins.length > 0 && { pins }), ...(blocks.length > 0 && { blocks }) }
}

const linesOf = (text: string) => partsOf(text, '\n')
const partsOf = (text: string, separator: string) =>
  text
    .split(separator)
    .map((part) => part.trim())
    .filter(Boolean)
