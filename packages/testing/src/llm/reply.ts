/** What the scripted server does with the next request that asks a model. */
export type LlmReply =
  /** Streams the chunks one by one, where the request asks for a stream. */
  | ({
      text: string | readonly string[]
      finish_reason?: string
      pause_ms?: number
      usage?: boolean
    } & CacheTold)
  | ({ tool_calls: readonly { id: string; name: string; arguments: string }[] } & CacheTold)
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** Sends these bytes as they are, in pieces; `cut`: and then cuts the connection. */
  | { raw: readonly (string | Uint8Array)[]; content_type?: string; cut?: boolean }
  /** Sends these chunks, then cuts the connection. */
  | { cut_after: readonly string[] }
  /** Sends these chunks, then nothing more; with none, not even the beginning of an answer. */
  | { hang_after: readonly string[] }
  /** Sends these chunks, then an error within the stream. */
  | { error_after: readonly string[]; message: string; type?: string }
  /** Sends this again and again until the caller hangs up. */
  | { endless: string }

/** Tokens of the prompt that came from the provider's cache, and that were written to it. */
export interface CacheTold {
  cached_tokens?: number
  cache_write_tokens?: number
}

export interface LlmRequest {
  path: string
  authorization?: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  // The wire format is the thing under test, so tests read it as it came.
  body: Record<string, unknown>
}

export type ToolCallReply = Extract<LlmReply, { tool_calls: unknown }>['tool_calls']

/** How one wire format writes an answer. */
export interface Wire {
  error(status: number, message: string): object
  whole(answer: {
    text?: string
    calls?: ToolCallReply
    reason?: string
    usage: boolean
    cache?: CacheTold
  }): object
  /** Written first and last, and for each piece. */
  start(): string
  text(piece: string): string
  calls(calls: ToolCallReply): string
  end(reason: string, usage: boolean, cache: CacheTold): string
  streamError(type: string, message: string): string
}

/** Tokens that every scripted answer is said to have taken. */
export const SCRIPTED_USAGE = { prompt_tokens: 7, completion_tokens: 5 }

/** The two halves that the arguments of a tool call are sent in. */
export function halves(text: string): [string, string] {
  const middle = Math.floor(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)]
}
