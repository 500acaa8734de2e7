import type { SearchDocument } from '../document.ts'
import type { Analyser } from '../text/analyser.ts'
import { addOccurrence, type PackedFrequencies, type PerField } from './fields.ts'
import type { Forms } from './forms.ts'
import { withCapacity } from './with-capacity.ts'

export interface FormCounts {
  /** Numbers of the distinct forms, ascending. */
  readonly forms: Uint32Array
  readonly frequencies: (form: number) => PackedFrequencies
  /** Terms in each field, stop words left out: they would make chatty texts look long. */
  readonly lengths: Readonly<PerField>
}

/** Counts the forms of documents, one at a time: its counts are valid until the next. */
export class FormCounter {
  readonly #analyser: Analyser
  readonly #forms: Forms
  /** By form number; zero but for the document counted last. */
  #counts = new Uint16Array(256)
  #counted = new Uint32Array()

  constructor(analyser: Analyser, forms: Forms) {
    this.#analyser = analyser
    this.#forms = forms
  }

  /** Gives the document's new forms their numbers. */
  count(document: SearchDocument): FormCounts {
    for (const form of this.#counted) this.#counts[form] = 0
    const found: number[] = []
    const lengths = { title: 0, tags: 0, text: 0 }
    const count = (field: keyof PerField, text: string): void => {
      const add = addOccurrence[field]
      this.#analyser.forEachTerm(text, (term, _start, _end, word) => {
        const form = this.#forms.addWithTerm(word, term)
        this.#counts = withCapacity(this.#counts, form + 1)
        const before = this.#counts[form] as number
        if (before === 0) found.push(form)
        this.#counts[form] = add(before)
        if (!this.#analyser.isStopTerm(term)) lengths[field]++
      })
    }
    count('title', document.title)
    for (const tag of document.tags ?? []) count('tags', tag)
    if (document.text !== undefined) count('text', document.text)
    this.#counted = Uint32Array.from(found).sort()
    return { forms: this.#counted, frequencies: (form) => this.#counts[form] as number, lengths }
  }
}
