export { evaluateSuggestions, type PhaseSummary, type SuggestionsEvaluation } from './evaluate-suggestions.ts'
