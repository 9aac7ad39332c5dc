import type { Converter, Position } from '@llamanexus/workflow'
import type { Editor } from '../document/editor_context.tsx'
import { freshId } from '../document/operations/fresh_id.ts'
import { newNode } from '../document/operations/new_node.ts'
import { bestPort, join } from './add_node.ts'
import { cardBox, siblingBoxes } from './card_boxes.ts'
import { freeSpot } from './free_spot.ts'
import { isSource, type PortSide, snapped } from './geometry.ts'
import { handlesOf } from './handle_id.ts'
import { type LinkVerdict, linkJudge, type PortRef, portSpec } from './link_rule.ts'

/** What is drawn while a connection is being dragged, in canvas coordinates. */
export interface ConnectPreview {
  from: PortRef
  start: Position
  end: Position
  type: string
  verdict: LinkVerdict | undefined
}

interface ConnectDragOptions {
  editor: Editor
  root: HTMLElement
  show(preview: ConnectPreview | undefined): void
}

/** Follows the pointer from a port, or from the end of a connection, to where it is let go, and does what that means. */
export const startConnectDrag = (
  event: PointerEvent,
  from: PortRef,
  { editor, root, show }: ConnectDragOptions,
  replaced?: string,
): void => {
  const canvas = editor.canvas.current
  if (!canvas) return
  const rules = { state: editor.document.state.getState(), catalogue: editor.catalogue }
  const judge = linkJudge(from, withoutConnection(rules, replaced))
  const node = rules.state.nodes[from.node]
  const type = (node && portSpec(from, node, editor.catalogue)?.type) ?? 'any'
  const start =
    centreOf(root, from, canvas.toCanvas) ?? canvas.toCanvas({ x: event.clientX, y: event.clientY })
  let verdict: LinkVerdict | undefined
  let hasMoved = false
  markPorts(root, judge)
  root.dataset['connecting'] = type

  const at = (moved: PointerEvent): Position => ({ x: moved.clientX, y: moved.clientY })
  const onMove = (moved: PointerEvent) => {
    hasMoved ||= Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) > 4
    const target = targetAt(at(moved), from, editor, root)
    verdict = target && (target.port ? judge(target.port) : { ok: false, reason: 'Nothing here fits' })
    const snap = target?.port && verdict?.ok ? centreOf(root, target.port, canvas.toCanvas) : undefined
    show({ from, start, end: snap ?? canvas.toCanvas(at(moved)), type, verdict })
    panNearEdge(root, at(moved), canvas.panBy)
  }
  const end = () => {
    globalThis.removeEventListener('pointermove', onMove)
    globalThis.removeEventListener('pointerup', onUp)
    globalThis.removeEventListener('keydown', onKey, true)
    globalThis.removeEventListener('pointercancel', end)
    delete root.dataset['connecting']
    for (const marked of root.querySelectorAll<HTMLElement>('[data-fit]')) delete marked.dataset['fit']
    for (const faded of root.querySelectorAll<HTMLElement>('[data-faded]')) delete faded.dataset['faded']
    show(undefined)
  }
  const onKey = (key: KeyboardEvent) => {
    if (key.key !== 'Escape') return
    key.stopPropagation()
    end()
  }
  const onUp = (up: PointerEvent) => {
    const target = targetAt(at(up), from, editor, root)
    end()
    if (!hasMoved && replaced === undefined) return
    if (target?.port) land(editor, from, target.port, judge(target.port), replaced)
    else if (target) editor.session.notify('Nothing here fits')
    else if (replaced !== undefined) {
      editor.document.edit('Remove connection', (t) => t.removeConnection(replaced))
    } else canvas.search({ screen: at(up), at: canvas.toCanvas(at(up)), from })
  }
  globalThis.addEventListener('pointermove', onMove)
  globalThis.addEventListener('pointerup', onUp)
  globalThis.addEventListener('pointercancel', end)
  globalThis.addEventListener('keydown', onKey, true)
}

/** Makes the connection, or says why not and offers what would help. */
export const land = (
  editor: Editor,
  from: PortRef,
  to: PortRef,
  verdict: LinkVerdict,
  replaced?: string,
): void => {
  if (verdict.ok) {
    editor.document.edit(replaced === undefined ? 'Connect' : 'Reconnect', (t) => {
      if (replaced !== undefined) t.removeConnection(replaced)
      join(t, from, to)
    })
    return
  }
  const { converter } = verdict
  editor.session.notify(
    verdict.reason,
    converter && {
      label: `Put ${converter.name} between`,
      perform: () => connectThrough(editor, from, to, converter, replaced),
    },
  )
}

