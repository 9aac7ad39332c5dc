import type { Static } from 'typebox'
import type { Body, Params, Query, Reply, Route } from './route.ts'
import type { Problem as ProblemSchema } from './schemas.ts'

export type Problem = Static<typeof ProblemSchema>

/** An answer of the API that is not a success. */
export class ApiError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.name = 'ApiError'
    this.problem = problem
  }
}

type Given<R extends Route> = (Params<R> extends undefined ? { params?: undefined } : { params: Params<R> }) &
  (Query<R> extends undefined ? { query?: undefined } : { query?: Query<R> }) &
  (Body<R> extends undefined ? { body?: undefined } : { body: Body<R> }) & {
    headers?: Record<string, string>
    signal?: AbortSignal
    /** Told the headers of an answer that is a success, before it is read. */
    onHeaders?: (headers: Headers) => void
  }

export interface ClientOptions {
  /** Default: the page's own origin. */
  baseUrl?: string
  fetch?: typeof fetch
}

/** Calls a route. Rejects with `ApiError` for every answer that is not a success, and with what `fetch` throws when there is none. */
export type Call = <R extends Route>(route: R, given: Given<R>) => Promise<Reply<R>>

/** A typed client: `call(routes.getWorkflow, { params: { id } })`. */
export const createClient = ({ baseUrl = '', fetch: send = globalThis.fetch }: ClientOptions = {}): Call => {
  return async <R extends Route>(route: R, given: Given<R>): Promise<Reply<R>> => {
    const response = await send(`${baseUrl}${urlOf(route, given)}`, {
      method: route.method,
      headers: {
        ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...given.headers,
      },
      body: bodyOf(given),
      signal: given.signal ?? null,
    })
    if (!response.ok) throw new ApiError(await problemOf(response))
    given.onHeaders?.(response.headers)
    if (response.status === 204) return null as Reply<R>
    const isJson = response.headers.get('content-type')?.includes('json')
    // The one cast of the client: the server checks its replies against the same schema in its tests.
    return (isJson ? await response.json() : await response.text()) as Reply<R>
  }
}

/** Text under a content type of its own (YAML) goes as it is; everything else is JSON. */
const bodyOf = ({ body, headers }: { body?: unknown; headers?: Record<string, string> }): string | null => {
  if (body === undefined) return null
  const isText = typeof body === 'string' && headers?.['content-type'] !== undefined
  return isText ? body : JSON.stringify(body)
}

const urlOf = (route: Route, given: { params?: unknown; query?: unknown }): string => {
  const params = (given.params ?? {}) as Record<string, string | number>
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  )
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries((given.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined) query.set(key, String(value))
  }
  const search = query.toString()
  return `/api/v1${path}${search ? `?${search}` : ''}`
}

const problemOf = async (response: Response): Promise<Problem> => {
  const fallback = {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'unexpected_answer',
  }
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) }
  } catch {
    return fallback
  }
}
