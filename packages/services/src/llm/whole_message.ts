import { noAnswer } from './provider_failure.ts'
import { toldBy } from './told_by.ts'

/** A whole answer in Anthropic's form as the stream that it would have been. Throws `NodeError` for what is no answer of a model. */
export function wholeMessage(text: string, provider: string): string {
  const answer = parsed(text)
  // An error under a status of success means what it means in a stream.
  if (answer?.type === 'error') return event(answer)
  if (!answer || !Array.isArray(answer.content)) throw noAnswer(provider, toldBy(text).message)
  const { content, stop_reason, stop_sequence = null, usage = { input_tokens: 0, output_tokens: 0 } } = answer
  const opened = {
    id: 'message',
    model: '',
    type: 'message',
    role: 'assistant',
    ...answer,
    content: [],
    usage,
  }
  return [
    event({ type: 'message_start', message: { ...opened, stop_reason: null } }),
    ...content.map((block: Block, index: number) => blockEvents(block, index)),
    event({
      type: 'message_delta',
      delta: { stop_reason: stop_reason ?? 'end_turn', stop_sequence },
      usage,
    }),
    event({ type: 'message_stop' }),
  ].join('')
}

function blockEvents(block: Block, index: number): string {
  const start = (content_block: object) => event({ type: 'content_block_start', index, content_block })
  const delta = (value: object) => event({ type: 'content_block_delta', index, delta: value })
  const stop = event({ type: 'content_block_stop', index })
  switch (block.type) {
    case 'text':
      return start({ type: 'text', text: '' }) + delta({ type: 'text_delta', text: block.text }) + stop
    case 'thinking':
      return (
        start({ type: 'thinking', thinking: '' }) +
        delta({ type: 'thinking_delta', thinking: block.thinking }) +
        (block.signature ? delta({ type: 'signature_delta', signature: block.signature }) : '') +
        stop
      )
    default:
      return start(block) + stop
  }
}

interface Block {
  type?: string
  text?: string
  thinking?: string
  signature?: string
}

interface WholeAnswer {
  type?: string
  content?: Block[]
  stop_reason?: string
  stop_sequence?: string | null
  usage?: object
}

const event = (data: object): string => `data: ${JSON.stringify(data)}\n\n`

function parsed(text: string): WholeAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
