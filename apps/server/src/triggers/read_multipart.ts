import type { JsonObject } from '@llamanexus/workflow'
import { ApiProblem } from '../problems/api_problem.ts'

/** A form with files, apart from a body that happens to look like one. */
export class MultipartForm {
  readonly fields: JsonObject
  readonly files: JsonObject[]

  constructor(fields: JsonObject, files: JsonObject[]) {
    this.fields = fields
    this.files = files
  }
}

/** Parts of one form, at most; its size is bounded as that of any body. */
const MAX_PARTS = 200

/** Reads a form: fields as text, a repeated name as a list, files with their content in base64. */
export async function readMultipart(bytes: Buffer, contentType: string): Promise<MultipartForm> {
  const form = await parse(bytes, contentType)
  const values = new Map<string, string[]>()
  const files: JsonObject[] = []
  let parts = 0
  for (const [name, value] of form) {
    parts += 1
    if (parts > MAX_PARTS)
      throw new ApiProblem('body_too_large', { detail: `A form has ${MAX_PARTS} parts at most.` })
    if (typeof value === 'string') values.set(name, [...(values.get(name) ?? []), value])
    else files.push(await fileOf(name, value))
  }
  const fields = [...values].map(([name, list]) => [name, list.length > 1 ? list : (list[0] ?? '')])
  return new MultipartForm(Object.fromEntries(fields) as JsonObject, files)
}

async function parse(bytes: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new ApiProblem('body_syntax', {
      detail: 'The form cannot be read: look at its boundary and its parts.',
    })
  }
}

async function fileOf(field: string, file: File): Promise<JsonObject> {
  const content = Buffer.from(await file.arrayBuffer())
  return {
    field,
    name: file.name,
    type: file.type || 'application/octet-stream',
    size: content.length,
    content: content.toString('base64'),
  }
}
