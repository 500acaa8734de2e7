import { fitLsa } from './fit-lsa.ts'
import { decodeLsa, encodeLsa } from './lsa-codec.ts'

/** Latent semantic analysis: a model that tells which terms occur in the same documents. */
export const lsa = { fit: fitLsa, encode: encodeLsa, decode: decodeLsa } as const
