import type { NodeTypeInfo } from '@llamanexus/workflow'
import { useEffect, useMemo, useRef } from 'react'
import { useEditor } from '../document/editor_context.tsx'
import { newNode } from '../document/operations/new_node.ts'
import { NodeIcon } from '../ui/node_icon.tsx'
import { addNode, bestPort, placeBeside, toParent } from './add_node.ts'
import type { SearchRequest } from './canvas_api.ts'
import type { PortRef } from './link_rule.ts'
import { ListBox } from './list_box.tsx'
import { replaceNode } from './replace_node.ts'
import { searchedWords } from './searched_words.ts'

/** The search box at the pointer: picks a node type that fits what it was opened for, and adds it. */
export const NodeSearch = ({ request, onClose }: { request: SearchRequest; onClose(): void }) => {
  const editor = useEditor()
  const box = useRef<HTMLDivElement>(null)
  const types = useMemo(
    () =>
      [...editor.catalogue.values()]
        .filter((info) => !request.from || fits(editor, request.from, info))
        .map((info) => ({
          id: info.type,
          title: info.name,
          detail: info.description,
          words: searchedWords(info),
          icon: (
            <span className="card-icon" data-category={info.category}>
              <NodeIcon name={info.icon} size={14} />
            </span>
          ),
        })),
    [editor, request],
  )
  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) onClose()
    }
    globalThis.addEventListener('pointerdown', onPointerDown, true)
    return () => globalThis.removeEventListener('pointerdown', onPointerDown, true)
  }, [onClose])
  const pick = (type: string) => {
    const info = editor.catalogue.get(type)
    onClose()
    if (info) perform(editor, request, info)
    editor.canvas.current?.focus()
  }
  const { innerWidth, innerHeight } = globalThis
  return (
    <div
      ref={box}
      className="node-search"
      role="dialog"
      aria-label={request.replaces === undefined ? 'Add a node' : 'Replace the node'}
      style={{
        left: Math.max(8, Math.min(request.screen.x, innerWidth - 336)),
        top: Math.max(8, Math.min(request.screen.y, innerHeight - 416)),
      }}
    >
      <ListBox
        label="Node types"
        placeholder={request.from ? 'What should it lead to?' : 'Search nodes'}
        items={types}
        empty="No node type matches. Try another word."
        onPick={pick}
        onClose={() => {
          onClose()
          editor.canvas.current?.focus()
        }}
      />
    </div>
  )
}

type Editor = ReturnType<typeof useEditor>

const perform = (editor: Editor, request: SearchRequest, info: NodeTypeInfo): void => {
  if (request.replaces !== undefined) return replaceNode(editor, request.replaces, info)
  if (request.from) {
    const place = placeBeside(editor, request.from, request.at)
    addNode(editor, { info, ...place, from: request.from })
    return
  }
  const connection =
    request.connection === undefined
      ? undefined
      : editor.document.state.getState().connections[request.connection]
  const parent = connection ? scopeOf(editor, connection) : undefined
  addNode(editor, {
    info,
    at: toParent(editor, { x: request.at.x - (connection ? 120 : 0), y: request.at.y }, parent),
    parent,
    connection: request.connection,
  })
}

/** The container that a connection runs in. */
const scopeOf = (
  editor: Editor,
  { source_node, target_node }: { source_node: string; target_node: string },
): string | undefined => {
  const { nodes } = editor.document.state.getState()
  const source = nodes[source_node]
  const target = nodes[target_node]
  return target?.parent === source_node
    ? source_node
    : source?.parent === target_node
      ? target_node
      : source?.parent
}

/** Whether a new node of the type would have a port for this one: tried on a copy of the document. */
const fits = (editor: Editor, from: PortRef, info: NodeTypeInfo): boolean => {
  const state = editor.document.state.getState()
  const origin = state.nodes[from.node]
  if (!origin || (info.role === 'trigger' && (from.side === 'output' || from.side === 'body_output')))
    return false
  const parent = from.side === 'body_input' || from.side === 'body_output' ? from.node : origin.parent
  const id = '\u0000candidate'
  const candidate = newNode({ id, info, position: { x: 0, y: 0 }, parent })
  const rules = {
    state: { ...state, nodes: { ...state.nodes, [id]: candidate } },
    catalogue: editor.catalogue,
  }
  const port = bestPort(rules, from, id)
  return port !== undefined && port.port !== 'after'
}
