import type { JsonValue } from '@llamanexus/workflow'
import { previewOf } from './preview_of.ts'

/** What went over a connection or through a port last: what it is, and its beginning. */
export const LastValue = ({ value }: { value: JsonValue }) => (
  <>
    <b>{kindOf(value)}</b>
    <pre>{previewOf(value)}</pre>
  </>
)

const kindOf = (value: JsonValue): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 1 ? 'array of 1 item' : `array of ${value.length} items`
  return typeof value
}
