import TurndownService from 'turndown'
import type { HtmlElement } from './html_node.ts'

/** HTML as Markdown, which keeps headings, lists, tables and code apart for what reads or splits it next. */
export function toMarkdown(root: HtmlElement): string {
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
    emDelimiter: '*',
  })
  service.remove(['script', 'style', 'noscript', 'template', 'iframe', 'object', 'canvas'])
  service.addRule('picture', {
    filter: 'img',
    replacement: (_, node) => (node as HtmlElement).getAttribute('alt') ?? '',
  })
  service.addRule('table', { filter: 'table', replacement: (_, node) => tableOf(node as HtmlElement) })
  return service
    .turndown(root as never)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

/** Rows by pipes; the first one heads the table. */
function tableOf(table: HtmlElement): string {
  const rows = ownOf(table, 'tr', 'table').map((row) => ownOf(row, 'th, td', 'tr').map(cellText))
  const width = Math.max(0, ...rows.map((row) => row.length))
  if (width === 0) return ''
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: width }, (_, at) => cells[at] ?? '').join(' | ')} |`
  const [head = [], ...body] = rows
  const rule = line(Array.from({ length: width }, () => '---'))
  return `\n\n${[line(head), rule, ...body.map(line)].join('\n')}\n\n`
}

/** Without those of a table that stands in a cell: it is text of that cell. */
const ownOf = (within: HtmlElement, selector: string, holder: string): HtmlElement[] =>
  [...within.querySelectorAll(selector)].filter((each) => each.parentElement?.closest(holder) === within)

const BLOCKS = 'p, div, br, li, tr, th, td, dt, dd, pre, blockquote, h1, h2, h3, h4, h5, h6'

/** One line, in which what stood below each other is apart. */
function cellText(cell: HtmlElement): string {
  for (const block of cell.querySelectorAll(BLOCKS)) block.append(' ')
  return (cell.textContent ?? '').replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|')
}
