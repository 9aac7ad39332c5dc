import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type Dialect, readSql, type Token } from './read_sql.ts'

/** One statement as a driver takes it: with `$1` for Postgres, with `?` for the others. */
export interface Bound {
  sql: string
  values: JsonValue[]
}

type Params = readonly JsonValue[] | JsonObject | undefined

/**
 * The statements of a text with their parameters in the driver's own form. `?` takes the next value of the list, `$1` and
 * `:name` mean the same value wherever they stand; a list alone in `IN (…)` becomes a place for each of its values. Throws `NodeError` `sql_invalid` where there is no statement or one that would take the
 * transaction out of our hands, `params_invalid` where a value is missing or left over.
 */
export function bindStatements(sql: string, params: Params, dialect: Dialect): Bound[] {
  const statements = split(readSql(sql, dialect))
  if (statements.length === 0) throw sqlInvalid('There is no statement', 'Write one, such as SELECT 1.')
  for (const tokens of statements) refuseControl(tokens)
  const list = Array.isArray(params) ? (params as readonly JsonValue[]) : undefined
  const named = list ? {} : ((params ?? {}) as JsonObject)
  let next = 0
  let used = 0
  const bound = statements.map((tokens) => {
    const values: JsonValue[] = []
    const numbered = new Map<string, number>()
    const place = () => (dialect === 'postgres' ? `$${values.length}` : '?')
    const text = tokens.map((token, at) => {
      if (token.kind !== 'place') return token.kind === 'end' ? '' : token.text
      const key = token.name ?? (token.index === undefined ? undefined : `$${token.index}`)
      const known = key === undefined ? undefined : numbered.get(key)
      const value = valueOf(token, list, named, next)
      if (key === undefined) next += 1
      if (token.name === undefined) used = Math.max(used, (token.index ?? next - 1) + 1)
      if (Array.isArray(value) && standsIn(tokens, at)) {
        if (value.length === 0) return noneOf(tokens, at, token.text)
        return value.map((each) => values.push(each) && place()).join(', ')
      }
      if (known !== undefined && dialect === 'postgres') return `$${known}`
      values.push(value)
      if (key !== undefined) numbered.set(key, values.length)
      return place()
    })
    return { sql: text.join('').trim(), values }
  })
  if (list && used < list.length)
    throw paramsInvalid(`"params" has ${list.length} values and the query places for ${used}`)
  return bound
}

function split(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    const current = statements.at(-1) ?? []
    if (token.kind !== 'end') current.push(token)
    else if (isInBody(current)) current.push({ kind: 'code', text: ';' })
    else statements.push([])
  }
  return statements.filter((each) =>
    each.some((token) => token.kind === 'place' || (token.kind === 'text' ? !token.blank : hasCode(token))),
  )
}

/** Whether a trigger, a procedure or a function has begun a block of statements that it has not ended. */
function isInBody(tokens: readonly Token[]): boolean {
  if (!ROUTINE.test(firstWords(tokens))) return false
  const code = tokens.map((token) => (token.kind === 'code' ? token.text : ' ')).join('')
  const opened = code.match(/\b(?:BEGIN|CASE)\b/gi)?.length ?? 0
  const closed = code.match(/\bEND\b(?!\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b)/gi)?.length ?? 0
  const closedCases = code.match(/\bEND\s+CASE\b/gi)?.length ?? 0
  return opened - closedCases > closed
}

const ROUTINE =
  /^CREATE (?:OR REPLACE )?(?:DEFINER ?= ?\S+ )?(?:AGGREGATE )?(?:TEMP |TEMPORARY |CONSTRAINT )?(?:TRIGGER|PROCEDURE|FUNCTION|EVENT)\b/

const hasCode = (token: Token): boolean => token.kind === 'code' && token.text.trim() !== ''

