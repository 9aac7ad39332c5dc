import type { Static, TSchema } from 'typebox'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** One route of the API: the server mounts it, the client calls it, OpenAPI is generated from it. */
export interface Route {
  readonly id: string
  readonly method: Method
  /** Under `/api/v1`, parameters as `{name}`. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly headers?: TSchema
  readonly body?: TSchema
  /** Media types of the body other than JSON. */
  readonly consumes?: readonly string[]
  /** Media types of the reply where it is not JSON. */
  readonly produces?: readonly string[]
  /** By status code. */
  readonly replies: Readonly<Record<number, TSchema>>
  /** Status codes of the problems it can answer. */
  readonly problems: readonly number[]
}

/** A path outside `/api/v1`, described for the documentation. */
export type SystemRoute = Omit<Route, 'method'> & { readonly method: Method | 'ANY' }

export const route = <const R extends Route>(definition: R): R => definition

type Part<T> = T extends TSchema ? Static<T> : undefined

export type Params<R extends Route> = Part<R['params']>
export type Query<R extends Route> = Part<R['query']>
export type Body<R extends Route> = Part<R['body']>
export type Reply<R extends Route> = { [S in keyof R['replies']]: Part<R['replies'][S]> }[keyof R['replies']]
