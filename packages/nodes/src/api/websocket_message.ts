import { NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { fromBase64File, toBase64File } from './base64_file.ts'

export const MESSAGE_FORMATS = ['auto', 'json', 'text', 'binary'] as const
export type MessageFormat = (typeof MESSAGE_FORMATS)[number]

/** Throws `input_invalid` where bytes are wanted and it is no base64. */
export function encodeMessage(message: string, as: 'text' | 'binary'): string | Uint8Array {
  if (as === 'text') return message
  const file = fromBase64File({ base64: message })
  if (file) return file.bytes
  throw new NodeError('input_invalid', '"message" needs base64 text to be sent as bytes', {
    field: 'message',
    retryable: false,
  })
}

/** Throws `response_invalid` where `json` was asked for and is not there. */
export function decodeMessage(raw: string | Uint8Array, format: MessageFormat): JsonValue {
  const isText = typeof raw === 'string'
  switch (format) {
    case 'binary':
      return toBase64File(isText ? Buffer.from(raw) : raw, 'application/octet-stream')
    case 'text':
      return textOf(raw)
    case 'json':
      return jsonOf(textOf(raw))
    case 'auto':
      return isText ? maybeJson(raw) : toBase64File(raw, 'application/octet-stream')
  }
}

const textOf = (raw: string | Uint8Array): string =>
  typeof raw === 'string' ? raw : new TextDecoder().decode(raw)

function maybeJson(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function jsonOf(text: string): JsonValue {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NodeError('response_invalid', `A message is not JSON: ${text.slice(0, 80) || 'it is empty'}`, {
      field: 'format',
      hint: 'Take messages as "auto" or "text" to see what the server sends.',
      cause,
    })
  }
}