/** The node is one transaction; statements that begin or end one would leave it half done. */
function refuseControl(tokens: readonly Token[]): void {
  const words = firstWords(tokens)
  if (!CONTROL.test(words)) return
  throw sqlInvalid(
    `${words.split(' ').slice(0, 2).join(' ')} is not possible here: the statements of a node are one transaction already`,
    'Leave it out; all statements are kept or none is.',
  )
}

const CONTROL =
  /^(?:BEGIN|COMMIT|END|ROLLBACK|ABORT|START TRANSACTION|SAVEPOINT|RELEASE|PREPARE TRANSACTION|SET (?:(?:SESSION|GLOBAL|LOCAL) )?(?:TRANSACTION|CHARACTERISTICS|AUTOCOMMIT)|SET SESSION CHARACTERISTICS|SET (?:(?:SESSION|LOCAL) )?(?:DEFAULT_)?TRANSACTION_READ_ONLY|LOCK TABLES|UNLOCK TABLES|XA)\b/

/** The beginning of a statement in capitals, comments left out. */
export const firstWords = (tokens: readonly Token[]): string =>
  tokens
    .map((token) => (token.kind === 'text' && token.blank ? ' ' : token.kind === 'end' ? '' : token.text))
    .join('')
    .trim()
    .slice(0, 200)
    .replaceAll(/\s+/g, ' ')
    .toUpperCase()

/** Whether a place is all there is between the brackets of an IN. */
function standsIn(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens[at - 1], tokens[at + 1]]
  return (
    before?.kind === 'code' &&
    /\bIN\s*\(\s*$/i.test(before.text) &&
    after?.kind === 'code' &&
    /^\s*\)/.test(after.text)
  )
}

/** Nothing is in an empty list; what is not in one cannot be said in SQL. */
function noneOf(tokens: readonly Token[], at: number, place: string): string {
  const before = tokens[at - 1]
  if (before?.kind === 'code' && /\bNOT\s+IN\s*\(\s*$/i.test(before.text))
    throw paramsInvalid(`The list at ${place} is empty, and NOT IN needs at least one value`)
  return 'NULL'
}

function valueOf(
  token: Extract<Token, { kind: 'place' }>,
  list: readonly JsonValue[] | undefined,
  named: JsonObject,
  next: number,
): JsonValue {
  if (token.name !== undefined) {
    const value = Object.hasOwn(named, token.name) ? named[token.name] : undefined
    if (value !== undefined) return value
    throw paramsInvalid(`The query names :${token.name}, which "params" does not have`)
  }
  const value = list?.[token.index ?? next]
  if (value !== undefined) return value
  throw paramsInvalid(
    list
      ? `The query has more places than "params" has values (${list.length})`
      : `The query has the place ${token.text}, and "params" is no list`,
  )
}

export const sqlInvalid = (message: string, hint: string): NodeError =>
  new NodeError('sql_invalid', message, { field: 'query', hint, retryable: false })

const paramsInvalid = (message: string): NodeError =>
  new NodeError('params_invalid', message, {
    field: 'params',
    hint: 'Give a list for ? and $1, or an object for :name.',
    retryable: false,
  })

/** Whether a statement cannot be part of a transaction, so that it runs by itself where it is the only one. */
export const standsAlone = (sql: string, dialect: Dialect): boolean =>
  ALONE[dialect]?.test(firstWords(readSql(sql, dialect))) ?? false

const ALONE: Partial<Record<Dialect, RegExp>> = {
  postgres:
    /^(?:VACUUM|ALTER SYSTEM|(?:CREATE|DROP) (?:DATABASE|TABLESPACE)|(?:CREATE (?:UNIQUE )?|DROP )INDEX CONCURRENTLY|REINDEX (?:DATABASE|SYSTEM|\w+ CONCURRENTLY))\b/,
  sqlite: /^(?:VACUUM|PRAGMA (?:JOURNAL_MODE|FOREIGN_KEYS|AUTO_VACUUM|PAGE_SIZE|WAL_CHECKPOINT))\b/,
}
