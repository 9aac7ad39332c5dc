import { NodeError } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import { type Static, Type } from 'typebox'
import { readPath } from '../data/read_path.ts'

/** The kinds that send something along for each page. */
const COUNTED = ['page', 'offset', 'cursor']

export const PaginationConfig = Type.Object(
  {
    type: Type.Enum(['none', 'link_header', 'next_url', 'page', 'offset', 'cursor'], {
      title: 'Pages by',
      default: 'none',
    }),
    items_path: Type.Optional(
      Type.String({
        title: 'Items at',
        description: 'Dotted path to the list in each page; the page itself when empty.',
        examples: ['data.items'],
      }),
    ),
    next_path: Type.Optional(
      Type.String({
        title: 'Next at',
        description: 'Dotted path to the next address or cursor; `-1` is the last of a list.',
        default: 'next',
        examples: ['paging.next', 'meta.cursor', 'data.-1.id'],
        'x-when': { type: ['next_url', 'cursor'] },
      }),
    ),
    more_path: Type.Optional(
      Type.String({
        title: 'More at',
        description: 'Dotted path to whether there are more pages, for servers that always give a cursor.',
        examples: ['has_more', 'data.issues.pageInfo.hasNextPage'],
      }),
    ),
    send_in: Type.Optional(
      Type.Enum(['query', 'body'], {
        title: 'Sent in',
        description: 'Where the page, offset or cursor goes: the address, or the body of the request.',
        default: 'query',
        'x-when': { type: COUNTED },
      }),
    ),
    param: Type.Optional(
      Type.String({
        title: 'Parameter',
        description:
          'Name of the page, offset or cursor, in a body a dotted path; named after the kind when empty.',
        examples: ['page', 'start_cursor', 'variables.after'],
        'x-when': { type: COUNTED },
      }),
    ),
    start: Type.Optional(
      Type.Integer({
        title: 'Starts at',
        description: 'Page 1 and offset 0 when empty.',
        minimum: 0,
        'x-when': { type: ['page', 'offset'] },
      }),
    ),
    size_param: Type.Optional(Type.String({ title: 'Size parameter', examples: ['limit', 'per_page'] })),
    size: Type.Optional(Type.Integer({ title: 'Items a page', minimum: 1, maximum: 10_000 })),
    max_pages: Type.Optional(
      Type.Integer({ title: 'Pages at most', default: 10, minimum: 1, maximum: 1000 }),
    ),
  },
  { title: 'Pagination', 'x-group': 'Pagination', default: { type: 'none' } },
)

export type Pagination = Static<typeof PaginationConfig>

/** What differs from page to page. */
export interface PageRequest {
  url: string
  body: JsonValue | undefined
}

export interface Page {
  request: PageRequest
  headers: Readonly<Record<string, string>>
  body: JsonValue
  items: JsonValue[]
}

/** The request for the first page. */
export function firstPage(request: PageRequest, pagination: Pagination): PageRequest {
  const { type, size, size_param } = pagination
  const sized = size !== undefined && size_param ? withParam(request, size_param, size, pagination) : request
  if (type !== 'page' && type !== 'offset') return sized
  return withParam(sized, paramOf(pagination), startOf(pagination), pagination)
}

/** The request for the page after this one; undefined after the last. */
export function nextPage(page: Page, pagination: Pagination): PageRequest | undefined {
  const { request } = page
  if (pagination.more_path && !readPath(page.body, pagination.more_path)) return undefined
  switch (pagination.type) {
    case 'none':
      return undefined
    case 'link_header':
      return atUrl(request, nextLink(page.headers['link'] ?? ''))
    case 'next_url': {
      const next = nextValue(page, pagination)
      return atUrl(request, typeof next === 'string' ? next : undefined)
    }
    case 'cursor': {
      const cursor = nextValue(page, pagination)
      return cursor === undefined ? undefined : withParam(request, paramOf(pagination), cursor, pagination)
    }
    case 'page':
      return counted(page, pagination, 1)
    case 'offset':
      return counted(page, pagination, page.items.length)
  }
}