const connectThrough = (
  editor: Editor,
  from: PortRef,
  to: PortRef,
  converter: Converter,
  replaced?: string,
): void => {
  const info = editor.catalogue.get(converter.type)
  const [source, target] = isSource(from.side) ? [from, to] : [to, from]
  if (!info) return
  editor.document.edit(`Convert with ${info.name}`, (t) => {
    const { nodes } = t.state
    const first = nodes[source.node]
    const last = nodes[target.node]
    if (!first || !last) return
    if (replaced !== undefined) t.removeConnection(replaced)
    const parent = source.side === 'body_output' ? first.id : first.parent
    const id = freshId(converter.type, (name) => nodes[name] !== undefined)
    const start = source.side === 'body_output' ? { x: 0, y: last.position.y } : first.position
    const end = target.side === 'body_input' ? { x: start.x + 560, y: start.y } : last.position
    const between = { x: snapped((start.x + end.x) / 2), y: snapped((start.y + end.y) / 2) }
    const node = newNode({ id, info, position: between, parent })
    node.position = freeSpot(cardBox(node, editor), siblingBoxes(editor, t.state.nodes, parent))
    t.setNode({
      ...node,
      config: { ...node.config, ...converter.config },
      ...(converter.inputs && { inputs: converter.inputs }),
    })
    join(t, source, { node: id, side: 'input', port: converter.input })
    join(t, { node: id, side: 'output', port: converter.output }, target)
  })
}

const withoutConnection = <R extends Parameters<typeof linkJudge>[1]>(
  rules: R,
  id: string | undefined,
): R => {
  if (id === undefined) return rules
  const { [id]: _, ...connections } = rules.state.connections
  return { ...rules, state: { ...rules.state, connections } }
}

/** What is under the pointer: a port, the best port of a node, or a node where nothing fits. */
const targetAt = (
  { x, y }: Position,
  from: PortRef,
  editor: Editor,
  root: HTMLElement,
): { port?: PortRef } | undefined => {
  const element = document.elementFromPoint(x, y)
  if (!element || !root.contains(element)) return undefined
  const port = refOf(element.closest<HTMLElement>('[data-port]'))
  if (port) return { port }
  const id = element.closest<HTMLElement>('.react-flow__node:not(.react-flow__node-note)')?.dataset['id']
  // A container is a place to let go in, not a node to hit, except on its own header and rows.
  if (id === undefined || element.closest('.container-body')) return undefined
  const best = bestPort({ state: editor.document.state.getState(), catalogue: editor.catalogue }, from, id)
  return best ? { port: best } : id === from.node ? undefined : {}
}

/** Which port an element is. */
export const refOf = (element: HTMLElement | null): PortRef | undefined => {
  const { port: handle, node } = element?.dataset ?? {}
  if (handle === undefined || node === undefined) return undefined
  const [side = '', ...port] = handle.split(':')
  return { node, side: side as PortSide, port: port.join(':') }
}

/** The end of a connection that stays when its other end is dragged away. */
export const otherEnd = (editor: Editor, id: string, dragged: 'source' | 'target'): PortRef | undefined => {
  const state = editor.document.state.getState()
  const connection = state.connections[id]
  if (!connection) return undefined
  const sides = handlesOf(connection, state.nodes)
  return dragged === 'target'
    ? { node: connection.source_node, side: sides.source, port: connection.source_port }
    : { node: connection.target_node, side: sides.target, port: connection.target_port }
}

const markPorts = (root: HTMLElement, judge: (to: PortRef) => LinkVerdict): void => {
  for (const element of root.querySelectorAll<HTMLElement>('[data-port]')) {
    const ref = refOf(element)
    if (ref) element.dataset['fit'] = judge(ref).ok ? 'yes' : 'no'
  }
  for (const card of root.querySelectorAll<HTMLElement>('.card')) {
    if (!card.querySelector('[data-fit="yes"]')) card.dataset['faded'] = ''
  }
}

const centreOf = (
  root: HTMLElement,
  ref: PortRef,
  toCanvas: (at: Position) => Position,
): Position | undefined => {
  const selector = `[data-node="${CSS.escape(ref.node)}"][data-port="${CSS.escape(`${ref.side}:${ref.port}`)}"]`
  const box = root.querySelector(selector)?.getBoundingClientRect()
  return box && toCanvas({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
}

const EDGE = 40
const PAN_STEP = 12

const panNearEdge = (root: HTMLElement, { x, y }: Position, panBy: (by: Position) => void): void => {
  const box = root.getBoundingClientRect()
  const by = {
    x: x < box.left + EDGE ? PAN_STEP : x > box.right - EDGE ? -PAN_STEP : 0,
    y: y < box.top + EDGE ? PAN_STEP : y > box.bottom - EDGE ? -PAN_STEP : 0,
  }
  if (by.x !== 0 || by.y !== 0) panBy(by)
}
