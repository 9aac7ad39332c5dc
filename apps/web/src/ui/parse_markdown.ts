export type Inline =
  | { kind: 'text' | 'code' | 'strong' | 'emphasis'; text: string }
  | { kind: 'link'; text: string; href: string }

export type Block =
  | { kind: 'heading' | 'paragraph'; content: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; is_ordered: boolean; items: Inline[][] }
  | { kind: 'table'; head: Inline[][]; rows: Inline[][][] }

/** Reads the part of Markdown that node docs are written in: headings, paragraphs, lists, tables, code, links, emphasis. */
export const parseMarkdown = (text: string): Block[] => {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? ''
    if (line.trim() === '') {
      at += 1
      continue
    }
    const reader = readers.find(({ starts }) => starts.test(line)) ?? paragraph
    const { block, next } = reader.read(lines, at)
    blocks.push(block)
    at = next
  }
  return blocks
}

interface BlockReader {
  starts: RegExp
  read(lines: readonly string[], at: number): { block: Block; next: number }
}

const fence: BlockReader = {
  starts: /^\s*```/,
  read: (lines, at) => {
    const close = lines.findIndex((line, index) => index > at && /^\s*```\s*$/.test(line))
    const end = close === -1 ? lines.length : close
    return { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, next: end + 1 }
  },
}

const heading: BlockReader = {
  starts: /^#{1,6}\s/,
  read: (lines, at) => ({
    block: { kind: 'heading', content: parseInline((lines[at] ?? '').replace(/^#+\s+/, '')) },
    next: at + 1,
  }),
}

const itemStart = /^\s*(?:[-*+]|\d+[.)])\s+/

const list: BlockReader = {
  starts: itemStart,
  read: (lines, at) => {
    const items: string[] = []
    let next = at
    for (; next < lines.length && (lines[next] ?? '').trim() !== ''; next += 1) {
      const line = lines[next] ?? ''
      if (itemStart.test(line)) items.push(line.replace(itemStart, ''))
      else items.push(`${items.pop() ?? ''} ${line.trim()}`)
    }
    const isOrdered = /^\s*\d/.test(lines[at] ?? '')
    return { block: { kind: 'list', is_ordered: isOrdered, items: items.map(parseInline) }, next }
  },
}

const table: BlockReader = {
  starts: /^\s*\|.*\|\s*$/,
  read: (lines, at) => {
    const end = lines.findIndex((line, index) => index > at && !table.starts.test(line))
    const next = end === -1 ? lines.length : end
    const rows = lines
      .slice(at, next)
      .filter((line) => !/^[\s|:-]+$/.test(line))
      .map((line) => cellsOf(line).map(parseInline))
    return { block: { kind: 'table', head: rows[0] ?? [], rows: rows.slice(1) }, next }
  },
}

const paragraph: BlockReader = {
  starts: /./,
  read: (lines, at) => {
    let next = at + 1
    while (next < lines.length && !endsParagraph(lines[next] ?? '')) next += 1
    return { block: { kind: 'paragraph', content: parseInline(lines.slice(at, next).join(' ')) }, next }
  },
}

const readers: readonly BlockReader[] = [fence, heading, list, table]

const endsParagraph = (line: string): boolean =>
  line.trim() === '' || readers.some(({ starts }) => starts.test(line))

/** `\|` stands for the character. */
const cellsOf = (line: string): string[] =>
  line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))

const inlinePattern =
  /`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|\*(?<emphasis>[^*\s][^*]*)\*|\[(?<text>[^\]]+)\]\((?<href>[^)\s]+)\)/g

/** The marks within a line: code, links, strong and emphasis. */
export const parseInline = (text: string): Inline[] => {
  const parts: Inline[] = []
  let from = 0
  for (const match of text.matchAll(inlinePattern)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    parts.push(inlineOf(match.groups ?? {}, match[0]))
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

const inlineOf = (
  { code, strong, emphasis, text, href }: Record<string, string | undefined>,
  whole: string,
): Inline => {
  if (code !== undefined) return { kind: 'code', text: code }
  if (strong !== undefined) return { kind: 'strong', text: strong }
  if (emphasis !== undefined) return { kind: 'emphasis', text: emphasis }
  if (text !== undefined && href !== undefined && /^(https?:|mailto:)/i.test(href))
    return { kind: 'link', text, href }
  return { kind: 'text', text: text ?? whole }
}
