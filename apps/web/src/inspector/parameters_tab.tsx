import {
  type Finding,
  type JsonValue,
  type NodeTypeInfo,
  pointerGet,
  type WorkflowNode,
} from '@llamanexus/workflow'
import { type ReactNode, useMemo } from 'react'
import { useDocument, useEdit, useFindings } from '../document/editor_context.tsx'
import { useNodeRun } from '../runs/run_context.tsx'
import { TriggerStatus } from '../triggers/trigger_status.tsx'
import { findingsAt, findingsElsewhere, type ShownFinding } from './field_findings.ts'
import { FieldRow } from './field_row.tsx'
import { countSet, fieldSections, mustShow } from './field_sections.ts'
import { FindingLine } from './finding_line.tsx'
import { FoldedSection } from './folded_section.tsx'
import { type FormField, nodeForm } from './form_field.ts'
import styles from './inspector.module.css'
import { runFinding } from './run_finding.ts'
import { withValue } from './set_value.ts'
import { SourceValues } from './source_values.tsx'
import type { NodeFields } from './widgets/widget_props.ts'

interface ParametersTabProps {
  node: WorkflowNode
  info: NodeTypeInfo
}

/** The form of a node: its inputs, then its configuration, then the values that can be used in them. */
export const ParametersTab = ({ node, info }: ParametersTabProps) => {
  const connections = useDocument((state) => state.connections)
  const form = useMemo(() => {
    const incoming = Object.values(connections).filter((connection) => connection.target_node === node.id)
    return nodeForm(node, info, incoming)
  }, [node, info, connections])
  const found = useNodeFindings(node.id)
  const pointers = [...form.inputs, ...form.config].map((field) => field.pointer)
  const error = useNodeRun(node.id)?.error
  const findings = error ? [...found, runFinding(error, node, pointers)] : found
  const others = findingsElsewhere(findings, pointers)
  return (
    <div className={styles['form']}>
      {info.role === 'trigger' ? <TriggerStatus nodeId={node.id} /> : null}
      {others.map((finding) => (
        <FindingLine key={finding.code + finding.pointer} finding={finding} />
      ))}
      <FieldGroup title="Inputs" fields={form.inputs} node={node} findings={findings} />
      <FieldGroup title="Configuration" fields={form.config} node={node} findings={findings} />
      {form.inputs.length + form.config.length === 0 ? (
        <p className={styles['note']}>There is nothing to set up here.</p>
      ) : null}
      <SourceValues />
    </div>
  )
}

interface FieldGroupProps {
  title: string
  fields: readonly FormField[]
  node: WorkflowNode
  findings: readonly ShownFinding[]
}

const FieldGroup = ({ title, fields, node, findings }: FieldGroupProps) => {
  const edit = useEdit()
  if (fields.length === 0) return null
  const change = (field: FormField) => (value: JsonValue | undefined) =>
    edit(
      `Change ${field.title}`,
      (transaction) => transaction.updateNode(node.id, (before) => withValue(before, field.pointer, value)),
      {
        merge: `${node.id}${field.pointer}`,
      },
    )
  const others: NodeFields = {
    read: (pointer) => pointerGet(node, pointer),
    write: (values) =>
      edit('Choose', (transaction) =>
        transaction.updateNode(node.id, (before) =>
          Object.entries(values).reduce((held, [pointer, value]) => withValue(held, pointer, value), before),
        ),
      ),
  }
  return (
    <fieldset className={styles['group']}>
      <legend className={styles['group-title']}>{title}</legend>
      {fieldSections(fields).map(({ title: head, fields: inside }) =>
        head === undefined ? (
          rowsOf(inside)
        ) : (
          <FoldedSection
            key={`${node.id} ${head}`}
            title={head}
            owner={node.type}
            count={countSet(inside, node)}
            mustShow={mustShow(inside, node, findings)}
          >
            {rowsOf(inside)}
          </FoldedSection>
        ),
      )}
    </fieldset>
  )

  function rowsOf(shown: readonly FormField[]): ReactNode {
    return shown.map((field) =>
      field.children.length > 0 ? (
        <FieldGroup
          key={field.pointer}
          title={field.title}
          fields={field.children}
          node={node}
          findings={findings}
        />
      ) : (
        <FieldRow
          key={field.pointer}
          field={field}
          value={pointerGet(node, field.pointer)}
          findings={findingsAt(findings, field.pointer)}
          siblings={siblingsOf(node, field.pointer)}
          node={others}
          onChange={change(field)}
        />
      ),
    )
  }
}

/** The object that a field is in. */
const siblingsOf = (node: WorkflowNode, pointer: string): Readonly<Record<string, JsonValue>> => {
  const parent = pointerGet(node, pointer.slice(0, pointer.lastIndexOf('/')))
  return typeof parent === 'object' && parent !== null && !Array.isArray(parent) ? parent : {}
}

const useNodeFindings = (nodeId: string): readonly Finding[] => {
  const findings = useFindings()
  return useMemo(() => findings.filter((finding) => finding.node_id === nodeId), [findings, nodeId])
}
