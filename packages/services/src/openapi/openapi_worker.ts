import type { JsonObject } from '@llamanexus/workflow'
import { parse } from 'yaml'
import { serveWorker } from '../workers/serve_worker.ts'

/** `upgraded`: from OpenAPI 2. */
export type ParseReply =
  | { ok: true; document: JsonObject; upgraded: boolean }
  | { ok: false; message: string }

serveWorker((text) => read(String(text)))

async function read(text: string): Promise<ParseReply> {
  try {
    const document: unknown = /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { maxAliasCount: 1000 })
    if (typeof document !== 'object' || document === null || Array.isArray(document))
      return { ok: false, message: 'it is no object' }
    const given = document as JsonObject
    if (given['swagger'] === undefined) return { ok: true, document: given, upgraded: false }
    const { upgrade } = await import('@scalar/openapi-parser')
    return { ok: true, document: upgrade(given).specification as unknown as JsonObject, upgraded: true }
  } catch (error) {
    return {
      ok: false,
      message: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    }
  }
}
