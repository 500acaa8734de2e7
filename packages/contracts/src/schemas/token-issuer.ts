import { type Static, Type } from 'typebox'
import { scopes } from '../scopes.ts'
import { AllowedOrigins } from './origin.ts'
import { Text, Time } from './text.ts'

export const IssuerId = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
  description: 'The id of the issuer, which you choose: 1 to 32 lower-case letters, digits and hyphens',
  examples: ['login'],
})

export const TokenIssuerBody = Type.Object(
  {
    issuer: Type.String({
      ...Text(500, 'The claim `iss` of its tokens, exactly'),
      minLength: 1,
      examples: ['https://login.shop.example/'],
    }),
    audience: Type.String({
      ...Text(500, 'What the claim `aud` of its tokens must be or hold, exactly'),
      minLength: 1,
      examples: ['inkling'],
    }),
    jwksUrl: Type.String({
      format: 'storable-text',
      pattern: '^https?://[^\\s#@]+$',
      maxLength: 1_000,
      description: 'Where its public keys are, as a JWK Set (RFC 7517): https, at a public address',
      examples: ['https://login.shop.example/.well-known/jwks.json'],
    }),
    scopes: Type.Array(Type.Enum(scopes), {
      minItems: 1,
      uniqueItems: true,
      description: 'What a token may do at most, no more than the key that makes this call',
    }),
    userClaim: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_:/.-]{1,128}$',
        description:
          'The claim that names the user for whom a token speaks, such as `sub`. Tokens without it are refused. ' +
          'The default is `userId`, and a token without that speaks for every user',
      }),
    ),
    allowedOrigins: Type.Optional(AllowedOrigins),
  },
  { additionalProperties: false, description: 'Who issues tokens for a tenant' },
)
export type TokenIssuerBody = Static<typeof TokenIssuerBody>

export const TokenIssuer = Type.Object(
  { id: IssuerId, ...TokenIssuerBody.properties, createdAt: Time('When it was first stored') },
  { description: 'The issuer' },
)
export type TokenIssuer = Static<typeof TokenIssuer>
