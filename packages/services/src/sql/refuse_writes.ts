import { NodeError } from '@llamanexus/node-sdk'
import { firstWords } from './bind_statements.ts'
import { type Dialect, readSql, type Token } from './read_sql.ts'

/**
 * Refuses what a database lets through although its transaction may only read: what writes files of the server or runs its
 * programs, what defines things, what reaches other sessions. Throws `NodeError` `read_only`.
 */
export function refuseWrites(sql: string, dialect: Dialect): void {
  if (dialect === 'sqlite') return
  const tokens = readSql(sql, dialect)
  const words = firstWords(tokens)
  const { starts, holds } = REFUSED[dialect]
  if (!starts.test(words)) throw readOnly(words.split(/[ (]/, 1)[0] || 'The statement')
  const found = holds.exec(tokens.map(visible).join(' '))
  if (found)
    throw readOnly(
      found[0]
        .replaceAll(/\s+/g, ' ')
        .replace(/\s*\($/, '')
        .trim(),
    )
}

const REFUSED = {
  // A transaction that may only read cannot be made to write; what SET changes ends with the query.
  postgres: {
    starts: /^[(\s]*(?:SELECT|VALUES|TABLE|WITH|SHOW|EXPLAIN|SET|RESET)\b/,
    holds:
      /\b(?:dblink\w*|lo_export|lo_import|pg_(?:terminate_backend|cancel_backend|reload_conf|rotate_logfile|switch_wal|promote|create_restore_point|logical_emit_message|notify|file_\w+|backup_\w+|wal_replay_\w+|replication_\w+|stat_reset\w*|\w+_replication_slot|copy_\w+_slot))\s*\(/i,
  },
  mysql: {
    starts: /^[(\s]*(?:SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN|VALUES|TABLE)\b/,
    holds: /\bINTO\s+(?:OUTFILE|DUMPFILE)\b/i,
  },
} as const

/** What the database takes for words: not texts and comments, but names in quotes, and what MySQL runs out of comments. */
function visible(token: Token): string {
  if (token.kind === 'code') return token.text
  if (token.kind !== 'text' || token.blank) return ' '
  if (token.text.startsWith('/*')) return token.text.replace(/^\/\*M?!\d*/, '').replace(/\*\/$/, '')
  return /^["`]/.test(token.text) ? token.text.slice(1, -1) : ' '
}

const readOnly = (what: string): NodeError =>
  new NodeError('read_only', `${what} may change something, and the node may only read`, {
    field: 'read_only',
    hint: 'Turn Read only off to let it.',
    retryable: false,
  })
