import { NodeError, type Suspension } from '@llamanexus/node-sdk'
import type { JsonObject, JsonValue } from '@llamanexus/workflow'
import type { Exits, Step } from '../containers/driver.ts'
import { driverOf } from '../containers/driver_of.ts'
import type { EngineLimits, EngineOptions } from '../engine_types.ts'
import { framePrefix } from '../fold/frame_path.ts'
import { newFrame } from '../interpreter/frame.ts'
import { begin, type Decisions, isLive, settle } from '../interpreter/settle.ts'
import type { LogData, NodeFailure } from '../log.ts'
import type { Plan } from '../plan/plan_types.ts'
import type { ExecutionRecord, ExecutionUpdate } from '../ports.ts'
import { backoffMs, DEFAULT_BACKOFF } from './backoff.ts'
import { checkOutputs } from './check_outputs.ts'
import type { ReadExpression } from './expression_cache.ts'
import { type Failed, toFailed } from './failure.ts'
import { finalOutput } from './final_output.ts'
import { type ContextSource, ExecutorContext } from './node_context.ts'
import { createReplayer } from './replay.ts'
import { resolve, valueOf } from './resolve.ts'
import { createRunLog } from './run_log.ts'
import { counts, isWithin, newTask, type Opening, type Resolved, type RunFrame, type Task } from './task.ts'
import { createWorkQueue } from './work_queue.ts'

/** Synchronous work after which other callers get their turn, in milliseconds. */
const BREATH_MS = 8
/** How long nodes may take to honour an abort before the run ends without them. */
const GRACE_MS = 1_000
/** Streamed text, progress and logs are made durable, and shown, at most this often. */
const FLUSH_MS = 50
/** A run that waits for nothing but a signal sleeps until then: the last moment that a date can hold. */
export const FOREVER = 8_640_000_000_000_000

export type RunDeps = Omit<EngineOptions, 'limits' | 'random' | 'nodes'> & {
  limits: EngineLimits
  random: () => number
  readExpression: ReadExpression
}

/** Why a run left memory. */
export type Leaving =
  | { kind: 'ended' }
  | { kind: 'paused' }
  /** Waits for a timer or a signal. `signalled`: one came while it was leaving. */
  | { kind: 'parked'; signalled: boolean }
  /** The process is closing. */
  | { kind: 'left' }
  /** Its first commit failed, so nothing has happened and its caller is told. */
  | { kind: 'refused'; error: unknown }

export interface Run {
  readonly record: ExecutionRecord
  /** Settles when the run is durable; rejects when it was refused. */
  readonly started: Promise<void>
  /** Settles when the run leaves memory. */
  readonly leaving: Promise<Leaving>
  begin(): void
  /** Takes up a run by its log. `restart`: a former process died over it; `resume`: a person asked for it. */
  takeUp(reason: 'restart' | 'resume' | 'wake'): Promise<void>
  cancel(): void
  /** Settles when it is durable that the run is to pause. */
  pause(): Promise<void>
  signalled(): void
  /** Leaves memory at the next node boundary, or at the deadline without the nodes that still work. */
  leave(drainMs: number): Promise<void>
}

type End =
  | { status: 'completed' }
  | { status: 'cancelled' }
  | { status: 'failed'; error: NodeFailure & { node_id?: string; path?: string } }

