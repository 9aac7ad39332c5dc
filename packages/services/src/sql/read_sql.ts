/** Which rules of quoting a text follows. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'

/** A piece of SQL: what stands in quotes or comments is one `text` and never looked into. */
export type Token =
  | { kind: 'text'; text: string; blank: boolean }
  | { kind: 'code'; text: string }
  | { kind: 'end' }
  | Place

interface Place {
  kind: 'place'
  text: string
  name?: string
  /** From 0. */
  index?: number
}

/**
 * Reads SQL as far as it takes to find its statements and the places of its parameters: `?`, `$1` and `:name`. Quotes and
 * comments follow the dialect; one that is not closed reaches to the end, as the database would say.
 */
export function readSql(sql: string, dialect: Dialect): Token[] {
  const tokens: Token[] = []
  let code = ''
  const flush = () => {
    if (code) tokens.push({ kind: 'code', text: code })
    code = ''
  }
  for (let at = 0; at < sql.length; ) {
    const quoted = quotedAt(sql, at, dialect) ?? commentAt(sql, at, dialect)
    const place = quoted ? undefined : placeAt(sql, at, dialect, code.at(-1) ?? '')
    if (quoted) {
      flush()
      tokens.push({ kind: 'text', text: sql.slice(at, quoted.end), blank: quoted.blank })
      at = quoted.end
    } else if (place) {
      flush()
      tokens.push(place)
      at += place.text.length
    } else if (sql[at] === ';') {
      flush()
      tokens.push({ kind: 'end' })
      at += 1
    } else code += sql[at++]
  }
  flush()
  return tokens
}

interface Span {
  end: number
  /** A comment: it means nothing. */
  blank: boolean
}

function quotedAt(sql: string, at: number, dialect: Dialect): Span | undefined {
  const sign = sql[at] ?? ''
  if (dialect === 'postgres' && sign === '$') return dollarQuoteAt(sql, at)
  if (sign === '[' && dialect === 'sqlite') return { end: after(sql, ']', at + 1), blank: false }
  if (sign !== "'" && sign !== '"' && !(sign === '`' && dialect !== 'postgres')) return undefined
  const escapes = sign !== '`' && (dialect === 'mysql' || (sign === "'" && isEscapeString(sql, at, dialect)))
  let end = at + 1
  while (end < sql.length) {
    if (escapes && sql[end] === '\\') end += 2
    else if (sql[end] !== sign) end += 1
    else if (sql[end + 1] === sign) end += 2
    else return { end: end + 1, blank: false }
  }
  return { end: sql.length, blank: false }
}

/** `E'…'`, the only strings of Postgres in which a backslash escapes. */
const isEscapeString = (sql: string, at: number, dialect: Dialect): boolean =>
  dialect === 'postgres' && /(?:^|[^\w$])[eE]$/.test(sql.slice(Math.max(0, at - 2), at))

function dollarQuoteAt(sql: string, at: number): Span | undefined {
  if (/[\w$]/.test(sql[at - 1] ?? '')) return undefined
  const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(sql.slice(at, at + 66))?.[0]
  return tag === undefined ? undefined : { end: after(sql, tag, at + tag.length), blank: false }
}

function commentAt(sql: string, at: number, dialect: Dialect): Span | undefined {
  const two = sql.slice(at, at + 2)
  const line = dialect === 'mysql' ? /^(?:#|--(?:\s|$))/ : /^--/
  if (line.test(sql.slice(at, at + 3))) return { end: after(sql, '\n', at + 1), blank: true }
  if (two !== '/*') return undefined
  // What MySQL calls a comment with a version is run.
  const blank = !(dialect === 'mysql' && /^\/\*M?!/.test(sql.slice(at, at + 4)))
  return { end: dialect === 'postgres' ? nestedEnd(sql, at) : after(sql, '*/', at + 2), blank }
}

/** Comments of Postgres nest. */
function nestedEnd(sql: string, from: number): number {
  let depth = 0
  for (let at = from; at < sql.length; at += 1) {
    const two = sql.slice(at, at + 2)
    if (two === '/*') depth += 1
    else if (two === '*/') depth -= 1
    else continue
    at += 1
    if (depth === 0) return at + 1
  }
  return sql.length
}

function placeAt(sql: string, at: number, dialect: Dialect, before: string): Place | undefined {
  const sign = sql[at] ?? ''
  // Operators of Postgres such as ?| and ?& hold question marks: it has `$1`.
  if (sign === '?' && dialect !== 'postgres') return { kind: 'place', text: '?' }
  if (sign === '$' && dialect !== 'mysql' && !/[\w$]/.test(before)) {
    const digits = /^\$\d+/.exec(sql.slice(at, at + 8))?.[0]
    if (digits) return { kind: 'place', text: digits, index: Number(digits.slice(1)) - 1 }
  }
  // Neither `::type` nor `a[1:n]` nor `:=`.
  if (sign === ':' && !/[:\w\]]/.test(before) && sql[at + 1] !== ':') {
    const name = /^:[A-Za-z_]\w*/.exec(sql.slice(at, at + 130))?.[0]
    if (name) return { kind: 'place', text: name, name: name.slice(1) }
  }
  return undefined
}

function after(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from)
  return found < 0 ? sql.length : found + mark.length
}