/** The list in a page's body. */
export function itemsOf(body: JsonValue, path: string | undefined): JsonValue[] {
  const items = path ? readPath(body, path) : body
  if (Array.isArray(items)) return items
  const place = path ? `at "${path}"` : 'in the response'
  throw new NodeError('pagination_invalid', `There is no list ${place}`, {
    field: 'pagination',
    hint: 'Set "Items at" to the path of the list in a page.',
    retryable: false,
  })
}

/** Query parameters set in an address; those that are there already are replaced. */
export function withQuery(url: string, query: Readonly<Record<string, string>>): string {
  const target = new URL(url)
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value)
  return target.href
}

const paramOf = ({ type, param }: Pagination): string => param || type

const startOf = ({ type, start }: Pagination): number => start ?? (type === 'page' ? 1 : 0)

/** A page that is empty, or shorter than asked for, is the last one. */
function counted(page: Page, pagination: Pagination, step: number): PageRequest | undefined {
  if (page.items.length < (pagination.size ?? 1)) return undefined
  const param = paramOf(pagination)
  const sent =
    pagination.send_in === 'body'
      ? readPath(page.request.body, param)
      : new URL(page.request.url).searchParams.get(param)
  return withParam(page.request, param, Number(sent ?? startOf(pagination)) + step, pagination)
}

function withParam(
  { url, body }: PageRequest,
  name: string,
  value: JsonValue,
  { send_in }: Pagination,
): PageRequest {
  if (send_in === 'body') return { url, body: withMember(body ?? {}, name.split('.'), value) }
  return {
    body,
    url: withQuery(url, { [name]: typeof value === 'object' ? JSON.stringify(value) : String(value) }),
  }
}

/** A copy with a value at a path; objects on the way there are made. */
function withMember(target: JsonValue, [name = '', ...rest]: string[], value: JsonValue): JsonValue {
  if (typeof target !== 'object' || target === null || Array.isArray(target))
    throw new NodeError('pagination_invalid', 'The pages are asked for in the body, which is no object', {
      field: 'body',
      hint: 'Give an object as the body, or set "Sent in" to query.',
      retryable: false,
    })
  const member = rest.length === 0 ? value : withMember(memberOf(target, name), rest, value)
  return { ...target, [name]: member }
}

const memberOf = (target: JsonObject, name: string): JsonValue =>
  (Object.hasOwn(target, name) ? target[name] : undefined) ?? {}

/** Undefined where a server says that there is no next page: by nothing, null, false or an empty text. */
function nextValue(page: Page, { next_path, type, send_in }: Pagination): JsonValue | undefined {
  const next = readPath(page.body, next_path || 'next')
  if (next === undefined || next === null || next === '' || typeof next === 'boolean') return undefined
  // Some cursors are objects or lists, which only a body can carry as they are.
  const isPlain = typeof next !== 'object' || (type === 'cursor' && send_in === 'body')
  return isPlain ? next : undefined
}

/** RFC 8288: `<https://…?page=2>; rel="next"`. */
function nextLink(header: string): string | undefined {
  for (const [, target, params] of header.matchAll(/<([^>]*)>([^<]*)/g))
    if (/;\s*rel\s*=\s*"?[^",;]*\bnext\b/i.test(params ?? '')) return target
  return undefined
}

/** Sign-in headers go to the server they were meant for, so a page on another one is not followed. */
function atUrl({ url: current, body }: PageRequest, next: string | undefined): PageRequest | undefined {
  if (!next) return undefined
  const url = URL.parse(next, current)
  if (url?.origin === new URL(current).origin) return { url: url.href, body }
  throw new NodeError('pagination_invalid', `The next page is on another server: ${url?.origin ?? next}`, {
    field: 'pagination',
    retryable: false,
  })
}
