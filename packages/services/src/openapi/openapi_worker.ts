import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { serveWorker } from '../workers/serve_worker.ts'
import { eachReference } from './each_reference.ts'
import { namePlaces } from './name_places.ts'
import { readYaml } from './read_yaml.ts'

/** `refs`: where the document refers to others, each once. `anchors`: pointers to places in it that have names. */
export type ParseReply =
  | { ok: true; document: JsonValue; refs: string[]; anchors: Record<string, string> }
  | { ok: false; message: string }

serveWorker((text) => read(String(text)))

async function read(text: string): Promise<ParseReply> {
  try {
    const given: JsonValue = /^\s*\{/.test(text) ? JSON.parse(text) : readYaml(text)
    const document = await modern(given)
    const anchors = namePlaces(document)
    const refs = new Set<string>()
    eachReference(document, ({ $ref }) => $ref.startsWith('#') || refs.add($ref))
    return { ok: true, document, refs: [...refs], anchors }
  } catch (error) {
    return {
      ok: false,
      message: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    }
  }
}

/** OpenAPI 2 is put into the words of 3. */
async function modern(given: JsonValue): Promise<JsonValue> {
  if (typeof given !== 'object' || given === null) throw new Error('it is no object')
  if (Array.isArray(given) || given['swagger'] === undefined) return given
  const { upgrade } = await import('@scalar/openapi-parser')
  return upgrade(given as JsonObject).specification as unknown as JsonObject
}
