import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemEnglish } from './english-stemmer.ts'
import { englishStopWords } from './english-stop-words.ts'

interface LanguageRules {
  readonly stem: (word: string) => string
  /** Folded, not stemmed. Where none are listed, their low idf alone keeps them quiet. */
  readonly stopWords: readonly string[]
}

/** BCP 47; `none` matches words as written. */
export type Language = 'en' | 'de' | 'es' | 'fr' | 'none'

export const languages: Readonly<Record<Language, LanguageRules>> = {
  en: { stem: stemEnglish, stopWords: englishStopWords },
  de: { stem: german, stopWords: [] },
  es: { stem: spanish, stopWords: [] },
  fr: { stem: french, stopWords: [] },
  none: { stem: (word) => word, stopWords: [] },
}
