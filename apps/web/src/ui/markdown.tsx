import type { ReactNode } from 'react'
import styles from './markdown.module.css'
import { type Block, type Inline, parseInline, parseMarkdown } from './parse_markdown.ts'

/** Markdown as elements. Nothing in it can become HTML, and links lead only to http, https and mailto. */
export const Markdown = ({ text }: { text: string }) => (
  <div className={styles['markdown']}>{parseMarkdown(text).map(renderBlock)}</div>
)

/** One line with marks, as part of a sentence around it. */
export const InlineMarkdown = ({ text }: { text: string }) => parseInline(text).map(renderInline)

const renderBlock = (block: Block, key: number): ReactNode => {
  switch (block.kind) {
    case 'heading':
      return <h4 key={key}>{block.content.map(renderInline)}</h4>
    case 'paragraph':
      return <p key={key}>{block.content.map(renderInline)}</p>
    case 'code':
      return (
        <pre key={key}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const List = block.is_ordered ? 'ol' : 'ul'
      return (
        <List key={key}>
          {block.items.map((item, at) => (
            // A parsed text never reorders its items.
            <li key={at}>{item.map(renderInline)}</li>
          ))}
        </List>
      )
    }
    case 'table':
      return (
        <table key={key}>
          <thead>
            <tr>
              {block.head.map((cell, at) => (
                <th key={at}>{cell.map(renderInline)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, at) => (
              <tr key={at}>
                {row.map((cell, column) => (
                  <td key={column}>{cell.map(renderInline)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )
  }
}

const renderInline = (inline: Inline, key: number): ReactNode => {
  switch (inline.kind) {
    case 'text':
      return inline.text
    case 'code':
      return <code key={key}>{inline.text}</code>
    case 'strong':
      return <strong key={key}>{inline.text}</strong>
    case 'emphasis':
      return <em key={key}>{inline.text}</em>
    case 'link':
      return (
        <a key={key} href={inline.href} target="_blank" rel="noreferrer noopener">
          {inline.text}
        </a>
      )
  }
}
