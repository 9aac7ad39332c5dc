import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react'
import { useCatalogue, useEditor, useFindings, useNode } from '../../document/editor_context.tsx'
import { plural } from '../../ui/format.ts'

/** How many findings there are, and all of them at a click, each leading to its node. */
export const FindingsList = () => {
  const findings = useFindings()
  const { session, canvas, document } = useEditor()
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const Icon = findings.length === 0 ? CircleCheck : errors > 0 ? CircleAlert : TriangleAlert
  const tone = findings.length === 0 ? 'good' : errors > 0 ? 'error' : 'warning'
  return (
    <>
      <button
        type="button"
        className="findings-button"
        data-tone={tone}
        popoverTarget="findings"
        aria-label={
          findings.length === 0
            ? 'No findings'
            : `${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}`
        }
      >
        <Icon size={16} aria-hidden />
        {findings.length > 0 && findings.length}
      </button>
      <div id="findings" popover="auto" className="popover findings">
        {findings.length === 0 && <p>Nothing is wrong with this workflow.</p>}
        {findings.map((finding) => (
          <button
            key={`${finding.code}${finding.pointer}${finding.message}`}
            type="button"
            data-tone={finding.severity}
            onClick={() => {
              const { node_id, connection_id } = finding
              if (node_id !== undefined && document.state.getState().nodes[node_id]) {
                session.inspect(node_id)
                canvas.current?.fit([node_id])
              } else if (connection_id !== undefined) session.select({ connections: [connection_id] })
            }}
          >
            {finding.severity === 'error' ? (
              <CircleAlert size={14} aria-label="Error" />
            ) : (
              <TriangleAlert size={14} aria-label="Warning" />
            )}
            <span>
              <FindingPlace nodeId={finding.node_id} />
              {finding.message}
            </span>
          </button>
        ))}
      </div>
    </>
  )
}

/** The node by the name that stands on its card: messages speak of ids. */
const FindingPlace = ({ nodeId }: { nodeId: string | undefined }) => {
  const node = useNode(nodeId ?? '')
  const info = useCatalogue().get(node?.type ?? '')
  return node ? <strong>{node.label ?? info?.name ?? node.type}</strong> : null
}
