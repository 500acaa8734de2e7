/** An OpenAI-compatible endpoint, as the operator configures it. */
export interface EmbeddingsEndpoint {
  /** What `/embeddings` is below, such as `https://host/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  /** Asked of models that can shorten their vectors. */
  readonly dimensions?: number | undefined
}

/** Vectors of one name can be compared. */
export const vectorSpace = ({ model, dimensions }: EmbeddingsEndpoint): string =>
  dimensions === undefined ? model : `${model}@${dimensions}`
