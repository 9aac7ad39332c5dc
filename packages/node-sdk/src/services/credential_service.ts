/** What kind of secret a credential holds; each has its own fields. */
export type CredentialType =
  /** `key`, `name` (of the header or parameter, default `X-API-Key`), `in` (`header` or `query`). */
  | 'api_key'
  /** `token`. */
  | 'bearer'
  /** `username`, `password`. */
  | 'basic'
  /** `token_url`, `client_id`, `client_secret`, `scope`: the client credentials grant (RFC 6749, 4.4). */
  | 'oauth2'
  /** `url`, such as `postgres://user:password@host/database`. */
  | 'database'
  /** `host`, `port`, `secure` (`true` or `false`), `username`, `password`. */
  | 'smtp'
  /** `value`: anything else, read as `{{ secrets.name }}` where a field takes secrets. */
  | 'secret'

/** A credential that was opened for one use. Its values go where they are needed and nowhere else. */
export interface OpenCredential {
  readonly id: string
  readonly name: string
  readonly type: CredentialType
  readonly values: Readonly<Record<string, string>>
}

export interface CredentialUse {
  /** As it stands in the node's configuration. */
  id: string
  /** Config field or input that names it, for the error. */
  field: string
  /** The host that the values are sent to, `host` or `host:port`. */
  host: string
  /** What the node can work with. Default: any. */
  types?: readonly CredentialType[]
  signal?: AbortSignal
}

/** What a request carries to show who asks. */
export interface Authorization {
  headers: Record<string, string>
  query: Record<string, string>
}

/**
 * Opens what the vault keeps. Whatever is opened here is struck out of all that a run records afterwards. Throws
 * `NodeError`: `credential_missing`, `credential_type`, `credential_host` (the credential does not name this host),
 * `credential_locked` (the key file is not the one it was encrypted with), `sign_in_failed`.
 */
export interface CredentialService {
  /** Where a `database` or `smtp` credential names a host itself, that one is checked when `host` is empty. */
  open(use: CredentialUse): Promise<OpenCredential>
  /** For a request to `url` with an `api_key`, `bearer`, `basic` or `oauth2` credential; a token is fetched and kept while it is good. */
  authorize(
    /** `renew`: the token that was kept is no longer taken; another one is fetched. */
    use: Omit<CredentialUse, 'host'> & { url: string; renew?: boolean },
  ): Promise<Authorization>
}