/** Performs one run: starts what is decided, writes down what ends, and does what follows. */
export function createRun(deps: RunDeps, plan: Plan, record: ExecutionRecord): Run {
  const { clock, journal, limits } = deps
  const { settings } = plan.workflow
  const maxNodes = Math.min(limits.max_nodes, settings.max_parallel_nodes ?? limits.max_nodes)
  const maxExecutions = Math.min(limits.max_node_executions, settings.max_node_executions ?? Number.MAX_VALUE)
  const queue = createWorkQueue<Task | Opening>()
  /** Tasks that have begun and not ended, but for those that begin and end in one go. */
  const tasks = new Set<Task>()
  const inFlight = new Set<Promise<unknown>>()
  const started = Promise.withResolvers<void>()
  const leaving = Promise.withResolvers<Leaving>()
  started.promise.catch(() => undefined)

  let phase: 'replaying' | 'live' | 'ending' | 'left' = 'replaying'
  let pausing: LogData['execution_paused'] | undefined
  let departing = false
  let barrier: Task[] = []
  let active = 0
  let completions = 0
  let durable = false
  let refused = false
  let signalCame = false
  let pumping = false
  let breathing = false
  let firstFlush = false
  let lastFlush = Number.NEGATIVE_INFINITY
  const timers = { flush: none, park: none, deadline: none }
  /** While replaying: the tasks that are decided and not ended, and what must follow but was not read yet. */
  const open = new Map<string, Task>()
  const expected = new Map<string, { reason: string; id: string }>()
  let pendingEnd: End | undefined

  const log = createRunLog({
    executionId: record.id,
    journal,
    clock,
    observer: deps.observer,
    seq: 0,
    onCommitError,
  })
  const source: ContextSource = { ...deps, plan, record, now: () => clock.now(), note }
  const root: RunFrame = newFrame<Task>({ scope: plan.root, prefix: '', index: 0, locals: {} })
  const replayer = createReplayer({
    source,
    random: deps.random,
    log,
    open,
    expected,
    openings: queue,
    openFrame,
    take,
    settleTask,
    nodeFailed,
    dropWithin,
    renewed,
    endTask,
    countCompletion: () => void (completions += 1),
  })
  const decisions: Decisions<Task> = {
    ready(frame, node) {
      const task = newTask(frame, node)
      if (phase === 'replaying') open.set(task.path, task)
      else queue.push(task)
    },
    skipped(frame, node, reason) {
      if (reason === 'race_lost') giveUp(frame.prefix + node.id, frame)
      const path = frame.prefix + node.id
      if (phase === 'replaying') expected.set(path, { reason, id: node.id })
      else log.add('node_skipped', { reason }, { id: node.id, path })
    },
  }

  return {
    record,
    started: started.promise,
    leaving: leaving.promise,
    begin: beginRun,
    takeUp,
    cancel: () => endRun({ status: 'cancelled' }),
    pause,
    signalled,
    leave,
  }

  // Beginning and taking up

  function beginRun(): void {
    phase = 'live'
    log.add('execution_started', {
      workflow_id: record.workflow_id,
      workflow_version: record.workflow_version,
      trigger_node: record.trigger_node,
    })
    watchDeadline()
    begin(root, record.trigger_node, decisions)
    pump()
  }

  async function takeUp(reason: 'restart' | 'resume' | 'wake'): Promise<void> {
    durable = true
    started.resolve()
    let empty = true
    for await (const piece of journal.read(record.id)) {
      for (const entry of piece) {
        if (empty) begin(root, record.trigger_node, decisions)
        empty = false
        const waiting = replayer.replay(entry)
        if (waiting) await waiting
      }
    }
    update({ status: 'running', wake_at: null })
    if (empty) {
      beginRun()
      return
    }
    await goLive(reason)
    if (phase === 'live') await commit()
  }

  /** The log is read: what it leaves open is done from here on. */
  async function goLive(reason: 'restart' | 'resume' | 'wake'): Promise<void> {
    const interrupted = reason === 'resume' ? [] : await replayer.interruptedUnsafely()
    phase = 'live'
    for (const [path, skipped] of expected)
      log.add('node_skipped', { reason: skipped.reason }, { id: skipped.id, path })
    expected.clear()
    if (reason !== 'wake')
      log.add('execution_resumed', { reason: reason === 'resume' ? 'requested' : 'restart' })
    watchDeadline()
    if (interrupted.length > 0) pausing = { reason: 'unsafe_interrupted', nodes: interrupted }
    else if (record.control === 'pause') pausing = { reason: 'requested' }
    const left = [...open.values()]
    open.clear()
    if (record.control === 'cancel') return endRun({ status: 'cancelled' })
    if (pendingEnd) return endRun(pendingEnd)
    for (const task of left) if (counts(task.frame)) goOnWith(task)
    pump()
  }

  function goOnWith(task: Task): void {
    if (task.state === 'waiting' || task.state === 'retrying') {
      tasks.add(task)
      return arm(task)
    }
    if (!task.driver) {
      task.state = 'ready'
      queue.push(task)
      return
    }
    tasks.add(task)
    watchTimeout(task)
    const steps = task.steps ?? []
    task.steps = undefined
    const { wait } = task
    if (steps[0]?.do === 'sleep' && wait?.until !== undefined) return sleep(task, wait.at, wait.until)
    take(task, steps)
  }

  // The loop

  /** Starts what is ready until nothing is, a limit is reached, or it is time to breathe. */
  function pump(): void {
    if (pumping || breathing || phase !== 'live') return
    pumping = true
    const deadline = performance.now() + BREATH_MS
    for (let turn = 1; mayStart(); turn += 1) {
      if (log.ahead) return void breathe(log.idle())
      const work = queue.shift()
      if (!work) break
      if ('host' in work) openFrame(work)
      else if (work.state === 'ready' && counts(work.frame) && isUndecided(work)) startTask(work)
      if (turn % 32 === 0 && performance.now() > deadline) return void breathe(new Promise(setImmediate))
    }
    pumping = false
    settleDown()
  }

  function mayStart(): boolean {
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
    if (phase !== 'live') return
    if (barrier.length > 0) void passBarrier()
    if (root.open === 0) endRun({ status: 'completed' })
    else if ((pausing || departing) && active === 0) void stop()
    else if (active === 0 && queue.size === 0) considerParking()
    if (phase === 'live') flushSoon()
  }

  function isUndecided(task: Task): boolean {
    return task.frame.outputs[task.node.slot] === undefined
  }

  // Nodes

  function startTask(task: Task): void {
    task.state = 'running'
    try {
      const values = task.values ?? resolve(source, task, task.recorded)
      if (!(values instanceof Promise)) return start(task, values)
      void listen(task, values, (resolved) => start(task, resolved))
    } catch (error) {
      logStart(task, undefined)
      failTask(task, toFailed(error))
    }
  }

  function start(task: Task, values: Resolved): void {
    task.values = values
    logStart(task, values)
    if (task.node.container) return startContainer(task, values)
    if (isPure(task, values)) return invoke(task, values)
    // Nothing may be done to the world before all that led to it is durable.
    task.state = 'starting'
    tasks.add(task)
    barrier.push(task)
  }

  function logStart(task: Task, values: Resolved | undefined): void {
    // A wake goes on with the try that gave up its place.
    if (!task.wake || task.attempt === 0) task.attempt += 1
    task.started_at = clock.now()
    task.recorded = undefined
    log.add(
      'node_started',
      {
        attempt: task.attempt,
        ...(values?.recorded && { inputs: values.recorded }),
        ...(values?.sources && { sources: values.sources }),
        ...(task.wake && { wake: task.wake }),
      },
      ref(task),
    )
  }

  function isPure(task: Task, { config, inputs }: Resolved): boolean {
    return !task.node.type || task.node.type.effectOf({ config, inputs }) === 'pure'
  }

  async function passBarrier(): Promise<void> {
    const waiting = barrier
    barrier = []
    active += waiting.length
    await commit()
    active -= waiting.length
    for (const task of waiting)
      if (phase === 'live' && task.state === 'starting' && counts(task.frame) && task.values) {
        task.state = 'running'
        invoke(task, task.values)
      }
    pump()
  }

  function invoke(task: Task, values: Resolved): void {
    const { type } = task.node
    try {
      if (!type?.execute) return concluded(task, withoutExecutor(task))
      if (task.node.node.policy?.timeout_ms !== undefined) task.abort ??= new AbortController()
      const { config, inputs } = values
      const result = type.execute({ config, inputs, context: new ExecutorContext(source, task, values) })
      if (!(result instanceof Promise)) return concluded(task, result)
      watchTimeout(task)
      void listen(task, result, (value) => concluded(task, value))
    } catch (error) {
      failTask(task, toFailed(error))
    }
  }

  /** A plain trigger gives its data at its one output, or each field of it at the output of that name. */
  function withoutExecutor(task: Task): Record<string, JsonValue | undefined> {
    const { node } = task
    if (!node.is_trigger) {
      const hint = 'Install what provides it, or choose another type.'
      throw new NodeError('type_unknown', `There is no node type "${node.node.type}"`, {
        hint,
        retryable: false,
      })
    }
    const data = record.trigger_data
    const [only, ...others] = node.outputs
    if (only && others.length === 0) return { [only.id]: data }
    return typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {}
  }

  /** Goes on when a promise of the task settles, unless the task has been given up meanwhile. */
  async function listen<T>(task: Task, promise: Promise<T>, next: (value: T) => void): Promise<void> {
    const ticket = {}
    task.ticket = ticket
    tasks.add(task)
    active += 1
    inFlight.add(promise)
    const [result] = await Promise.allSettled([promise])
    inFlight.delete(promise)
    if (task.ticket !== ticket) return
    task.ticket = undefined
    active -= 1
    if (phase !== 'live') return
    if (result.status === 'fulfilled') next(result.value)
    else failTask(task, toFailed(result.reason))
    pump()
  }

  /** Stops listening to what the task is doing and tells it to stop. */
  function abandon(task: Task): void {
    if (task.ticket) active -= 1
    task.ticket = undefined
    task.stopTimer?.()
    task.stopTimer = undefined
    task.abort?.abort()
    task.abort = undefined
  }

  function watchTimeout(task: Task): void {
    const ms = task.node.node.policy?.timeout_ms
    if (ms === undefined) return
    task.stopTimer = clock.after(ms, () => {
      timedOut(task)
      pump()
    })
  }

  function timedOut(task: Task): void {
    abandon(task)
    const message = `The node took longer than ${task.node.node.policy?.timeout_ms} ms`
    failTask(task, { failure: { code: 'timeout', message }, retryable: true })
  }

  function concluded(task: Task, result: Record<string, JsonValue | undefined> | Suspension): void {
    if (isSuspension(result)) return suspend(task, result)
    let checked: ReturnType<typeof checkOutputs>
    try {
      checked = checkOutputs(task.node, result, limits.max_output_bytes)
    } catch (error) {
      return failTask(task, toFailed(error))
    }
    complete(task, checked.outputs, checked.bytes)
  }

  function complete(task: Task, outputs: JsonObject, bytes: number, error?: NodeFailure): void {
    endTask(task)
    const duration_ms = clock.now() - task.started_at
    log.add(
      'node_completed',
      { outputs, attempt: task.attempt, duration_ms, ...(error && { error }) },
      ref(task),
      bytes,
    )
    settleTask(task, outputs)
    completions += 1
    if (completions > maxExecutions)
      endRun({
        status: 'failed',
        error: {
          code: 'limit_exceeded',
          message: `The run completed more than ${maxExecutions} nodes`,
          hint: 'Raise max_node_executions in the workflow settings, or look for a loop that does not end.',
        },
      })
  }

  function settleTask(task: Task, outputs: JsonObject): void {
    settle(task.frame, task.node, outputs, decisions)
    if (task.frame.open === 0) frameEnded(task.frame)
  }

  function endTask(task: Task): void {
    task.state = 'ended'
    if (task.stopTimer || task.abort) {
      task.stopTimer?.()
      task.stopTimer = undefined
      task.abort = undefined
    }
    task.values = undefined
    tasks.delete(task)
  }

  // Failures

  function failTask(task: Task, failed: Failed): void {
    abandon(task)
    if (task.driver) dropWithin((frame) => frame.host === task)
    const { policy } = task.node.node
    const { retry } = policy ?? {}
    if (failed.retryable && retry && task.failures < retry.max_retries) return retryTask(task, failed)
    const error = failed.failure
    switch (policy?.on_error ?? 'fail') {
      case 'continue': {
        const outputs = Object.fromEntries(task.node.outputs.map((port) => [port.id, null]))
        return complete(task, outputs, 0, error)
      }
      case 'branch': {
        const { message, code } = error
        const outputs = { error: { message, code, node_id: task.node.id, attempt: task.attempt } }
        return complete(task, outputs, message.length, error)
      }
      case 'fail': {
        endTask(task)
        const duration_ms = clock.now() - task.started_at
        log.add('node_failed', { error, attempt: task.attempt, duration_ms }, ref(task))
        nodeFailed(task, failed)
      }
    }
  }

  function retryTask(task: Task, failed: Failed): void {
    const again = renewed(task)
    again.failures += 1
    const backoff = { ...DEFAULT_BACKOFF, ...task.node.node.policy?.retry }
    const ms = Math.max(backoffMs(backoff, again.failures, deps.random), failed.retry_after_ms ?? 0)
    const at = clock.now()
    again.wait = { at, until: at + ms }
    const until = new Date(at + ms).toISOString()
    log.add('node_retrying', { error: failed.failure, attempt: task.attempt, until }, ref(task))
    tasks.add(again)
    arm(again)
  }

  /** The same node for its next try; what the former one left behind no longer counts. */
  function renewed(task: Task): Task {
    const { attempt, failures, values } = task
    endTask(task)
    return { ...newTask(task.frame, task.node), attempt, failures, values, state: 'retrying' }
  }

  /** A node failed for good: the run does, or the iteration that it stands in. */
  function nodeFailed(task: Task, { failure, retry_after_ms }: Omit<Failed, 'retryable'>): void {
    const { frame } = task
    const { host } = frame
    if (!host)
      return endRun({ status: 'failed', error: { ...failure, node_id: task.node.id, path: task.path } })
    frame.dead = true
    dropWithin((at) => at === frame)
    if (!host.driver) return
    const outcome = { ok: false, failure: withPath(failure, task.path), retry_after_ms } as const
    take(host, host.driver.ended(frame.index, outcome))
  }

  /** Gives up all that works in the frames it holds for. */
  function dropWithin(holds: (frame: RunFrame) => boolean): void {
    const candidates = phase === 'replaying' ? open.values() : tasks
    for (const task of Array.from(candidates)) {
      if (!isWithin(task.frame, holds)) continue
      const begun = task.state !== 'ready'
      drop(task)
      if (!begun) continue
      if (phase === 'replaying') expected.set(task.path, { reason: 'cancelled', id: task.node.id })
      else log.add('node_skipped', { reason: 'cancelled' }, ref(task))
    }
  }

  function drop(task: Task): void {
    abandon(task)
    endTask(task)
    open.delete(task.path)
  }

  /** Ends a node that lost a race, with all that goes on inside of it. */
  function giveUp(path: string, frame: RunFrame): void {
    const candidates = phase === 'replaying' ? open.values() : tasks
    for (const task of Array.from(candidates)) {
      if (task.path !== path || task.frame !== frame) continue
      if (task.driver) dropWithin((at) => at.host === task)
      drop(task)
    }
  }

  // Containers

  function startContainer(task: Task, values: Resolved): void {
    tasks.add(task)
    try {
      const kind = task.node.container
      if (!kind) return
      task.driver = driverOf(kind, values, deps.random)
    } catch (error) {
      return failTask(task, toFailed(error))
    }
    watchTimeout(task)
    take(task, task.driver.start())
  }

  function take(task: Task, steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.do === 'open') queue.push({ host: task, index: step.index, locals: step.locals })
      // What a log records is read from it: a check may not be asked twice, nor a wait be made anew.
      else if (phase === 'replaying') task.steps = [step]
      else perform(task, step)
    }
  }

  function perform(task: Task, step: Exclude<Step, { do: 'open' }>): void {
    switch (step.do) {
      case 'check':
        return check(task, step.condition, step.locals)
      case 'sleep': {
        const at = clock.now()
        log.add('node_waiting', { until: new Date(at + step.ms).toISOString(), at_ms: at }, ref(task))
        return sleep(task, at, at + step.ms)
      }
      case 'complete':
        return concluded(task, step.outputs)
      case 'fail':
        return failTask(task, { failure: step.failure, retryable: true })
    }
  }

  function check(task: Task, condition: string, locals: JsonObject): void {
    if (!task.values) return
    try {
      const context = new ExecutorContext(source, task, task.values)
      const holds = context.evaluate(condition, locals)
      const next = (value: JsonValue) => take(task, task.driver?.checked?.(Boolean(value)) ?? [])
      if (!(holds instanceof Promise)) return next(holds)
      void listen(task, holds, next)
    } catch (error) {
      failTask(task, toFailed(error))
    }
  }

  function sleep(task: Task, at: number, until: number): void {
    task.wait = { at, until }
    const timeout = task.stopTimer
    const stop = clock.after(Math.max(0, until - clock.now()), () => {
      task.wait = undefined
      task.stopTimer = timeout
      if (phase !== 'live' || task.state === 'ended') return
      take(task, task.driver?.woken?.() ?? [])
      pump()
    })
    task.stopTimer = () => {
      stop()
      timeout?.()
    }
  }

  function openFrame({ host, index, locals }: Opening): void {
    const scope = host.node.body
    if (!scope || host.state === 'ended' || !counts(host.frame)) return
    const prefix = framePrefix(host.path, index)
    const frame = newFrame<Task>({
      scope,
      parent: host.frame,
      host,
      host_node: host.node,
      prefix,
      index,
      locals,
    })
    begin(frame, null, decisions)
    if (frame.open === 0) frameEnded(frame)
  }

  function frameEnded(frame: RunFrame): void {
    const { host } = frame
    if (!host?.driver || frame.dead) return
    frame.dead = true
    const exits: Record<string, JsonValue | undefined> = {}
    for (const { port, source: from } of frame.scope.exits)
      if (exits[port] === undefined && isLive(frame, from)) exits[port] = valueOf(frame, from)
    take(host, host.driver.ended(frame.index, { ok: true, exits: exits as Exits }))
  }

  // Waiting

  function suspend(task: Task, suspension: Suspension): void {
    abandon(task)
    const at = clock.now()
    const { until } = suspension
    const signal = suspension.suspend === 'signal' ? suspension.name : undefined
    task.state = 'waiting'
    task.wait = { at, until, signal }
    log.add(
      'node_waiting',
      { ...(until !== undefined && { until: isoTime(until) }), ...(signal && { signal }), at_ms: at },
      ref(task),
    )
    tasks.add(task)
    arm(task)
  }

  /** Comes back to a task that waits or retries: at its time, or with its signal. */
  function arm(task: Task): void {
    const { until = FOREVER, signal } = task.wait ?? { at: 0 }
    const timeout = timeoutOf(task)
    const wake = Math.min(until, timeout)
    if (wake !== FOREVER)
      task.stopTimer = clock.after(Math.max(0, wake - clock.now()), () => {
        if (phase !== 'live') return
        if (timeout < until) timedOut(task)
        else if (task.state === 'retrying') makeReady(task)
        else if (task.state === 'waiting') wakeByTimer(task)
        pump()
      })
    if (signal !== undefined) void takeSignal(task, signal)
  }

  function makeReady(task: Task): void {
    task.state = 'ready'
    task.stopTimer = undefined
    tasks.delete(task)
    queue.push(task)
  }

  function wakeByTimer(task: Task): void {
    const suspended_at = task.wait?.at ?? 0
    task.wake = { reason: 'timer', suspended_at, at: clock.now() }
    makeReady(task)
  }

  async function takeSignal(task: Task, name: string): Promise<void> {
    if (pausing || departing) return
    const signal = await journal.takeSignal(record.id, name)
    if (!signal || phase !== 'live' || task.state !== 'waiting') return
    abandon(task)
    const suspended_at = task.wait?.at ?? 0
    task.wake = { reason: 'signal', suspended_at, at: clock.now(), data: signal.data }
    // Started at once and past every limit: the signal is taken, so the log has to say so.
    startTask(task)
    pump()
  }

  function signalled(): void {
    signalCame = true
    for (const task of tasks)
      if (task.state === 'waiting' && task.wait?.signal !== undefined) void takeSignal(task, task.wait.signal)
  }

  /** A run that only waits, and for long, leaves memory; its log brings it back. */
  function considerParking(): void {
    timers.park()
    timers.park = none
    if (tasks.size === 0) return
    const wake = nextWake()
    if (wake - clock.now() > limits.park_after_ms && wake !== FOREVER) return void park(wake)
    if (wake === FOREVER)
      timers.park = clock.after(limits.park_after_ms, () => {
        if (phase === 'live' && active === 0 && queue.size === 0) void park(nextWake())
      })
  }

  function nextWake(): number {
    let wake = deadlineAt() ?? FOREVER
    for (const task of tasks) wake = Math.min(wake, task.wait?.until ?? FOREVER, timeoutOf(task))
    return wake
  }

  async function park(wakeAt: number): Promise<void> {
    signalCame = false
    close()
    update({ wake_at: wakeAt })
    await commit()
    leaving.resolve({ kind: 'parked', signalled: signalCame })
  }

  // Control

  async function pause(): Promise<void> {
    if (phase !== 'live' || pausing) return
    pausing = { reason: 'requested' }
    update({ control: 'pause' })
    const written = commit()
    pump()
    await written
    if (active === 0) await leaving.promise
  }

  async function leave(drainMs: number): Promise<void> {
    if (phase !== 'live') return void (await leaving.promise)
    departing = true
    const giveUp = clock.after(drainMs, () => void stop())
    pump()
    await leaving.promise
    giveUp()
  }

  /** At the node boundary: the run is paused, or left for the next process. */
  async function stop(): Promise<void> {
    if (phase !== 'live') return
    close()
    if (pausing) {
      log.add('execution_paused', pausing)
      update({ status: 'paused', control: null })
    } else update({ wake_at: clock.now() })
    await commit()
    leaving.resolve({ kind: pausing ? 'paused' : 'left' })
  }

  function endRun(end: End): void {
    if (phase === 'replaying') pendingEnd ??= end
    if (phase !== 'live') return
    phase = 'ending'
    stopTimers()
    for (const task of tasks) abandon(task)
    if (inFlight.size === 0) return void finish(end)
    const grace = Promise.withResolvers<void>()
    const stop = clock.after(GRACE_MS, grace.resolve)
    void Promise.race([Promise.allSettled(inFlight), grace.promise]).then(() => {
      stop()
      return finish(end)
    })
  }

  async function finish(end: End): Promise<void> {
    const now = clock.now()
    const duration_ms = now - Date.parse(record.started_at)
    const ended = { completed_at: isoTime(now), wake_at: null, control: null }
    switch (end.status) {
      case 'completed': {
        const final_output = finalOutput(plan, root)
        log.add('execution_completed', { final_output, duration_ms })
        update({ ...ended, status: 'completed', final_output })
        break
      }
      case 'failed':
        log.add('execution_failed', { error: end.error, duration_ms })
        update({ ...ended, status: 'failed', error: end.error })
        break
      case 'cancelled':
        log.add('execution_cancelled', { duration_ms })
        update({ ...ended, status: 'cancelled' })
    }
    await commit()
    phase = 'left'
    leaving.resolve({ kind: 'ended' })
  }

  function watchDeadline(): void {
    const at = deadlineAt()
    if (at === undefined) return
    timers.deadline = clock.after(Math.max(0, at - clock.now()), () => {
      const message = `The run took longer than ${settings.timeout_ms} ms`
      endRun({ status: 'failed', error: { code: 'run_timeout', message } })
    })
  }

  function deadlineAt(): number | undefined {
    if (settings.timeout_ms === undefined) return undefined
    return Date.parse(record.started_at) + settings.timeout_ms
  }

  /** Nothing of this run happens any more in this memory. */
  function close(): void {
    phase = 'left'
    stopTimers()
    for (const task of tasks) abandon(task)
  }

  function stopTimers(): void {
    timers.flush()
    timers.park()
    timers.deadline()
  }

  // Writing

  function update(changes: ExecutionUpdate): void {
    Object.assign(record, changes)
    log.update(changes)
  }

  async function commit(): Promise<void> {
    timers.flush()
    timers.flush = none
    lastFlush = clock.now()
    await log.commit()
    if (refused) return
    durable = true
    started.resolve()
  }

  /** What a screen would like to see is made durable soon, but not each piece by itself. */
  function flushSoon(): void {
    if (!firstFlush) {
      firstFlush = true
      setImmediate(() => {
        if (phase === 'live' && !durable) void commit()
      })
      return
    }
    if (log.pending === 0 || timers.flush !== none) return
    const wait = Math.max(0, lastFlush + FLUSH_MS - clock.now())
    timers.flush = clock.after(wait, () => void commit())
  }

  function note(task: Task, entry: Parameters<ContextSource['note']>[1]): void {
    if (phase !== 'live' || task.state !== 'running') return
    const bytes = 'text' in entry.data ? entry.data.text.length : 64
    log.add(entry.type, entry.data, ref(task), bytes)
    flushSoon()
  }

  /** A run that never became durable is given back to its caller; any other waits for the disk. */
  function onCommitError(error: unknown): boolean {
    if (durable) return true
    if (refused) return false
    refused = true
    close()
    const failure = { code: 'not_stored', message: 'The run could not be written down and was not started' }
    update({ status: 'cancelled', completed_at: isoTime(clock.now()), error: failure })
    started.reject(error)
    leaving.resolve({ kind: 'refused', error })
    return false
  }
}

const none = (): void => undefined

const ref = (task: Task) => ({ id: task.node.id, path: task.path })
const isoTime = (ms: number): string => new Date(ms).toISOString()

/** When the time of a task that waits has passed; never, where it has no limit. What runs has a timer of its own. */
function timeoutOf({ node, state, wait }: Task): number {
  const ms = node.node.policy?.timeout_ms
  return ms === undefined || !wait || state !== 'waiting' ? FOREVER : wait.at + ms
}

const isSuspension = (result: object): result is Suspension =>
  'suspend' in result &&
  ((result.suspend === 'timer' && 'until' in result) || (result.suspend === 'signal' && 'name' in result))

/** A container's failure says which node of which iteration it comes from; the innermost is kept. */
function withPath(failure: NodeFailure, path: string): NodeFailure {
  const { details } = failure
  const known = typeof details === 'object' && details !== null && 'path' in details
  if (known) return failure
  return {
    ...failure,
    message: `${path}: ${failure.message}`,
    details: { path, ...(details !== undefined && { cause: details }) },
  }
}
