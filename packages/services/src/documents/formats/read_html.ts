import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { decodeText } from '../decode_text.ts'
import type { Part, ReadContext } from '../parse_job.ts'
import type { HtmlDocument, HtmlElement } from './html_node.ts'
import { isTooDeep } from './is_too_deep.ts'
import { toMarkdown } from './to_markdown.ts'

/** Elements that are looked through for the article; of a longer page all of it is taken. */
const MAX_ELEMENTS = 100_000
/** An article that is a smaller share of the page's text is taken for a mistake. */
const MIN_SHARE = 0.15

/** The article of a page as Markdown, without menus and advertisements; all of the page where it has no article. */
export function readHtml(context: ReadContext): Part[] {
  const declared = /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(head(context.bytes))?.[1]
  const { text: html, encoding } = decodeText(context, declared)
  const { text, title } = textOf(html)
  return [{ key: '', text, metadata: { ...encoding, ...(title && { title }) } }]
}

const head = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 4096)).toString('latin1')

function textOf(html: string): { text: string; title?: string } {
  if (isTooDeep(html)) return { text: withoutTags(html) }
  try {
    const { document } = parseHTML(wrapped(html))
    const title = oneLine(document.querySelector('title')?.textContent ?? '') || undefined
    const whole = toMarkdown(withoutFurniture(parseHTML(wrapped(html)).document.body))
    const article = articleOf(document)
    if (article && article.text.length >= whole.length * MIN_SHARE)
      return { text: article.text, title: title ?? article.title }
    return { text: whole, title }
  } catch {
    // No page as those know it who walk it.
    return { text: withoutTags(html) }
  }
}

/** A page may leave out where its html, head and body begin; the parser would then find none of its text. */
function wrapped(html: string): string {
  if (/<html[\s>]/i.test(html) && /<body[\s>]/i.test(html)) return html
  const bare = html.replaceAll(/<!doctype[^>]*>|<\/?(?:html|head|body)(?:\s[^>]*)?>/gi, ' ')
  const [title = ''] = /<title(?:\s[^>]*)?>[^<]*<\/title\s*>/i.exec(bare) ?? []
  return `<html><head>${title}</head><body>${bare.replace(title, '')}</body></html>`
}

function articleOf(document: HtmlDocument): { text: string; title?: string } | undefined {
  try {
    const article = new Readability<HtmlElement>(document as never, {
      maxElemsToParse: MAX_ELEMENTS,
      serializer: (node) => node,
    }).parse()
    if (!article?.content) return undefined
    const text = toMarkdown(article.content)
    return text === '' ? undefined : { text, title: article.title ?? undefined }
  } catch {
    return undefined
  }
}

function withoutFurniture(body: HtmlElement): HtmlElement {
  for (const element of body.querySelectorAll('nav, header nav, footer, aside, form, dialog'))
    element.remove()
  return body
}

const withoutTags = (html: string): string =>
  html
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/\s*\n\s*/g, '\n')
    .trim()

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
