import type { JsonValue, Workflow } from './document.ts'

/** Reads `secrets.name`, `secrets["name"]` and `secrets['name']` in the text of an expression. */
const SECRET = /\bsecrets\s*(?:\.\s*([A-Za-z_$][\w$]*)|\[\s*(?:"([^"\\]+)"|'([^'\\]+)')\s*\])/g

/**
 * What a workflow refers to in the vault, each once: ids of credentials, as they stand in a `credential` of a node's
 * config, and `secrets.<name>`. Text that only speaks of a secret counts too: it is better to warn once too often.
 */
export function credentialReferences({ nodes }: Pick<Workflow, 'nodes'>): string[] {
  const found = new Set<string>()
  for (const { config, inputs } of nodes) {
    collect(config, found)
    collect(inputs, found)
  }
  return [...found]
}

function collect(value: JsonValue | undefined, found: Set<string>): void {
  if (typeof value === 'string') {
    if (!value.includes('secrets')) return
    for (const [, dotted, double, single] of value.matchAll(SECRET))
      found.add(`secrets.${dotted ?? double ?? single ?? ''}`)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) {
    if (key === 'credential' && typeof item === 'string' && item !== '') found.add(item)
    collect(item, found)
  }
}
