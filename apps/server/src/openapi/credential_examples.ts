import type { Credential, CredentialDraft, CredentialTypeInfo } from '@llamanexus/contract'
import type { JsonObject } from '@llamanexus/workflow'

const draft: CredentialDraft = {
  name: 'Weather service',
  type: 'bearer',
  hosts: ['api.example.com'],
  values: { token: 'sk-example' },
}

const credential: Credential = {
  id: 'cred_weather',
  name: 'Weather service',
  type: 'bearer',
  hosts: ['api.example.com'],
  fields: {},
  secrets: ['token'],
  used_by: [{ id: 'wf_greeting', name: 'Greeting' }],
  used_elsewhere: [{ kind: 'mcp_server', name: 'weather' }],
  created_at: '2026-01-05T09:30:00.000Z',
  updated_at: '2026-01-05T09:30:00.000Z',
}

const bearer: CredentialTypeInfo = {
  type: 'bearer',
  name: 'Bearer token',
  description: 'A token in the Authorization header',
  hosts: 'named',
  schema: {
    type: 'object',
    required: ['token'],
    properties: { token: { type: 'string', title: 'Token', 'x-secret': true } },
  },
}

const tried = { ok: true, message: 'api.example.com took it (status 200).' }
const { name: _, ...unnamed } = draft

export const credentialExamples = {
  listCredentialTypes: { reply: { items: [bearer] } },
  listCredentials: { reply: { items: [credential], total: 1, limit: 50, offset: 0 } },
  createCredential: { body: { ...draft } as object as JsonObject, reply: credential },
  tryNewCredential: {
    body: { ...unnamed, url: 'https://api.example.com/me' } as object as JsonObject,
    reply: tried,
  },
  getCredential: { reply: credential },
  updateCredential: {
    body: { hosts: ['api.example.com', '*.example.org'] },
    reply: { ...credential, hosts: ['api.example.com', '*.example.org'] },
  },
  deleteCredential: {},
  tryCredential: { body: { url: 'https://api.example.com/me' }, reply: tried },
}
