import { ReactFlow, useEdgesState, useNodesState } from '@xyflow/react'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import '@xyflow/react/dist/style.css'

// The baseline of the canvas bench: as many of React Flow's own plain nodes, as its documentation shows them.
const count = Number(new URLSearchParams(location.search).get('nodes'))
const columns = Math.ceil(Math.sqrt(count))

const nodes = Array.from({ length: count }, (_, at) => ({
  id: `n${at}`,
  position: { x: (at % columns) * 320, y: Math.floor(at / columns) * 160 },
  data: { label: `Node ${at}` },
}))
const edges = nodes.slice(1).map(({ id }, at) => ({ id: `e${at}`, source: `n${at}`, target: id }))

const Bare = () => {
  const [shownNodes, , onNodesChange] = useNodesState(nodes)
  const [shownEdges, , onEdgesChange] = useEdgesState(edges)
  return createElement(ReactFlow, {
    nodes: shownNodes,
    edges: shownEdges,
    onNodesChange,
    onEdgesChange,
    fitView: true,
    minZoom: 0.05,
  })
}

createRoot(document.getElementById('root')).render(createElement(Bare))
