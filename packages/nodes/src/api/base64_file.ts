import type { JsonObject, JsonValue } from '@llamanexus/workflow'

/** Bytes as they travel between nodes: an object with the bytes in base64. */
export interface Base64File extends JsonObject {
  base64: string
  content_type: string
  /** Bytes. */
  size: number
}

export function toBase64File(bytes: Uint8Array, contentType: string, filename?: string): Base64File {
  return {
    base64: Buffer.from(bytes).toString('base64'),
    content_type: contentType,
    size: bytes.length,
    ...(filename !== undefined && { filename }),
  }
}

/** The bytes of such an object, however it was made; undefined where the value is something else. */
export function fromBase64File(
  value: JsonValue,
): { bytes: Buffer<ArrayBuffer>; content_type?: string; filename?: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { base64, content_type, filename } = value
  if (typeof base64 !== 'string' || !/^[A-Za-z0-9+/_=\s-]*$/.test(base64)) return undefined
  return {
    bytes: Buffer.from(base64, 'base64'),
    ...(typeof content_type === 'string' && { content_type }),
    ...(typeof filename === 'string' && { filename }),
  }
}
