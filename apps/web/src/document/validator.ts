import {
  type Catalogue,
  type Finding,
  type ValidateOptions,
  validateWorkflow,
  type Workflow,
} from '@llamanexus/workflow'

/** Validates documents, large ones beside the page's own thread. */
export interface Validator {
  /** Hands over the findings, at once or later; of a document that another has overtaken, never. */
  validate(workflow: Workflow, done: (findings: readonly Finding[]) => void): void
  /** What there is beside the document, so that what is missing is found. */
  know(known: ValidateOptions): void
  stop(): void
}

/** What the worker is sent: the catalogue first, then documents. */
export type ValidatorRequest =
  | { catalogue: Catalogue }
  | { known: ValidateOptions }
  | { turn: number; workflow: Workflow }

export interface ValidatorReply {
  turn: number
  findings: readonly Finding[]
}

/** Up to here handing a document over costs more than validating it. */
const SMALL = 150

/** A validator for one open editor. Where workers cannot be had, it works here. */
export const createValidator = (
  catalogue: Catalogue,
  startWorker: (() => Worker) | undefined = globalThis.Worker && startValidatorWorker,
): Validator => {
  let worker: Worker | undefined
  let canStart = startWorker !== undefined
  let turn = 0
  let known: ValidateOptions = {}
  let waiting: { done: (findings: readonly Finding[]) => void; workflow: Workflow } | undefined

  const start = (): Worker | undefined => {
    if (!canStart || !startWorker) return undefined
    worker = startWorker()
    worker.addEventListener('message', ({ data }: MessageEvent<ValidatorReply>) => {
      if (data.turn === turn) waiting?.done(data.findings)
    })
    worker.addEventListener('error', () => {
      canStart = false
      worker?.terminate()
      worker = undefined
      waiting?.done(validateWorkflow(waiting.workflow, catalogue, known))
    })
    send(worker, { catalogue })
    if (Object.keys(known).length > 0) send(worker, { known })
    return worker
  }

  return {
    validate: (workflow, done) => {
      turn += 1
      const helper = workflow.nodes.length <= SMALL ? undefined : (worker ?? start())
      waiting = helper && { done, workflow }
      if (helper) send(helper, { turn, workflow })
      else done(validateWorkflow(workflow, catalogue, known))
    },
    know: (next) => {
      known = next
      if (worker) send(worker, { known })
    },
    stop: () => {
      waiting = undefined
      canStart = false
      worker?.terminate()
    },
  }
}

const send = (worker: Worker, request: ValidatorRequest): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
  worker.postMessage(request)
}

const startValidatorWorker = (): Worker =>
  new Worker(new URL('validator_worker.ts', import.meta.url), { type: 'module' })
