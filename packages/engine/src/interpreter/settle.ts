import { CONTAINER, type PlanNode, type Source } from '../plan/plan_types.ts'
import type { Frame, Settled } from './frame.ts'

export type SkipReason =
  | 'trigger_not_fired'
  | 'disabled'
  | 'required_input_dead'
  | 'after_dead'
  | 'all_inputs_dead'
  | 'race_lost'

/** Told what follows from a settling, in the order it follows. */
export interface Decisions<Host> {
  ready(frame: Frame<Host>, node: PlanNode): void
  /** The node's outputs are dead. For `race_lost` it may have begun already. */
  skipped(frame: Frame<Host>, node: PlanNode, reason: SkipReason): void
}

/** Decides the nodes of a new frame that wait for no other node of it. */
export function begin<Host>(frame: Frame<Host>, fired: string | null, decisions: Decisions<Host>): void {
  for (const node of frame.scope.nodes) {
    if (node.is_trigger && fired !== null && node.id !== fired)
      skip(frame, node, 'trigger_not_fired', decisions)
  }
  for (const node of frame.scope.nodes) {
    if (frame.waits[node.slot] === 0 && !frame.decided[node.slot]) decide(frame, node, decisions)
  }
}

/** A node has ended with these outputs, or dead (`null`); every connection from it settles, and what follows is decided. */
export function settle<Host>(
  frame: Frame<Host>,
  node: PlanNode,
  outputs: Settled,
  decisions: Decisions<Host>,
): void {
  frame.decided[node.slot] = true
  frame.outputs[node.slot] = outputs ?? null
  frame.open -= 1
  for (const { port, slot } of node.outgoing) {
    const target = frame.scope.nodes[slot]
    if (!target) continue
    const left = (frame.waits[slot] ?? 0) - 1
    frame.waits[slot] = left
    if (frame.decided[slot]) continue
    if (left === 0) decide(frame, target, decisions)
    else if (target.is_race && outputs?.[port] !== undefined) start(frame, target, decisions)
  }
}

/** Whether a connection carries a value. */
export function isLive(frame: Frame, source: Source): boolean {
  if (source.slot === CONTAINER) return frame.locals[source.port] !== undefined
  return frame.outputs[source.slot]?.[source.port] !== undefined
}

function decide<Host>(frame: Frame<Host>, node: PlanNode, decisions: Decisions<Host>): void {
  const reason = reasonToSkip(frame, node)
  if (reason === null) start(frame, node, decisions)
  else skip(frame, node, reason, decisions)
}

function reasonToSkip(frame: Frame, node: PlanNode): SkipReason | null {
  if (node.disabled) return 'disabled'
  const live = (source: Source) => isLive(frame, source)
  for (const sources of node.required) if (!sources.some(live)) return 'required_input_dead'
  if (node.after.length > 0 && !node.after.some(live)) return 'after_dead'
  if (node.incoming.length > 0 && !node.incoming.some(live)) return 'all_inputs_dead'
  return null
}

function start<Host>(frame: Frame<Host>, node: PlanNode, decisions: Decisions<Host>): void {
  frame.decided[node.slot] = true
  if (node.is_race) giveUpFeeders(frame, node, decisions)
  decisions.ready(frame, node)
}

/** What works only towards a race that is decided is given up, whether it has begun or not. */
function giveUpFeeders<Host>(frame: Frame<Host>, race: PlanNode, decisions: Decisions<Host>): void {
  for (const slot of race.race_feeders) {
    const feeder = frame.scope.nodes[slot]
    if (!feeder || frame.outputs[slot] !== undefined) continue
    frame.decided[slot] = true
    frame.outputs[slot] = null
    frame.open -= 1
    decisions.skipped(frame, feeder, 'race_lost')
  }
}

/** Dead outputs may decide a long chain of further nodes; a list of work stands in for recursion. */
function skip<Host>(frame: Frame<Host>, first: PlanNode, why: SkipReason, decisions: Decisions<Host>): void {
  const work: [PlanNode, SkipReason][] = [[first, why]]
  frame.decided[first.slot] = true
  for (let next = work.shift(); next; next = work.shift()) {
    const [node, reason] = next
    frame.outputs[node.slot] = null
    frame.open -= 1
    decisions.skipped(frame, node, reason)
    for (const { slot } of node.outgoing) {
      const target = frame.scope.nodes[slot]
      if (!target) continue
      const left = (frame.waits[slot] ?? 0) - 1
      frame.waits[slot] = left
      if (left > 0 || frame.decided[slot]) continue
      const next = reasonToSkip(frame, target)
      if (next === null) start(frame, target, decisions)
      else {
        frame.decided[slot] = true
        work.push([target, next])
      }
    }
  }
}
