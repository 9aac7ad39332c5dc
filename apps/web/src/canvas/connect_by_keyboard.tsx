import { useState } from 'react'
import { useEditor } from '../document/editor_context.tsx'
import { land } from './connect_drag.ts'
import type { PortSide } from './geometry.ts'
import { linkJudge, type PortRef, portsOnSide } from './link_rule.ts'
import { ListBox, type ListItem } from './list_box.tsx'

const SIDES: readonly PortSide[] = ['output', 'body_output', 'input', 'body_input']

const WORDS: Record<PortSide, string> = {
  output: 'output',
  body_output: 'to the body',
  input: 'input',
  body_input: 'from the body',
}

/** Connecting without a mouse: a port of the node first, then one of those that fit it. */
export const ConnectByKeyboard = ({ node: id, onClose }: { node: string; onClose(): void }) => {
  const editor = useEditor()
  const [from, setFrom] = useState<PortRef>()
  const state = editor.document.state.getState()
  const close = () => {
    onClose()
    editor.canvas.current?.focus()
  }
  const name = (node: string) =>
    state.nodes[node]?.label ?? editor.catalogue.get(state.nodes[node]?.type ?? '')?.name ?? node
  const portsOf = (node: string): [PortRef, string][] => {
    const record = state.nodes[node]
    return record
      ? SIDES.flatMap((side) =>
          portsOnSide(record, side, editor.catalogue).map((port): [PortRef, string] => [
            { node, side, port: port.id },
            port.type,
          ]),
        )
      : []
  }
  const itemOf = ([ref, type]: [PortRef, string]): ListItem => ({
    id: JSON.stringify(ref),
    title: from ? `${name(ref.node)} · ${ref.port}` : ref.port,
    detail: `${WORDS[ref.side]}, ${type}`,
  })
  const judge = from && linkJudge(from, { state, catalogue: editor.catalogue })
  const items = judge
    ? state.node_order.flatMap((node) =>
        portsOf(node)
          .filter(([ref]) => judge(ref).ok)
          .map(itemOf),
      )
    : portsOf(id).map(itemOf)
  const pick = (text: string) => {
    const ref = JSON.parse(text) as PortRef
    if (!from) return setFrom(ref)
    land(editor, from, ref, { ok: true })
    close()
  }
  return (
    <div
      className="node-search"
      role="dialog"
      aria-label={`Connect ${name(id)}`}
      style={{ left: 'calc(50vw - 160px)', top: '20vh' }}
    >
      <ListBox
        key={from?.port}
        label={from ? `Connect ${from.port} with` : `Port of ${name(id)}`}
        placeholder={from ? `${name(id)} · ${from.port} → …` : `Which port of ${name(id)}?`}
        items={items}
        empty={from ? 'No port fits this one.' : 'This node has no ports.'}
        onPick={pick}
        onClose={close}
      />
    </div>
  )
}
