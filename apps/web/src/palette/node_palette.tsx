import type { NodeCategory, NodeTypeInfo } from '@llamanexus/workflow'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { addNode } from '../canvas/add_node.ts'
import { matching } from '../canvas/list_box.tsx'
import { searchedWords } from '../canvas/searched_words.ts'
import { type Editor, useEditor } from '../document/editor_context.tsx'
import { NodeIcon } from '../ui/node_icon.tsx'
import './palette.css'
import { PALETTE_MIME } from './palette_mime.ts'

const CATEGORIES: Readonly<Record<NodeCategory, string>> = {
  triggers: 'Triggers',
  control: 'Control flow',
  data: 'Data',
  llm: 'Models',
  rag: 'Knowledge',
  api: 'APIs',
  tools: 'Tools',
  mcp: 'MCP',
  database: 'Databases',
  outputs: 'Outputs',
}

/** Every node type by category. Drag one, click it, or arrow to it and press Enter. */
export const NodePalette = () => {
  const editor = useEditor()
  const [query, setQuery] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const groups = useMemo(() => groupsOf(editor, query), [editor, query])
  const onKeyDown = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const at = buttons.indexOf(globalThis.document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown') buttons[Math.min(at + 1, buttons.length - 1)]?.focus()
    else if (event.key === 'ArrowUp' && at > 0) buttons[at - 1]?.focus()
    else if (event.key === 'Enter' && at < 0) buttons[0]?.click()
    else if (event.key === 'Escape') editor.canvas.current?.focus()
    else return
    event.preventDefault()
  }
  return (
    <section className="palette" aria-label="Nodes" onKeyDown={onKeyDown}>
      <label className="palette-search">
        <Search size={14} aria-hidden />
        <input
          type="search"
          placeholder="Search nodes"
          aria-label="Search nodes"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
      </label>
      <div ref={list} className="palette-list">
        {groups.length === 0 && <p>No node matches “{query}”.</p>}
        {groups.map(({ title, types }) => (
          <div key={title} role="group" aria-label={title}>
            <h2>{title}</h2>
            {types.map((info) => (
              <PaletteEntry key={info.type} info={info} />
            ))}
          </div>
        ))}
      </div>
    </section>
  )
}

const PaletteEntry = ({ info }: { info: NodeTypeInfo }) => {
  const editor = useEditor()
  return (
    <button
      type="button"
      draggable
      title={info.description}
      data-category={info.category}
      onDragStart={({ dataTransfer }) => {
        dataTransfer.setData(PALETTE_MIME, info.type)
        dataTransfer.effectAllowed = 'copy'
      }}
      onClick={() => addBesideSelection(editor, info)}
    >
      <span className="card-icon">
        <NodeIcon name={info.icon} size={15} />
      </span>
      <span>
        <b>{info.name}</b>
        <small>{info.description}</small>
      </span>
    </button>
  )
}

/** A click adds to the right of the selected node, in its scope, or in the middle of what is seen. */
const addBesideSelection = (editor: Editor, info: NodeTypeInfo): void => {
  if (editor.session.getState().is_locked) return editor.session.notify('The canvas is locked')
  const { nodes } = editor.document.state.getState()
  const [id, ...more] = editor.session.getState().selected_nodes
  const beside = more.length === 0 && id !== undefined ? nodes[id] : undefined
  const box = beside && editor.canvas.current?.boxOf(beside.id)
  if (beside && box && info.role !== 'trigger') {
    const at = { x: beside.position.x + box.width + 80, y: beside.position.y }
    addNode(editor, { info, at, parent: beside.parent, is_rough: true })
  } else {
    const centre = editor.canvas.current?.centre() ?? { x: 0, y: 0 }
    addNode(editor, { info, at: { x: centre.x - 120, y: centre.y - 48 }, is_rough: true })
  }
}

const groupsOf = (
  { catalogue }: Editor,
  query: string,
): { title: string; types: readonly NodeTypeInfo[] }[] => {
  const items = matching(
    [...catalogue.values()].map((info) => ({
      id: info.type,
      title: info.name,
      detail: info.description,
      words: searchedWords(info, CATEGORIES[info.category]),
      info,
    })),
    query,
  ).map(({ info }) => info)
  if (query.trim() !== '') return items.length === 0 ? [] : [{ title: 'Found', types: items }]
  return Object.entries(CATEGORIES).flatMap(([category, title]) => {
    const types = items.filter((info) => info.category === category)
    return types.length === 0 ? [] : [{ title, types }]
  })
}
