import { Type } from 'typebox'

export const databaseCredential = Type.Optional(
  Type.String({
    title: 'Credential',
    description: 'The address with user and password, kept in the vault; used in place of the connection.',
    'x-widget': 'credential',
    'x-credential-types': ['database'],
  }),
)

/** What every node that asks a database can be set to. */
export const databaseFields = {
  credential: databaseCredential,
  timeout_ms: Type.Integer({
    title: 'Time limit (ms)',
    default: 30_000,
    minimum: 1,
    maximum: 3_600_000,
    'x-widget': 'duration',
  }),
}
