import { type JsonValue, pointerGet, type WorkflowNode } from '@llamanexus/workflow'
import { isEqual } from '../drafts/is_equal.ts'
import { findingsAt, type ShownFinding } from './field_findings.ts'
import type { FormField } from './form_field.ts'
import { isTypedSecret } from './is_typed_secret.ts'

/** Fields that stand together: under a head that folds them, or, without a title, as they are. */
export interface FieldSection {
  title?: string
  fields: readonly FormField[]
}

/**
 * The fields of a form by the sections that their schemas name (`x-group: 'Limits'`): those without one come first, then
 * the sections in the order in which they begin. An object that is a section by itself gives its own fields.
 */
export const fieldSections = (fields: readonly FormField[]): FieldSection[] => {
  const open: FormField[] = []
  const sections = new Map<string, FormField[]>()
  for (const field of fields) {
    const group = field.schema['x-group']
    if (typeof group !== 'string') open.push(field)
    else sections.set(group, [...(sections.get(group) ?? []), field])
  }
  return [
    ...(open.length > 0 ? [{ fields: open }] : []),
    ...[...sections].map(([title, inside]) => ({
      title,
      fields: inside.flatMap((field) =>
        field.title === title && field.children.length > 0 ? field.children : [field],
      ),
    })),
  ]
}

/** How many of these fields are set to something other than what they are by themselves. */
export const countSet = (fields: readonly FormField[], node: WorkflowNode): number =>
  fields.reduce(
    (count, field) =>
      count + (field.children.length > 0 ? countSet(field.children, node) : Number(isSet(field, node))),
    0,
  )

/** Whether something in these fields has to be seen: a finding, or a secret that stands there as it is. */
export const mustShow = (
  fields: readonly FormField[],
  node: WorkflowNode,
  findings: readonly ShownFinding[],
): boolean =>
  fields.some(
    (field) =>
      findingsAt(findings, field.pointer).length > 0 ||
      (field.is_secret && isTypedSecret(valueOf(field, node))) ||
      mustShow(field.children, node, findings),
  )

const isSet = (field: FormField, node: WorkflowNode): boolean => {
  const value = valueOf(field, node)
  return value !== undefined && value !== null && !isEqual(value, field.default)
}

const valueOf = ({ pointer }: FormField, node: WorkflowNode): JsonValue | undefined =>
  pointerGet(node, pointer) as JsonValue | undefined
