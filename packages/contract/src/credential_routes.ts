import { Type } from 'typebox'
import {
  CredentialChangeSchema,
  CredentialDraftSchema,
  CredentialSchema,
  CredentialTrialSchema,
  CredentialTryChangeSchema,
  CredentialTryDraftSchema,
  CredentialTypeSchema,
} from './credential_schemas.ts'
import { route } from './route.ts'
import { Id, Paging, pageOf } from './schemas.ts'

const ById = Type.Object({ id: Id })

/** Credentials: written, tried, and never read back. */
export const credentialRoutes = {
  listCredentialTypes: route({
    id: 'listCredentialTypes',
    method: 'GET',
    path: '/credentials/types',
    summary: 'The kinds of credentials, each with the schema of its form',
    tag: 'credentials',
    replies: { 200: Type.Object({ items: Type.Array(CredentialTypeSchema) }) },
    problems: [],
  }),
  listCredentials: route({
    id: 'listCredentials',
    method: 'GET',
    path: '/credentials',
    summary: 'List credentials by name, without their secrets, with what uses each',
    tag: 'credentials',
    query: Type.Object({
      ...Paging,
      search: Type.Optional(Type.String()),
      type: Type.Optional(Type.String({ description: 'One type, or several with commas between them' })),
    }),
    replies: { 200: pageOf(CredentialSchema) },
    problems: [400],
  }),
  createCredential: route({
    id: 'createCredential',
    method: 'POST',
    path: '/credentials',
    summary: 'Make a credential; its secrets are encrypted and never answered again',
    tag: 'credentials',
    body: CredentialDraftSchema,
    replies: { 201: CredentialSchema },
    problems: [400, 409, 413, 415, 422],
  }),
  tryNewCredential: route({
    id: 'tryNewCredential',
    method: 'POST',
    path: '/credentials/test',
    summary: 'Try a credential that is not kept',
    tag: 'credentials',
    body: CredentialTryDraftSchema,
    replies: { 200: CredentialTrialSchema },
    problems: [400, 413, 415, 422],
  }),
  getCredential: route({
    id: 'getCredential',
    method: 'GET',
    path: '/credentials/{id}',
    summary: 'Read a credential, without its secrets',
    tag: 'credentials',
    params: ById,
    replies: { 200: CredentialSchema },
    problems: [404],
  }),
  updateCredential: route({
    id: 'updateCredential',
    method: 'PUT',
    path: '/credentials/{id}',
    summary: 'Change a credential; what is left out stays, a secret too',
    tag: 'credentials',
    params: ById,
    body: CredentialChangeSchema,
    replies: { 200: CredentialSchema },
    problems: [400, 404, 409, 413, 415, 422],
  }),
  deleteCredential: route({
    id: 'deleteCredential',
    method: 'DELETE',
    path: '/credentials/{id}',
    summary: 'Delete a credential; one that is in use only with `force=true`, else 409 names what uses it',
    tag: 'credentials',
    params: ById,
    query: Type.Object({ force: Type.Optional(Type.Boolean()) }),
    replies: { 204: Type.Null() },
    problems: [404, 409],
  }),
  tryCredential: route({
    id: 'tryCredential',
    method: 'POST',
    path: '/credentials/{id}/test',
    summary: 'Try a credential, with changes that are not kept where some are given',
    tag: 'credentials',
    params: ById,
    body: CredentialTryChangeSchema,
    replies: { 200: CredentialTrialSchema },
    problems: [400, 404, 409, 413, 415, 422],
  }),
} as const
