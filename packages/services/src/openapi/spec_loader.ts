import { NodeError } from '@llamanexus/node-sdk'
import { type BundledSpec, bundleSpec } from './bundle_spec.ts'
import { createSpec, isObject, type Spec } from './spec.ts'
import {
  createSpecDocuments,
  isWebAddress,
  type SpecDocument,
  type SpecDocuments,
  type SpecDocumentsOptions,
} from './spec_documents.ts'

export interface SpecLoader {
  /** By address, by path in the workspace, or the text itself. */
  load(spec: string, signal?: AbortSignal): Promise<Spec>
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

  async function find(spec: string): Promise<Spec> {
    const root = await rootOf(spec)
    if (root.refs.length === 0) {
      const made = specs.get(root) ?? specOf(root)
      specs.set(root, made)
      return made
    }
    const making = bundling.get(root) ?? bundled(root).finally(() => bundling.delete(root))
    bundling.set(root, making)
    return making
  }

  const rootOf = (spec: string): Promise<SpecDocument> =>
    !isWebAddress(spec) && (spec.startsWith('{') || spec.includes('\n'))
      ? documents.ofText(spec)
      : documents.at(spec).catch(ofField)

  async function bundled(root: SpecDocument): Promise<Spec> {
    const known = bundles.get(root)
    if (known && (await isAsItWas(known))) return known.spec
    const bundle = await bundleSpec(root, documents.at)
    const spec = specOf(root, bundle.document)
    bundles.set(root, { ...bundle, spec, at: now() })
    return spec
  }

  async function isAsItWas({ parts, missing, at }: Bundle): Promise<boolean> {
    const isLate = now() - at >= RETRY_MS
    if (missing.some((location) => isLate || !isWebAddress(location))) return false
    const again = await Promise.all(
      parts.map(({ location }) => documents.at(location).catch(() => undefined)),
    )
    return again.every((document, index) => document === parts[index])
  }

  return {
    counts: documents.counts,
    close: documents.close,
    async load(given, signal) {
      if (signal?.aborted) throw aborted()
      return abortable(find(given.trim()), signal)
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
