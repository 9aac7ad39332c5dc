import { type ChatMessage, type NodeContext, NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { MAX_PICTURE_BYTES, pictureType } from './picture_type.ts'

const MAX_IMAGES = 20

type Context = NodeContext<'http' | 'files'>

/** The messages with the pictures that are given beside: they go to the last message of the user, as they are addressed. */
export function attachImages(
  messages: readonly ChatMessage[],
  images: readonly JsonValue[] = [],
): ChatMessage[] {
  if (images.length === 0) return [...messages]
  if (images.length > MAX_IMAGES)
    throw invalid(`has ${images.length} pictures; at most ${MAX_IMAGES} are sent`)
  const parts = images.map((image, index) => imagePart(addressIn(image, index)))
  const last = messages.findLastIndex(({ role }) => role === 'user')
  const target: ChatMessage = messages[last] ?? { role: 'user', content: '' }
  const shown = { ...target, content: [...partsOf(target.content), ...parts] }
  return last < 0 ? [...messages, shown] : messages.with(last, shown)
}

const partsOf = (content: ChatMessage['content']): JsonValue[] =>
  typeof content === 'string' ? (content === '' ? [] : [{ type: 'text', text: content }]) : content

/**
 * The messages with pictures as a model can take them: a file of the workspace or an `http:` address becomes data, an
 * `https:` address stays for the provider to fetch.
 */
export const loadImages = (messages: readonly ChatMessage[], context: Context): Promise<ChatMessage[]> =>
  Promise.all(messages.map((message) => loadParts(message, context)))

async function loadParts(message: ChatMessage, context: Context): Promise<ChatMessage> {
  if (typeof message.content === 'string') return message
  const content = await Promise.all(
    message.content.map(async (part) => {
      const url = imageUrl(part)
      return url === undefined ? part : imagePart(await addressOf(url, context))
    }),
  )
  return { ...message, content }
}

/** The address in a part of the OpenAI form; undefined for other parts. */
function imageUrl(part: JsonValue): string | undefined {
  const { type, image_url: image } = object(part)
  const url = typeof image === 'string' ? image : object(image).url
  return type === 'image_url' && typeof url === 'string' ? url : undefined
}

function addressIn(image: JsonValue, index: number): string {
  const { url, path } = object(image)
  const address = [image, url, path, imageUrl(image)].find((each) => typeof each === 'string' && each !== '')
  if (typeof address === 'string') return address
  throw invalid(`is wrong: picture ${index} is neither an address nor a path`)
}

const imagePart = (url: string): JsonObject => ({ type: 'image_url', image_url: { url } })

async function addressOf(address: string, { services, signal }: Context): Promise<string> {
  if (/^(?:data|https):/i.test(address)) return address
  if (/^http:/i.test(address)) {
    const response = await services.http.request({
      url: address,
      max_response_bytes: MAX_PICTURE_BYTES,
      signal,
    })
    if (response.status !== 200) throw invalid(`could not be fetched: ${address} answered ${response.status}`)
    return dataUrl(response.body, address)
  }
  try {
    return dataUrl(
      await services.files.read({ path: address, max_bytes: MAX_PICTURE_BYTES, signal }),
      address,
    )
  } catch (error) {
    if (!(error instanceof NodeError) || error.code !== 'file_missing') throw error
    throw new NodeError(error.code, error.message, { field: 'images', hint: error.hint, retryable: false })
  }
}

function dataUrl(bytes: Uint8Array, source: string): string {
  const type = pictureType(bytes)
  if (!type) throw invalid(`is wrong: ${source.slice(0, 200)} is no PNG, JPEG, GIF or WebP picture`)
  return `data:${type};base64,${Buffer.from(bytes).toString('base64')}`
}

const object = (value: JsonValue | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}

const invalid = (what: string): NodeError =>
  new NodeError('input_invalid', `"images" ${what}`, {
    field: 'images',
    hint: 'Give addresses, data: URLs, or paths of files in the workspace.',
    retryable: false,
  })
