/** An OpenAI-compatible endpoint, as the operator configures it. */
export interface EmbeddingsEndpoint {
  /** The URL above `/embeddings`, such as `https://host/v1`. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  /** Only for models that can shorten their vectors. */
  readonly dimensions?: number | undefined
}

/** The name of a vector space: only vectors of the same space can be compared. */
export const vectorSpace = ({ model, dimensions }: EmbeddingsEndpoint): string =>
  dimensions === undefined ? model : `${model}@${dimensions}`
