import { posix } from 'node:path'
import { NodeError } from '@llamanexus/node-sdk'

export const isWebAddress = (location: string): boolean => /^https?:\/\//i.test(location)

export interface ReferencePlace {
  /** An address, or a path of the workspace. */
  location: string
  /** What follows `#`, as it is written. */
  fragment: string
}

/**
 * Where a reference leads from a document at `base`. A document of the web leads only on in the web: what it says of
 * files would be read on this machine. Throws `spec_unsupported` for what leads neither into the web nor into the workspace.
 */
export function placeOf(base: string, ref: string): ReferencePlace {
  const mark = ref.indexOf('#')
  const target = mark < 0 ? ref : ref.slice(0, mark)
  const fragment = mark < 0 ? '' : ref.slice(mark + 1)
  return { location: target === '' ? base : locationOf(base, target), fragment }
}

function locationOf(base: string, target: string): string {
  if (isWebAddress(base) || isWebAddress(target)) {
    const url = URL.parse(target, isWebAddress(base) ? base : undefined)
    if (url && isWebAddress(url.href)) return url.href
    throw unsupported('references lead to http and https addresses, and from a file to files beside it')
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(target) || target.startsWith('//'))
    throw unsupported('references lead to http and https addresses, and from a file to files beside it')
  if (base === '')
    throw unsupported(
      'a description that is given as text has no files beside it',
      'Save it as a file of the workspace, beside those that it refers to.',
    )
  const path = decoded(target)
  return path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(base), path)
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const unsupported = (why: string, hint?: string): NodeError =>
  new NodeError('spec_unsupported', why, { retryable: false, ...(hint !== undefined && { hint }) })
