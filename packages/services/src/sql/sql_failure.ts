import { NodeError } from '@llamanexus/node-sdk'

/** What the drivers throw. `code` is a SQLSTATE with pg, a name with mysql2 and with sockets. */
interface DriverError {
  message: string
  code?: string
  errno?: number
  sqlState?: string
  errcode?: number
  hint?: string
}

type Kind =
  | 'connect_failed'
  | 'sign_in_failed'
  | 'sql_invalid'
  | 'constraint_failed'
  | 'read_only'
  | 'connection_invalid'
  | 'conflict'
  | 'not_allowed'
  | 'encryption_failed'
  | 'needs_to_stand_alone'
  | 'memory_exceeded'
  | 'sql_failed'

/** A driver's error in our words: what is wrong, where, and whether to try again. */
export function sqlFailure(error: unknown): NodeError {
  if (error instanceof NodeError) return error
  const driver = error as DriverError
  const kind = kindOf(driver)
  const { hint, field } = driver.errno === MYSQL_MOMENT ? MOMENT : ADVICE[kind]
  return new NodeError(CODES[kind] ?? kind, `The database says: ${driver.message}`, {
    field,
    hint: driver.hint ? `${driver.hint}.`.replace(/\.\.$/, '.') : hint,
    retryable: kind === 'connect_failed' || kind === 'conflict',
    cause: error,
  })
}

/** Of those that differ in what to do and not in what they are. */
const CODES: Partial<Record<Kind, string>> = {
  conflict: 'sql_failed',
  not_allowed: 'permission_denied',
  encryption_failed: 'connect_failed',
  needs_to_stand_alone: 'sql_invalid',
}

const ADVICE: Record<Kind, { hint: string; field: string }> = {
  connect_failed: { field: 'connection', hint: 'Check the host and the port, and that the database runs.' },
  sign_in_failed: { field: 'connection', hint: 'Check the user, the password and the name of the database.' },
  sql_invalid: { field: 'query', hint: 'Check the statement against the tables that there are.' },
  constraint_failed: {
    field: 'query',
    hint: 'A rule of the table refuses these values; nothing was changed.',
  },
  read_only: {
    field: 'read_only',
    hint: 'The node may only read. Turn that off to let it change something.',
  },
  connection_invalid: { field: 'connection', hint: 'Name a database of SQLite.' },
  conflict: { field: 'query', hint: 'Another transaction was in the way; try again.' },
  not_allowed: {
    field: 'connection',
    hint: 'The user of the connection may not do this. Give it the right, or sign in as another.',
  },
  encryption_failed: {
    field: 'connection',
    hint: 'Check that the server offers TLS with a certificate for this host; `sslmode=require` of Postgres does not check it.',
  },
  needs_to_stand_alone: {
    field: 'query',
    hint: 'Let it stand alone in a node: it then runs without a transaction.',
  },
  memory_exceeded: { field: 'query', hint: 'The query takes too much memory. Ask for less at a time.' },
  sql_failed: { field: 'query', hint: 'Nothing was changed.' },
}

function kindOf({ message, code = '', sqlState = '', errno = 0, errcode }: DriverError): Kind {
  if (/^cannot .*within a transaction$/.test(message)) return 'needs_to_stand_alone'
  if (errcode !== undefined) return SQLITE[errcode & 0xff] ?? 'sql_failed'
  if (ENCRYPTION.test(code) || NO_ENCRYPTION.test(message)) return 'encryption_failed'
  if (SOCKET.test(code) || LOST.test(message)) return 'connect_failed'
  if (MYSQL_DENIED.has(errno)) return 'not_allowed'
  if (MYSQL_ACCESS.has(errno)) return 'sign_in_failed'
  if (MYSQL_CONFLICT.has(errno)) return 'conflict'
  if (errno === 1792) return 'read_only'
  return fromState(sqlState || code)
}

function fromState(state: string): Kind {
  if (state === '25006') return 'read_only'
  if (state === '42501') return 'not_allowed'
  if (state === '25001') return 'needs_to_stand_alone'
  if (state === '3D000') return 'sign_in_failed'
  if (state === '40001' || state === '40P01' || state === '55P03') return 'conflict'
  switch (state.slice(0, 2)) {
    case '08':
    case '57':
    case '53':
      return 'connect_failed'
    case '28':
      return 'sign_in_failed'
    case '23':
      return 'constraint_failed'
    case '22':
    case '42':
    case '0A':
      return 'sql_invalid'
    default:
      return 'sql_failed'
  }
}

const SOCKET = /^(?:E[A-Z]{4,}|PROTOCOL_|ERR_SOCKET)/
const ENCRYPTION =
  /^(?:ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|CERT_|UNABLE_TO_|HANDSHAKE_NO_SSL|HANDSHAKE_SSL|HOSTNAME_MISMATCH)/
/** Drivers give no code to these. */
const NO_ENCRYPTION = /does not support (?:SSL|secure) connection/i
const LOST = /^(?:Connection terminated|Client has encountered a connection error|Can't add new command)/i
const MYSQL_MOMENT = 1292
const MOMENT = {
  field: 'params',
  hint: "MySQL takes a moment as 2026-01-31 12:00:00 and no zone: write STR_TO_DATE(:at, '%Y-%m-%dT%H:%i:%s.%fZ') for one in ISO 8601.",
}
const MYSQL_DENIED = new Set([1142, 1143, 1227, 1370])
const MYSQL_ACCESS = new Set([1044, 1045, 1049, 1698])
const MYSQL_CONFLICT = new Set([1205, 1213])

/** Primary result codes. */
const SQLITE: Record<number, Kind> = {
  1: 'sql_invalid',
  5: 'conflict',
  6: 'conflict',
  7: 'memory_exceeded',
  8: 'read_only',
  14: 'connection_invalid',
  18: 'memory_exceeded',
  19: 'constraint_failed',
  20: 'sql_invalid',
  23: 'sql_invalid',
  25: 'sql_invalid',
  26: 'connection_invalid',
}
