import type { SplitOptions } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { DocumentFailure } from './document_failure.ts'
import type { Part } from './parse_job.ts'

export interface Row {
  /** As its source counts it. */
  number: number
  fields: JsonObject
}

/** Rows as documents, their text a line a field: `column: value`. `what` names a row in the metadata: `row` or `item`. */
export function rowParts(
  rows: readonly Row[],
  split: SplitOptions,
  {
    what = 'row',
    prefix = '',
    metadata = {},
  }: { what?: string; prefix?: string; metadata?: JsonObject } = {},
): Part[] {
  const { rows_per_document: size = 1 } = split
  requireFields(rows, split)
  const keys = split.id_field === undefined ? undefined : new Map<string, number>()
  const keyOf = (row: Row): string => {
    const key = `${prefix}${nameOf(row, split, what)}`
    return keys ? uniqueKey(key, keys) : key
  }
  // A table has many rows, and most are documents of their own: those cost no more than they must.
  if (size === 1) return rows.map((row) => ({ key: keyOf(row), ...single(row, split) }))
  const parts: Part[] = []
  for (let at = 0; at < rows.length; at += size) {
    const group = rows.slice(at, at + size)
    const [first] = group
    const last = group.at(-1)
    if (!first || !last) break
    const text = group.map(({ fields }) => textOf(fields, split.text_fields)).join('\n\n')
    const range = { [what]: first.number, [`${what}_end`]: last.number }
    parts.push({ key: keyOf(first), text, metadata: { ...metadata, ...range } })
  }
  return parts

  function single({ number, fields }: Row, { text_fields }: SplitOptions) {
    const own = text_fields?.length ? without(fields, text_fields) : undefined
    return { text: textOf(fields, text_fields), metadata: { ...own, ...metadata, [what]: number } }
  }
}

/** One field is the text itself; several are told apart by their names. */
export function textOf(fields: JsonObject, names: readonly string[] | undefined): string {
  if (names?.length === 1) return plain(fields[names[0] ?? ''])
  let text = ''
  for (const name of names?.length ? names : Object.keys(fields)) {
    const value = fields[name]
    if (value === undefined || value === null || value === '') continue
    text += `${text === '' ? '' : '\n'}${name}: ${plain(value)}`
  }
  return text
}

const plain = (value: JsonValue | undefined): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function nameOf({ number, fields }: Row, { id_field }: SplitOptions, what: string): string {
  const id = id_field === undefined ? undefined : fields[id_field]
  return id === undefined || id === null || id === '' ? `${what} ${number}` : `id ${plain(id)}`
}

/** Two rows of one id are two documents all the same. */
function uniqueKey(key: string, seen: Map<string, number>): string {
  const count = (seen.get(key) ?? 0) + 1
  seen.set(key, count)
  return count === 1 ? key : `${key} (${count})`
}

const without = (fields: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))

/** A name that is misspelt would give empty documents. */
function requireFields(rows: readonly Row[], { text_fields = [], id_field }: SplitOptions): void {
  if (rows.length === 0) return
  const wanted = [
    ...text_fields.map((name) => ({ name, field: 'text_fields' as const })),
    ...(id_field === undefined ? [] : [{ name: id_field, field: 'id_field' as const }]),
  ]
  for (const { name, field } of wanted) {
    if (rows.some(({ fields }) => Object.hasOwn(fields, name))) continue
    const known = Object.keys(rows[0]?.fields ?? {})
      .slice(0, 20)
      .join(', ')
    throw new DocumentFailure({
      code: 'fields_missing',
      message: `There is no field "${name.slice(0, 100)}"`,
      hint: `There are: ${known}.`,
      field,
    })
  }
}
