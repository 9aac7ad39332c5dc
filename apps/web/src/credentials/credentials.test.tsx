import type { Credential, CredentialTypeInfo } from '@llamanexus/contract'
import { ApiError } from '@llamanexus/contract'
import { describe, expect, it } from 'vitest'
import { credentialFields, draftOf, faultsOf, formOf, hostOf } from './credential_form.ts'

const apiKey: CredentialTypeInfo = {
  type: 'api_key',
  name: 'API key',
  description: '',
  hosts: 'named',
  schema: {
    type: 'object',
    required: ['key'],
    properties: {
      key: { type: 'string', title: 'Key', 'x-secret': true },
      name: { type: 'string', title: 'Header', examples: ['X-API-Key'] },
      in: { anyOf: [{ const: 'header' }, { const: 'query' }], title: 'Sent in', default: 'header' },
    },
  },
}

const kept: Credential = {
  id: 'cred_1',
  name: 'Weather',
  type: 'api_key',
  hosts: ['a.com', '*.b.com'],
  fields: { in: 'query' },
  secrets: ['key'],
  used_by: [],
  used_elsewhere: [],
  created_at: '',
  updated_at: '',
}

describe('the form of a credential', () => {
  it('follows from the schema of its type', () => {
    expect(credentialFields(apiKey)).toMatchObject([
      { name: 'key', title: 'Key', is_secret: true, is_required: true, options: [] },
      { name: 'name', is_secret: false, is_required: false, example: 'X-API-Key' },
      { name: 'in', options: ['header', 'query'], default: 'header' },
    ])
  })

  it('of one that is there leaves its secret empty, and so out of what is sent', () => {
    const form = formOf({}, kept)
    expect(form).toEqual({
      type: 'api_key',
      name: 'Weather',
      hosts: 'a.com, *.b.com',
      values: { in: 'query' },
    })
    expect(draftOf(form, apiKey)).toEqual({
      type: 'api_key',
      name: 'Weather',
      hosts: ['a.com', '*.b.com'],
      values: { in: 'query' },
    })
  })

  it('sends what is shown: defaults, and hosts however they are separated', () => {
    const form = {
      type: 'api_key',
      name: ' x ',
      hosts: 'a.com; b.com\n c.com',
      values: { key: 'k', other: 'y' },
    }
    expect(draftOf(form, apiKey)).toEqual({
      type: 'api_key',
      name: 'x',
      hosts: ['a.com', 'b.com', 'c.com'],
      values: { key: 'k', in: 'header' },
    })
  })

  it('shows what the server found at its field', () => {
    const problem = { type: '', title: '', status: 422, code: 'credential_invalid' }
    const errors = [
      { pointer: '/values/key', code: 'x', message: 'Key is needed.' },
      { pointer: '/hosts/0', code: 'x', message: 'No host.' },
      { pointer: '/hosts/1', code: 'x', message: 'Nor this.' },
    ]
    expect(faultsOf(new ApiError({ ...problem, errors }))).toEqual({
      key: 'Key is needed.',
      hosts: 'No host. Nor this.',
    })
    expect(faultsOf(new Error('other'))).toEqual({})
  })

  it('takes the host of a plain address only', () => {
    expect(hostOf(' https://api.example.com:8443/x ')).toBe('api.example.com:8443')
    for (const text of [
      '{{ trigger.url }}',
      'https://{{ trigger.host }}/',
      'ftp://x.com',
      'nothing',
      7,
      undefined,
    ])
      expect(hostOf(text)).toBeUndefined()
  })
})
