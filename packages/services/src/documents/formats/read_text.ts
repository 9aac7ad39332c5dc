import { decodeText } from '../decode_text.ts'
import type { Part, ReadContext } from '../parse_job.ts'

export function readText(context: ReadContext): Part[] {
  const { text, encoding } = decodeText(context)
  return [{ key: '', text, metadata: encoding }]
}
