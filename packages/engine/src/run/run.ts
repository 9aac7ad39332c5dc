import { newFrame } from '../interpreter/frame.ts'
import type { Decisions } from '../interpreter/settle.ts'
import type { Plan } from '../plan/plan_types.ts'
import type { ExecutionRecord } from '../ports.ts'
import { createDropping } from './drop_tasks.ts'
import { createNodeEndings } from './end_node.ts'
import { createRunEnding } from './end_run.ts'
import { createFailures } from './fail_node.ts'
import { createLeavings } from './leave_memory.ts'
import { createListener } from './listen.ts'
import { createContainers } from './perform_container.ts'
import { createSteps } from './perform_step.ts'
import { createLoop } from './pump.ts'
import { createReplayer } from './replay.ts'
import { createRunLog } from './run_log.ts'
import type { Leaving, Reason, RunDeps, RunParts, RunState, RunWork } from './run_work.ts'
import { none } from './run_work.ts'
import { createNodes } from './start_node.ts'
import { beginRun, takeUp, wakeUp } from './take_up.ts'
import { newTask, type Task } from './task.ts'
import { createWaits } from './wait.ts'
import { createWorkQueue } from './work_queue.ts'
import { createWriter, refuseOrWait } from './write_run.ts'

export interface Run {
  readonly record: ExecutionRecord
  /** Settles when the run is durable; rejects when it was refused. */
  readonly started: Promise<void>
  /** Settles when the run leaves memory; another promise after each `wakeUp`. */
  readonly leaving: Promise<Leaving>
  begin(): void
  /** Takes up a run by its log. */
  takeUp(reason: Reason): Promise<void>
  /** Takes up a run that has left memory as `parked` and was kept all the same, without its log. */
  wakeUp(): Promise<void>
  cancel(): void
  /** Settles when it is durable that the run is to pause. */
  pause(): Promise<void>
  signalled(): void
  /** Leaves memory at the next node boundary, or at the deadline without the nodes that still work. */
  leave(drainMs: number): Promise<void>
}

/** Performs one run: starts what is decided, writes down what ends, and does what follows. */
export function createRun(deps: RunDeps, plan: Plan, record: ExecutionRecord): Run {
  const run = assemble(newState(deps, plan, record))
  run.started.promise.catch(none)
  return {
    record,
    started: run.started.promise,
    get leaving() {
      return run.leaving.promise
    },
    begin: () => beginRun(run),
    takeUp: (reason) => takeUp(run, reason),
    wakeUp: () => wakeUp(run),
    cancel: () => run.ending.endRun({ status: 'cancelled' }),
    pause: run.leavings.pause,
    signalled: run.waits.signalled,
    leave: run.leavings.leave,
  }
}

const newState = (deps: RunDeps, plan: Plan, record: ExecutionRecord): RunState => ({
  deps,
  plan,
  record,
  root: newFrame<Task>({ scope: plan.root, prefix: '', index: 0, locals: {} }),
  queue: createWorkQueue(),
  tasks: new Set(),
  inFlight: new Set(),
  started: Promise.withResolvers(),
  leaving: Promise.withResolvers(),
  phase: 'replaying',
  pausing: undefined,
  departing: false,
  barrier: [],
  active: 0,
  completions: 0,
  durable: false,
  refused: false,
  signalCame: false,
  timers: { flush: none, park: none, deadline: none },
  open: new Map(),
  expected: new Map(),
  pendingEnd: undefined,
})

/** The parts call one another through the run, so they are put into it once it is there. */
function assemble(state: RunState): RunWork {
  const run = state as RunWork
  const { deps, plan, record } = state
  const { clock, journal, observer, redaction } = deps
  const writer = createWriter(run)
  const onCommitError = (error: unknown) => refuseOrWait(run, error)
  const log = createRunLog({
    executionId: record.id,
    journal,
    clock,
    observer,
    redaction,
    seq: 0,
    onCommitError,
  })
  const source = {
    ...deps,
    plan,
    record,
    now: () => clock.now(),
    note: writer.note,
    step: createSteps(run).step,
  }
  const parts: Omit<RunParts, 'replayer'> = {
    log,
    source,
    writer,
    decisions: createDecisions(run),
    loop: createLoop(run),
    nodes: createNodes(run),
    listener: createListener(run),
    endings: createNodeEndings(run),
    failures: createFailures(run),
    dropping: createDropping(run),
    containers: createContainers(run),
    waits: createWaits(run),
    ending: createRunEnding(run),
    leavings: createLeavings(run),
  }
  Object.assign(run, parts)
  return Object.assign(run, { replayer: createReplayer(run) })
}

/** What follows from a settling: tasks to begin, and skips to write down. */
const createDecisions = (run: RunWork): Decisions<Task> => ({
  ready(frame, node) {
    const task = newTask(frame, node)
    if (run.phase === 'replaying') run.open.set(task.path, task)
    else run.queue.push(task)
  },
  skipped(frame, node, reason) {
    const path = frame.prefix + node.id
    if (reason === 'race_lost') run.dropping.giveUp(path, frame)
    if (run.phase === 'replaying') run.expected.set(path, { reason, id: node.id })
    else run.log.add('node_skipped', { reason }, { id: node.id, path })
  },
})
