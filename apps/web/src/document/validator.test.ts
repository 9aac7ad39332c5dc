import { validateWorkflow, type Workflow } from '@llamanexus/workflow'
import { expect, it } from 'vitest'
import { createValidator, type ValidatorRequest } from './validator.ts'

const workflow = (count: number): Workflow => ({
  id: 'w',
  name: 'Test',
  nodes: Array.from({ length: count }, (_, at) => ({
    id: `n${at}`,
    type: 'unknown',
    position: { x: 0, y: 0 },
    config: {},
  })),
  connections: [],
  variables: {},
  settings: {},
  created_at: '',
  updated_at: '',
  version: 1,
  is_active: false,
})

/** A thread of its own, as far as the validator sees it. */
const createThread = () => {
  const sent: ValidatorRequest[] = []
  const listeners = new Map<string, (event: { data?: unknown }) => void>()
  const thread = {
    postMessage: (request: ValidatorRequest) => sent.push(request),
    terminate: () => {},
    addEventListener: (type: string, listener: (event: { data?: unknown }) => void) =>
      listeners.set(type, listener),
  }
  const tell = (type: 'message' | 'error', data?: unknown) => listeners.get(type)?.({ data })
  return { sent, tell, start: () => thread as unknown as Worker }
}

it('validates a small document at once and a large one in the other thread, of which only the newest counts', () => {
  const { sent, tell, start } = createThread()
  const heard: number[] = []
  const validator = createValidator(new Map(), start)
  validator.validate(workflow(1), (findings) => heard.push(findings.length))
  expect(heard).toEqual([validateWorkflow(workflow(1), new Map()).length])
  validator.validate(workflow(200), () => heard.push(-1))
  validator.validate(workflow(201), () => heard.push(-2))
  expect(sent.map((request) => ('turn' in request ? request.turn : 'catalogue'))).toEqual(['catalogue', 2, 3])
  tell('message', { turn: 2, findings: [] })
  tell('message', { turn: 3, findings: [] })
  expect(heard.slice(1)).toEqual([-2])
})

it('goes on here when the other thread cannot be had', () => {
  const { tell, start } = createThread()
  let count = 0
  createValidator(new Map(), start).validate(workflow(200), (findings) => {
    count = findings.length
  })
  tell('error')
  expect(count).toBe(validateWorkflow(workflow(200), new Map()).length)
})
