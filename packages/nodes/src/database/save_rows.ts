import type { FileService } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'

const PIECE_CHARS = 1 << 20

/** Writes rows to a file as they come, as CSV (RFC 4180) or JSON lines by its ending; holds about a megabyte of them. */
export function saveRows(files: FileService, path: string, signal: AbortSignal) {
  const isCsv = path.endsWith('.csv')
  let names: string[] | undefined
  let text = ''
  let begun = false
  return { take, end }

  async function take(rows: readonly JsonObject[]): Promise<void> {
    for (const row of rows) {
      if (isCsv && !names) text += csvLine((names = Object.keys(row)))
      text += names ? csvLine(names.map((name) => row[name] ?? null)) : `${JSON.stringify(row)}\n`
    }
    if (text.length >= PIECE_CHARS) await flush()
  }

  async function end(): Promise<void> {
    if (text !== '' || !begun) await flush()
  }

  async function flush(): Promise<void> {
    const content = text
    text = ''
    await files.write({ path, content, mode: begun ? 'append' : 'overwrite', signal })
    begun = true
  }
}

const csvLine = (values: readonly JsonValue[]): string => `${values.map(csvField).join(',')}\r\n`

function csvField(value: JsonValue): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
