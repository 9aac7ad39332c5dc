import { type Catalogue, validateWorkflow } from '@llamanexus/workflow'
import type { ValidatorReply, ValidatorRequest } from './validator.ts'

let catalogue: Catalogue = new Map()

globalThis.addEventListener('message', ({ data }: MessageEvent<ValidatorRequest>) => {
  if ('catalogue' in data) {
    catalogue = data.catalogue
    return
  }
  const reply: ValidatorReply = { turn: data.turn, findings: validateWorkflow(data.workflow, catalogue) }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to the page that started it
  globalThis.postMessage(reply)
})
