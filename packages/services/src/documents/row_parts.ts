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
  const parts: Part[] = []
  const seen = new Map<string, number>()
  for (let at = 0; at < rows.length; at += size) {
    const group = rows.slice(at, at + size)
    const [first] = group
    const last = group.at(-1)
    if (!first || !last) break
    const key = uniqueKey(`${prefix}${keyOf(first, split, what)}`, seen)
    const range = { [what]: first.number, ...(size > 1 && { [`${what}_end`]: last.number }) }
    const own = size === 1 && split.text_fields?.length ? without(first.fields, split.text_fields) : {}
    const text = group.map(({ fields }) => textOf(fields, split.text_fields)).join('\n\n')
    parts.push({ key, text, metadata: { ...own, ...metadata, ...range } })
  }
  return parts
}

/** One field is the text itself; several are told apart by their names. */
export function textOf(fields: JsonObject, names: readonly string[] | undefined): string {
  if (names?.length === 1) return plain(fields[names[0] ?? ''])
  const chosen = names?.length ? names.map((name) => [name, fields[name]] as const) : Object.entries(fields)
  return chosen
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}: ${plain(value)}`)
    .join('\n')
}

const plain = (value: JsonValue | undefined): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function keyOf({ number, fields }: Row, { id_field }: SplitOptions, what: string): string {
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
