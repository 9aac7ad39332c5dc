/** Whether a name is one of those that a listener names: parted by commas, `*` for anything; none stands for all. */
export function matchesName(wanted: string, name: string): boolean {
  const patterns = wanted
    .split(',')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '')
  return patterns.length === 0 || patterns.some((pattern) => fits(pattern, name))
}

/** Without a regular expression, which a long pattern could make slow. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return pattern === name
  const last = rest.pop() ?? ''
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last))
    return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0 || found + part.length > name.length - last.length) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}
