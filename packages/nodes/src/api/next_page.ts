import { NodeError } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { type Static, Type } from 'typebox'
import { readPath } from '../data/read_path.ts'

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
        description: 'Dotted path to the next address or cursor.',
        default: 'next',
        examples: ['paging.next', 'meta.cursor'],
      }),
    ),
    param: Type.Optional(
      Type.String({
        title: 'Parameter',
        description: 'Query parameter of the page, offset or cursor; named after the kind when empty.',
      }),
    ),
    start: Type.Optional(
      Type.Integer({ title: 'Starts at', description: 'Page 1 and offset 0 when empty.', minimum: 0 }),
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

export interface Page {
  url: string
  headers: Readonly<Record<string, string>>
  body: JsonValue
  items: JsonValue[]
}

/** The address of the first page. */
export function firstPage(url: string, pagination: Pagination): string {
  const { type, size, size_param } = pagination
  const query: Record<string, string> = {}
  if (size !== undefined && size_param) query[size_param] = String(size)
  if (type === 'page' || type === 'offset') query[paramOf(pagination)] = String(startOf(pagination))
  return withQuery(url, query)
}

/** The address of the page after this one; undefined after the last. */
export function nextPage(page: Page, pagination: Pagination): string | undefined {
  switch (pagination.type) {
    case 'none':
      return undefined
    case 'link_header':
      return sameOrigin(nextLink(page.headers['link'] ?? ''), page.url)
    case 'next_url':
      return sameOrigin(nextValue(page, pagination), page.url)
    case 'cursor': {
      const cursor = nextValue(page, pagination)
      return cursor && withQuery(page.url, { [paramOf(pagination)]: cursor })
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
function counted(page: Page, pagination: Pagination, step: number): string | undefined {
  if (page.items.length < (pagination.size ?? 1)) return undefined
  const param = paramOf(pagination)
  const current = Number(new URL(page.url).searchParams.get(param) ?? startOf(pagination))
  return withQuery(page.url, { [param]: String(current + step) })
}

function nextValue(page: Page, { next_path }: Pagination): string | undefined {
  const next = readPath(page.body, next_path || 'next')
  if (typeof next === 'number') return String(next)
  return typeof next === 'string' && next !== '' ? next : undefined
}

/** RFC 8288: `<https://…?page=2>; rel="next"`. */
function nextLink(header: string): string | undefined {
  for (const [, target, params] of header.matchAll(/<([^>]*)>([^<]*)/g))
    if (/;\s*rel\s*=\s*"?[^",;]*\bnext\b/i.test(params ?? '')) return target
  return undefined
}

/** Sign-in headers go to the server they were meant for, so a page on another one is not followed. */
function sameOrigin(next: string | undefined, current: string): string | undefined {
  if (!next) return undefined
  const url = URL.parse(next, current)
  if (url?.origin === new URL(current).origin) return url.href
  throw new NodeError('pagination_invalid', `The next page is on another server: ${url?.origin ?? next}`, {
    field: 'pagination',
    retryable: false,
  })
}
