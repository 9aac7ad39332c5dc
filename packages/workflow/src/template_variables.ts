/**
 * The variables that a Jinja or Mustache template reads from outside, each once, in the order they first appear. Loop
 * variables and names it sets itself are not among them.
 *
 * @example templateVariables('{% for x in rows %}{{ x.name | upper }} of {{ total }}{% endfor %}') // ['rows', 'total']
 */
export function templateVariables(template: string): string[] {
  const own = new Set<string>(RESERVED)
  const found: string[] = []
  for (const [, statement, expression] of template.matchAll(TAG)) {
    if (statement !== undefined) readStatement(statement, own, found)
    else if (expression !== undefined) found.push(...namesIn(expression.replace(/^[\s#^/&]+/, '')))
  }
  return [...new Set(found)].filter((name) => !own.has(name))
}

/** Comments match too, so that what they hold is passed over. */
const TAG = /\{#[\s\S]*?#\}|\{%[-+]?([\s\S]*?)[-+]?%\}|\{\{!(?:[\s\S]*?)\}\}|\{\{[{-]?([\s\S]*?)[-}]?\}\}/g

const NAME = /[A-Za-z_]\w*/g

const RESERVED =
  'true false none True False None null and or not in is if else loop defined undefined range namespace this'.split(
    ' ',
  )

function readStatement(text: string, own: Set<string>, found: string[]): void {
  const [keyword = '', ...rest] = text.trim().split(/\s+/)
  const body = rest.join(' ')
  if (keyword === 'for') {
    const [targets = '', source = ''] = splitOnce(body, ' in ')
    for (const [name] of targets.matchAll(NAME)) own.add(name)
    found.push(...namesIn(source.replace(/\brecursive\s*$/, '')))
  } else if (keyword === 'set') {
    const [target = '', source = ''] = splitOnce(body, '=')
    for (const [name] of target.matchAll(NAME)) own.add(name)
    found.push(...namesIn(source))
  } else if (keyword === 'macro' || keyword === 'call') {
    for (const [name] of body.matchAll(NAME)) own.add(name)
  } else if (keyword === 'if' || keyword === 'elif') {
    found.push(...namesIn(body))
  }
}

/** Names that are read: not in strings, not after a dot, not a filter or test, not a keyword argument. */
function namesIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replaceAll(/\|\s*[A-Za-z_]\w*/g, ' ')
    .replaceAll(/\bis\s+(?:not\s+)?[A-Za-z_]\w*/g, ' ')
    .replaceAll(/\.\s*[A-Za-z_]\w*/g, ' ')
    .replaceAll(/[A-Za-z_]\w*\s*=(?!=)/g, ' ')
  return [...bare.matchAll(NAME)].map(([name]) => name)
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)]
}
