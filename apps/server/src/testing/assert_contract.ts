import assert from 'node:assert/strict'
import { ProblemSchema, type Route, routes } from '@llamanexus/contract'
import { Compile } from 'typebox/compile'

/** Every JSON answer of the API is what the contract says of its route and status; every test that calls checks it. */
export function assertContract(method: string, path: string, response: Response, body: unknown): void {
  const type = response.headers.get('content-type') ?? ''
  const schema = type.startsWith('application/problem+json')
    ? ProblemSchema
    : routeAt(method, path)?.replies[response.status]
  if (!schema || !type.includes('json') || isFile(response)) return
  const validator = Compile(schema)
  assert.ok(
    validator.Check(body),
    `${method} ${path} answered ${response.status}: ${JSON.stringify([...validator.Errors(body)].slice(0, 3))}`,
  )
}

/** A path without parameters goes before one with them, as in the router. */
const routeAt = (method: string, path: string): Route | undefined =>
  Object.values<Route>(routes)
    .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)
    .find((route) => route.method === method && patternOf(route).test(path.split('?')[0] ?? ''))

const patternOf = ({ path }: Route): RegExp => new RegExp(`^/api/v1${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)

const isFile = ({ headers }: Response): boolean => headers.has('content-disposition')
