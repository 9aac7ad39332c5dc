import { NodeError } from '@llamanexus/node-sdk'
import { type BundledSpec, bundleSpec } from './bundle_spec.ts'
import { type DocumentSignIn, sameHostSignIn } from './document_sign_in.ts'
import { isWebAddress } from './reference_place.ts'
import { createSpec, isObject, type Spec } from './spec.ts'
import {
  createSpecDocuments,
  type SpecDocument,
  type SpecDocuments,
  type SpecDocumentsOptions,
} from './spec_documents.ts'

export interface SpecLoader {
  /** By address, by path in the workspace, or the text itself. */
  load(spec: string, use?: { signIn?: DocumentSignIn; signal?: AbortSignal }): Promise<Spec>
  readonly counts: SpecDocuments['counts']
  close(): Promise<void>
}

/** Milliseconds after which a server that did not give a document is asked for it again. */
const RETRY_MS = 15_000

interface Bundle extends BundledSpec {
  spec: Spec
  at: number
}

/** Loads descriptions of APIs with all that they refer to, and puts each together once. */
export function createSpecLoader(options: SpecDocumentsOptions): SpecLoader {
  const { now = Date.now } = options
  const documents = createSpecDocuments(options)
  // Gone with the document that they are made of.
  const specs = new WeakMap<SpecDocument, Spec>()
  const bundles = new WeakMap<SpecDocument, Bundle>()
  const bundling = new WeakMap<SpecDocument, Promise<Spec>>()

  async function find(spec: string, signIn?: DocumentSignIn): Promise<Spec> {
    const root = await rootOf(spec, signIn)
    if (root.refs.length === 0) {
      const made = specs.get(root) ?? specOf(root)
      specs.set(root, made)
      return made
    }
    const making = bundling.get(root) ?? bundled(root, signIn).finally(() => bundling.delete(root))
    bundling.set(root, making)
    return making
  }

  const rootOf = (spec: string, signIn?: DocumentSignIn): Promise<SpecDocument> =>
    !isWebAddress(spec) && (spec.startsWith('{') || spec.includes('\n'))
      ? documents.ofText(spec, signIn)
      : documents.at(spec, signIn).catch(ofField)

  async function bundled(root: SpecDocument, signIn?: DocumentSignIn): Promise<Spec> {
    const known = bundles.get(root)
    const read = (location: string) => documents.at(location, sameHostSignIn(root.location, location, signIn))
    if (known && (await isAsItWas(known, read))) return known.spec
    const bundle = await bundleSpec(root, read)
    const spec = specOf(root, bundle.document)
    bundles.set(root, { ...bundle, spec, at: now() })
    return spec
  }

  async function isAsItWas(
    { parts, missing, at }: Bundle,
    read: (location: string) => Promise<SpecDocument>,
  ): Promise<boolean> {
    const isLate = now() - at >= RETRY_MS
    if (missing.some((location) => isLate || !isWebAddress(location))) return false
    const again = await Promise.all(parts.map(({ location }) => read(location).catch(() => undefined)))
    return again.every((document, index) => document === parts[index])
  }

  return {
    counts: documents.counts,
    close: documents.close,
    async load(given, { signIn, signal } = {}) {
      if (signal?.aborted) throw aborted()
      return abortable(find(given.trim(), signIn), signal)
    },
  }
}

function specOf({ document, location }: SpecDocument, whole = document): Spec {
  return createSpec(isObject(whole) ? whole : {}, isWebAddress(location) ? location : '')
}

/** What a file says of its `path` is about the field of the node. */
function ofField(error: unknown): never {
  if (!(error instanceof NodeError) || error.field === 'spec_url') throw error
  const { code, message, hint, retryable, details } = error
  throw new NodeError(code, message, { field: 'spec_url', hint, retryable, details, cause: error })
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted())
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

const aborted = (): NodeError => new NodeError('aborted', 'The call was cancelled', { retryable: false })
