import type { FastifyRequest } from 'fastify'
import { ApiProblem } from '../problems/api_problem.ts'

/** A workflow's version as an entity tag, `"7"`. */
export const etagOf = (version: number): string => `"${version}"`

/** The version that `If-Match` names; undefined without one, or for `*`. A tag that is none of ours matches no version. */
export function expectedVersion(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match']?.trim()
  if (header === undefined || header === '*') return undefined
  const version = /^(?:W\/)?"?(\d+)"?$/.exec(header)?.[1]
  if (version === undefined)
    throw new ApiProblem('version_stale', { detail: 'If-Match is the version, as in "7".' })
  return Number(version)
}
