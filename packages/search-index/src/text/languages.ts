import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stopwords as frenchStopWords } from '@orama/stopwords/french'
import { stopwords as germanStopWords } from '@orama/stopwords/german'
import { stopwords as spanishStopWords } from '@orama/stopwords/spanish'
import { stemEnglish } from './english-stemmer.ts'
import { englishStopWords } from './english-stop-words.ts'

interface LanguageRules {
  readonly stem: (word: string) => string
  /** As the language writes them. */
  readonly stopWords: readonly string[]
  /** Whether nouns are written together: Fahrradhelm. */
  readonly hasCompounds?: true
}

/** BCP 47; `none` matches words as written. */
export type Language = 'en' | 'de' | 'es' | 'fr' | 'none'

export const languages: Readonly<Record<Language, LanguageRules>> = {
  en: { stem: stemEnglish, stopWords: englishStopWords },
  de: { stem: german, stopWords: germanStopWords, hasCompounds: true },
  es: { stem: spanish, stopWords: spanishStopWords },
  fr: { stem: french, stopWords: frenchStopWords },
  none: { stem: (word) => word, stopWords: [] },
}
