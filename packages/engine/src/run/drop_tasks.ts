import type { Dropping, RunWork } from './run_work.ts'
import { ref } from './run_work.ts'
import { isWithin, type RunFrame, type Task } from './task.ts'

/** Gives up tasks whose outcome no longer counts. */
export function createDropping(run: RunWork): Dropping {
  return { dropWithin, giveUp }

  function dropWithin(holds: (frame: RunFrame) => boolean): void {
    for (const task of begun()) {
      if (!isWithin(task.frame, holds)) continue
      const hasStarted = task.state !== 'ready'
      drop(task)
      if (!hasStarted) continue
      if (run.phase === 'replaying') run.expected.set(task.path, { reason: 'cancelled', id: task.node.id })
      else run.log.add('node_skipped', { reason: 'cancelled' }, ref(task))
    }
  }

  function giveUp(path: string, frame: RunFrame): void {
    for (const task of begun()) {
      if (task.path !== path || task.frame !== frame) continue
      if (task.driver) dropWithin((at) => at.host === task)
      drop(task)
    }
  }

  function drop(task: Task): void {
    run.listener.abandon(task)
    run.endings.endTask(task)
    run.open.delete(task.path)
  }

  /** A copy, because dropping takes tasks out. */
  function begun(): Task[] {
    return [...(run.phase === 'replaying' ? run.open.values() : run.tasks)]
  }
}
