import { firstWords } from './bind_statements.ts'
import { type Dialect, readSql } from './read_sql.ts'

/**
 * Whether a statement is a query that can be left off in the middle, with nothing lost. A WITH that changes something is
 * none; where it is in doubt, the statement is taken for one that writes.
 */
export function onlyReads(sql: string, dialect: Dialect): boolean {
  const tokens = readSql(sql, dialect)
  if (!/^[(\s]*(?:SELECT|VALUES|TABLE|WITH)\b/.test(firstWords(tokens))) return false
  const code = tokens.map((token) => (token.kind === 'code' ? token.text : ' ')).join('')
  return !/\b(?:insert|update|delete|merge|into)\b/i.test(
    code.replaceAll(/\bfor\s+(?:no\s+key\s+)?update\b/gi, ''),
  )
}
