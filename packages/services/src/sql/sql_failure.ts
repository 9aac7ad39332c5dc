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
  | 'sql_failed'

/** A driver's error in our words: what is wrong, where, and whether to try again. */
export function sqlFailure(error: unknown): NodeError {
  if (error instanceof NodeError) return error
  const driver = error as DriverError
  const kind = kindOf(driver)
  const { hint, field } = ADVICE[kind]
  return new NodeError(kind === 'conflict' ? 'sql_failed' : kind, `The database says: ${driver.message}`, {
    field,
    hint: driver.hint ? `${driver.hint}.`.replace(/\.\.$/, '.') : hint,
    retryable: kind === 'connect_failed' || kind === 'conflict',
    cause: error,
  })
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
  sql_failed: { field: 'query', hint: 'Nothing was changed.' },
}

function kindOf({ code = '', sqlState = '', errno = 0, errcode }: DriverError): Kind {
  if (errcode !== undefined) return SQLITE[errcode & 0xff] ?? 'sql_failed'
  if (SOCKET.test(code)) return 'connect_failed'
  if (MYSQL_ACCESS.has(errno)) return 'sign_in_failed'
  if (MYSQL_CONFLICT.has(errno)) return 'conflict'
  if (errno === 1792) return 'read_only'
  return fromState(sqlState || code)
}

function fromState(state: string): Kind {
  if (state === '25006') return 'read_only'
  if (state === '42501') return 'sql_failed'
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

const SOCKET = /^(?:E[A-Z]{4,}|PROTOCOL_|ERR_SOCKET|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|CERT_)/
const MYSQL_ACCESS = new Set([1044, 1045, 1049, 1698])
const MYSQL_CONFLICT = new Set([1205, 1213])

/** Primary result codes. */
const SQLITE: Record<number, Kind> = {
  1: 'sql_invalid',
  5: 'conflict',
  6: 'conflict',
  8: 'read_only',
  14: 'connection_invalid',
  19: 'constraint_failed',
  20: 'sql_invalid',
  23: 'sql_invalid',
  25: 'sql_invalid',
  26: 'connection_invalid',
}
