import { type Catalogue, type ValidateOptions, validateWorkflow } from '@llamanexus/workflow'
import type { ValidatorReply, ValidatorRequest } from './validator.ts'

let catalogue: Catalogue = new Map()
let known: ValidateOptions = {}

globalThis.addEventListener('message', ({ data }: MessageEvent<ValidatorRequest>) => {
  if ('catalogue' in data) {
    catalogue = data.catalogue
    return
  }
  if ('known' in data) {
    known = data.known
    return
  }
  const reply: ValidatorReply = {
    turn: data.turn,
    findings: validateWorkflow(data.workflow, catalogue, known),
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to the page that started it
  globalThis.postMessage(reply)
})
