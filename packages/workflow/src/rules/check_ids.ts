import type { Finding } from '../finding.ts'
import { error } from '../findings.ts'
import { uniqueId } from '../unique_id.ts'
import type { RuleContext } from './rule_context.ts'

const ID = /^[A-Za-z0-9_-]{1,64}$/

/** Ids are well formed, and unique among nodes, among connections and among annotations. */
export function checkIds({ workflow }: RuleContext): Finding[] {
  const { nodes, connections, annotations = [] } = workflow
  return [
    ...(isId(workflow.id) ? [] : [invalid(workflow.id, '/id')]),
    ...checkList(nodes, '/nodes', (node_id) => ({ node_id })),
    ...checkList(connections, '/connections', (connection_id) => ({ connection_id })),
    ...checkList(annotations, '/annotations', () => ({})),
  ]
}

/** `__proto__` is refused because it would not be an ordinary key where values are kept by node id. */
const isId = (id: string): boolean => ID.test(id) && id !== '__proto__'

const invalid = (id: string, pointer: string, about = {}): Finding =>
  error(
    'id_invalid',
    `The id "${id.slice(0, 80)}" is not allowed. Use 1 to 64 letters, digits, "_" or "-".`,
    pointer,
    about,
  )

function checkList(
  list: readonly { id: string }[],
  base: string,
  about: (id: string) => { node_id?: string; connection_id?: string },
): Finding[] {
  const all = new Set(list.map(({ id }) => id))
  const seen = new Set<string>()
  return list.flatMap(({ id }, index) => {
    const pointer = `${base}/${index}/id`
    if (!isId(id)) return [invalid(id, pointer, about(id))]
    if (!seen.has(id)) {
      seen.add(id)
      return []
    }
    const value = uniqueId(id, (other) => all.has(other))
    const fix = { kind: 'set' as const, title: `Rename it to ${value}`, pointer, value }
    return [
      error('id_duplicate', `The id "${id}" is used more than once. Give each its own.`, pointer, {
        ...about(id),
        fix,
      }),
    ]
  })
}
