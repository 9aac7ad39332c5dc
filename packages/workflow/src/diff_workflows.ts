import type { JsonValue, Workflow } from './document.ts'
import { pointerTo } from './pointer.ts'

/** One difference between two versions of a workflow. */
export interface WorkflowChange {
  /** `workflow` stands for everything but the three lists. */
  kind: 'node' | 'connection' | 'annotation' | 'workflow'
  change: 'added' | 'removed' | 'changed'
  id: string
  /** What a person knows it by. */
  name: string
  /** For `changed`: JSON pointers within the record. */
  pointers: string[]
  /** Only the drawing differs; a run does not. */
  cosmetic: boolean
}

/** What has to be done to the first workflow to get the second one. Save times and version numbers do not count. */
export function diffWorkflows(a: Workflow, b: Workflow): WorkflowChange[] {
  return [
    ...diffLists('node', a.nodes, b.nodes, (node) => node.label ?? node.id),
    ...diffLists('connection', a.connections, b.connections, (c) => `${c.source_node} → ${c.target_node}`),
    ...diffLists('annotation', a.annotations ?? [], b.annotations ?? [], ({ id }) => id),
    ...diffMeta(a, b),
  ]
}

/** One line for a list of versions: `added 2 nodes, changed HTTP Request, removed 1 connection`. */
export function summarizeChanges(changes: readonly WorkflowChange[]): string {
  const isMove = (change: WorkflowChange): boolean => change.cosmetic && change.kind === 'node'
  const real = changes.filter((change) => !isMove(change))
  const parts = GROUPS.flatMap(([change, kind]) => {
    const group = real.filter((each) => each.change === change && each.kind === kind)
    return group.length === 0 ? [] : [`${change} ${described(kind, change, group)}`]
  })
  const moved = changes.filter(isMove).length
  if (moved > 0) parts.push(`moved ${counted(moved, 'node')}`)
  return parts.length === 0 ? 'no changes' : parts.join(', ')
}

const GROUPS = (['node', 'connection', 'annotation', 'workflow'] as const).flatMap((kind) =>
  (['added', 'changed', 'removed'] as const).map((change) => [change, kind] as const),
)

function described(
  kind: WorkflowChange['kind'],
  change: WorkflowChange['change'],
  group: readonly WorkflowChange[],
): string {
  const [first] = group
  if (kind === 'workflow') return (first?.pointers ?? []).map((pointer) => pointer.slice(1)).join(', ')
  if (kind === 'node' && change === 'changed' && first && group.length === 1) return first.name
  return counted(group.length, kind)
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function diffLists<T extends { id: string }>(
  kind: WorkflowChange['kind'],
  a: readonly T[],
  b: readonly T[],
  nameOf: (record: T) => string,
): WorkflowChange[] {
  const before = new Map(a.map((record) => [record.id, record]))
  const after = new Map(b.map((record) => [record.id, record]))
  const whole = (record: T, change: 'added' | 'removed'): WorkflowChange => ({
    kind,
    change,
    id: record.id,
    name: nameOf(record),
    pointers: [],
    cosmetic: kind === 'annotation',
  })
  const removed = [...before.values()]
    .filter(({ id }) => !after.has(id))
    .map((record) => whole(record, 'removed'))
  const rest = [...after.values()].flatMap((record): WorkflowChange[] => {
    const former = before.get(record.id)
    if (!former) return [whole(record, 'added')]
    const pointers = diffFields(former, record)
    if (pointers.length === 0) return []
    const cosmetic =
      kind === 'annotation' || pointers.every((pointer) => /^\/(position|size)(\/|$)/.test(pointer))
    return [{ kind, change: 'changed', id: record.id, name: nameOf(record), pointers, cosmetic }]
  })
  return [...removed, ...rest]
}

const NOT_COMPARED = new Set([
  'id',
  'nodes',
  'connections',
  'annotations',
  'created_at',
  'updated_at',
  'version',
])

function diffMeta(a: Workflow, b: Workflow): WorkflowChange[] {
  const rest = (workflow: Workflow): object =>
    Object.fromEntries(Object.entries(workflow).filter(([key]) => !NOT_COMPARED.has(key)))
  const pointers = diffFields(rest(a), rest(b))
  // Ports that take many connections collect their values in the order of the connections.
  if (isReordered(idsOf(a), idsOf(b))) pointers.push('/connections')
  if (pointers.length === 0) return []
  return [{ kind: 'workflow', change: 'changed', id: b.id, name: b.name, pointers, cosmetic: false }]
}

const idsOf = (workflow: Workflow): string[] => workflow.connections.map(({ id }) => id)

/** The fields of a record have no order; within them order counts (`cases` of `switch`). */
function diffFields(a: object, b: object): string[] {
  const before = new Map<string, JsonValue>(Object.entries(a))
  const after = new Map<string, JsonValue>(Object.entries(b))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    diffValues(before.get(key), after.get(key), pointerTo('', key)),
  )
}

function diffValues(a: JsonValue | undefined, b: JsonValue | undefined, pointer: string): string[] {
  if (a === b) return []
  if (!isBranch(a) || !isBranch(b) || Array.isArray(a) !== Array.isArray(b)) return [pointer]
  const before = new Map(Object.entries(a))
  const after = new Map(Object.entries(b))
  if (isReordered([...before.keys()], [...after.keys()])) return [pointer]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) =>
    diffValues(before.get(key), after.get(key), pointerTo(pointer, key)),
  )
}

const isBranch = (value: JsonValue | undefined): value is JsonValue & object =>
  typeof value === 'object' && value !== null

/** Whether the names that both have stand in a different order. */
function isReordered(a: readonly string[], b: readonly string[]): boolean {
  const inA = new Set(a)
  const inB = new Set(b)
  const left = a.filter((name) => inB.has(name))
  const right = b.filter((name) => inA.has(name))
  return left.some((name, index) => name !== right[index])
}
