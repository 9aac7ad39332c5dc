import { NodeError } from '@llamanexus/node-sdk'

export interface DatabaseAddress {
  host: string
  port: number
  user: string
  password: string
  /** Undefined where the address names none. */
  database?: string
}

/** Reads the address of a database server. Throws `NodeError` `connection_invalid` where it cannot be read. */
export function readDatabaseUrl(url: URL, port: number): DatabaseAddress {
  try {
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port) || port,
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)) || undefined,
    }
  } catch (cause) {
    throw connectionInvalid(
      '"connection" holds a % that is no escape',
      'Write % in a user or password as %25.',
      cause,
    )
  }
}

export const connectionInvalid = (message: string, hint: string, cause?: unknown): NodeError =>
  new NodeError('connection_invalid', message, { field: 'connection', hint, retryable: false, cause })
