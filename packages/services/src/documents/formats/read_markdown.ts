import { decodeText } from '../decode_text.ts'
import type { Part, ReadContext } from '../parse_job.ts'

/** The text as it is written; its title is that of the front matter, or else its first heading. */
export function readMarkdown(context: ReadContext): Part[] {
  const { text, encoding } = decodeText(context)
  const title = titleOf(text)
  return [{ key: '', text, metadata: { ...encoding, ...(title && { title }) } }]
}

function titleOf(text: string): string | undefined {
  const front = /^---\n([\s\S]{0,10000}?)\n---\n/.exec(text)?.[1]
  const named = front && /^title:[ \t]*["']?(.*?)["']?[ \t]*$/m.exec(front)?.[1]
  return named || /^#{1,6}[ \t]+(.+?)[ \t#]*$/m.exec(text)?.[1]?.slice(0, 300)
}
