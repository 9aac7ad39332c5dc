import type { Expression, JsonObject, JsonValue } from '@llamanexus/workflow'
import { parseExpression, parseTemplate, readPath, unwrapBare, walkPath } from '@llamanexus/workflow'

/** What an expression will give, as far as it can be said without running it. */
export type Preview =
  | { kind: 'none' }
  | { kind: 'value'; value: JsonValue }
  /** More than a path: it is evaluated in the sandbox when it runs; these are the values it reads. */
  | { kind: 'references'; references: readonly { name: string; value: JsonValue }[] }
  | { kind: 'error'; message: string }
  /** There is nothing to read from yet. */
  | { kind: 'no_data' }

/**
 * Previews the text of a field. Only plain property paths are worked out here, by walking own properties; nothing that
 * is typed is ever executed in the page.
 */
export const previewOf = (text: string, kind: 'template' | 'bare', scope: JsonObject): Preview => {
  if (kind === 'bare') {
    if (text.trim() === '') return { kind: 'none' }
    const result = parseExpression(unwrapBare(text))
    return result.ok
      ? ofExpressions([result.expression], scope, (values) => values[0] ?? null)
      : failed(result)
  }
  const template = parseTemplate(text)
  switch (template.kind) {
    case 'literal':
      return { kind: 'none' }
    case 'error':
      return failed(template)
    case 'expression':
      return ofExpressions([template.expression], scope, (values) => values[0] ?? null)
    case 'mixed': {
      const expressions = template.parts.flatMap((part) => ('expression' in part ? [part.expression] : []))
      return ofExpressions(expressions, scope, (values) => {
        const rest = [...values]
        return template.parts
          .map((part) => ('text' in part ? part.text : asText(rest.shift() ?? null)))
          .join('')
      })
    }
  }
}

const failed = ({ message }: { message: string }): Preview => ({ kind: 'error', message })

const ofExpressions = (
  expressions: readonly Expression[],
  scope: JsonObject,
  join: (values: JsonValue[]) => JsonValue,
): Preview => {
  const references = expressions.flatMap((expression) => expression.references)
  if (references.some(({ root, path }) => isUnknown(root, path, scope))) return { kind: 'no_data' }
  const paths = expressions.flatMap(({ path, references }) =>
    path ? [{ path, optional: references.some((reference) => reference.has_default) }] : [],
  )
  if (paths.length === expressions.length) {
    try {
      return {
        kind: 'value',
        value: join(paths.map(({ path, optional }) => readPath(scope, path, optional))),
      }
    } catch (error) {
      // A path that breaks off fails the node when it runs, so it is said here already.
      return { kind: 'error', message: error instanceof Error ? error.message : String(error) }
    }
  }
  const read = references.map(({ root, path }) => {
    const own = withoutMethod(scope, [root, ...path])
    return { name: own.join('.'), value: walkPath(scope, own) }
  })
  return { kind: 'references', references: [...new Map(read.map((one) => [one.name, one])).values()] }
}

/** `items.filter` reads `items`: what a list or a text can do is no value that it holds. */
const withoutMethod = (scope: JsonObject, path: readonly (string | number)[]): (string | number)[] => {
  const holder = walkPath(scope, path.slice(0, -1))
  const canDo = typeof holder === 'string' || Array.isArray(holder)
  return canDo && typeof path.at(-1) === 'string' ? path.slice(0, -1) : [...path]
}

/** A root that the last run has nothing for is not the same as a value that is missing. */
const isUnknown = (root: string, path: readonly (string | number)[], scope: JsonObject): boolean =>
  !Object.hasOwn(scope, root) || (root === 'nodes' && walkPath(scope, ['nodes', path[0] ?? '']) === null)

const asText = (value: JsonValue): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)
