import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { IssuerId, TokenIssuer, TokenIssuerBody } from '../schemas/token-issuer.ts'

const params = Type.Object({ id: IssuerId })

export const listTokenIssuers = defineCall({
  service: 'maintenance',
  scope: 'keys:read',
  id: 'listTokenIssuers',
  method: 'GET',
  path: '/token-issuers',
  summary: 'List who issues tokens for your tenant',
  description: 'Returns the issuers whose JSON Web Tokens the gateway takes for your tenant, by their ids.',
  idempotent: true,
  answers: { 200: Type.Object({ data: Type.Array(TokenIssuer) }, { description: 'The issuers' }) },
})

export const putTokenIssuer = defineCall({
  service: 'maintenance',
  scope: 'keys:write',
  id: 'putTokenIssuer',
  method: 'PUT',
  path: '/token-issuers/:id',
  summary: 'Create or replace an issuer of tokens for your tenant',
  description: `Stores the issuer. From then on, within a second, the gateway takes its JSON Web Tokens, too:

- \`Authorization: Bearer\` with a JWT that is signed with a key of \`jwksUrl\` (RS, PS, ES or EdDSA; never HS or none)
  and has the claims \`iss\`, \`aud\`, \`exp\` and \`tenant\`, which is the id of your tenant.
- It may do what its claim \`scope\` (words) or \`scopes\` (a list) says, and what its \`roles\` (owner, developer,
  operator, viewer) hold, but never more than \`scopes\` of the issuer. Without these claims it may do all that.
- A token that names a user speaks for that user only, and has at most the scopes events:write, predictions:read,
  suggestions:read and search:read. Another \`userId\` in a request is answered with 403 \`forbidden_user\`.

The call fails with 403 if the issuer would have a scope that the key of the call lacks, with 409 at 10 issuers.`,
  idempotent: true,
  params,
  body: TokenIssuerBody,
  answers: { 200: TokenIssuer },
})

export const deleteTokenIssuer = defineCall({
  service: 'maintenance',
  scope: 'keys:write',
  id: 'deleteTokenIssuer',
  method: 'DELETE',
  path: '/token-issuers/:id',
  summary: 'Delete an issuer of tokens of your tenant',
  description: 'Requests with its tokens are refused within a second.',
  idempotent: true,
  params,
  answers: { 204: null },
})
