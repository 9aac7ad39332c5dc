import type { Loop, RunWork } from './run_work.ts'
import { counts, type Task } from './task.ts'

/** Synchronous work after which other callers get their turn, in milliseconds. */
const BREATH_MS = 8

/** The loop of one run: what is ready begins, in its order. */
export function createLoop(run: RunWork): Loop {
  const { limits } = run.deps
  const maxNodes = Math.min(
    limits.max_nodes,
    run.plan.workflow.settings.max_parallel_nodes ?? limits.max_nodes,
  )
  let pumping = false
  let breathing = false
  return { pump }

  function pump(): void {
    if (pumping || breathing || run.phase !== 'live') return
    pumping = true
    const deadline = performance.now() + BREATH_MS
    for (let turn = 1; mayStart(); turn += 1) {
      if (run.log.ahead) return void breathe(run.log.idle())
      const work = run.queue.shift()
      if (!work) break
      if ('host' in work) run.containers.openFrame(work)
      else if (work.state === 'ready' && counts(work.frame) && isUndecided(work)) run.nodes.startTask(work)
      if (turn % 32 === 0 && performance.now() > deadline) return void breathe(new Promise(setImmediate))
    }
    pumping = false
    settleDown()
  }

  function mayStart(): boolean {
    const { phase, pausing, departing, active, barrier } = run
    return phase === 'live' && !pausing && !departing && active + barrier.length < maxNodes
  }

  async function breathe(until: Promise<unknown>): Promise<void> {
    pumping = false
    breathing = true
    await until
    breathing = false
    pump()
  }

  function settleDown(): void {
    if (run.phase !== 'live') return
    if (run.barrier.length > 0) void run.nodes.passBarrier()
    if (run.root.open === 0) run.ending.endRun({ status: 'completed' })
    else if ((run.pausing || run.departing) && run.active === 0) void run.leavings.stop()
    else if (run.active === 0 && run.queue.size === 0) run.waits.considerParking()
    if (run.phase === 'live') run.writer.flushSoon()
  }
}

const isUndecided = ({ frame, node }: Task): boolean => frame.outputs[node.slot] === undefined
