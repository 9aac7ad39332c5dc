import type { ChatMessage } from '@llamanexus/node-sdk'
import type { CallResult } from './agent_tool.ts'
import { type Picture, splitPictures } from './split_pictures.ts'

export interface ShownResult {
  /** What the model is sent: at most so many letters, word of what is missing, and the pictures. */
  content: ChatMessage['content']
  /** The result for the trace, which names the pictures: the step of the call keeps them, and nothing does twice. */
  traced: CallResult
}

/** What a model gets to see of a tool's result: letters up to a limit, and pictures up to a limit. */
export function shownResult(result: CallResult, limits: { letters: number; pictures: number }): ShownResult {
  if (!result.ok) return { content: `Error (${result.error.code}): ${result.error.message}`, traced: result }
  const beside = result.pictures ?? []
  const { value: both, pictures } = splitPictures([result.value, ...beside], limits.pictures)
  const [value = null, ...named] = Array.isArray(both) ? both : []
  const lines = [value, ...named].map((each) => (typeof each === 'string' ? each : JSON.stringify(each)))
  const text = cut(lines.join('\n'), limits.letters)
  return {
    content: pictures.length === 0 ? text : [{ type: 'text', text }, ...pictures.map(imagePart)],
    traced: {
      ok: true,
      value,
      ...(pictures.length > 0 && {
        pictures: pictures.map(({ media_type, bytes }) => ({ media_type, bytes })),
      }),
    },
  }
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, max).toWellFormed()}\n[cut: the first ${max} of ${text.length} letters]`
}

const imagePart = ({ media_type, data }: Picture) => ({
  type: 'image_url',
  image_url: { url: `data:${media_type};base64,${data}` },
})
