import type { LogData } from '../log.ts'
import type { Task } from './task.ts'

/** Takes an entry about a step as done: what is performed is remembered, what was only begun stays open. */
export function replayStep(task: Task, { name, state, effect, value }: LogData['node_step']): void {
  task.begun ??= new Map()
  task.performed ??= new Map()
  if (state === 'started') task.begun.set(name, effect)
  else task.begun.delete(name)
  if (state === 'done') task.performed.set(name, value ?? null)
}
