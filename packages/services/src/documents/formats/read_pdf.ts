import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { broken, tooLarge } from '../document_failure.ts'
import type { Part, ReadContext } from '../parse_job.ts'
import { boundStreams } from './bound_streams.ts'

/** A document a page, or one of all pages. A page that is a picture has no text, and a note says so. */
export async function readPdf({ bytes, limits, split, note }: ReadContext): Promise<Part[]> {
  boundStreams(bytes, limits.unzipped_bytes)
  const pdf = await open(bytes)
  try {
    if (pdf.numPages > limits.pages)
      throw tooLarge(`It has ${pdf.numPages} pages, and ${limits.pages} are allowed`)
    const { text: pages } = await extractText(pdf, { mergePages: false })
    const empty = pages.filter((text) => text.trim() === '').length
    if (empty > 0) note(`${empty} of ${pages.length} pages have no text; they may be pictures`)
    const title = await titleOf(pdf)
    const named = { pages: pages.length, ...(title && { title }) }
    if (split.pages === 'joined') return [{ key: '', text: pages.map(tidy).join('\n\n'), metadata: named }]
    return pages.map((text, at) => ({
      key: `page ${at + 1}`,
      text: tidy(text),
      metadata: { ...named, page: at + 1 },
    }))
  } finally {
    await pdf.loadingTask.destroy()
  }
}

async function open(bytes: Uint8Array) {
  try {
    // The library takes the bytes for itself.
    return await getDocumentProxy(Uint8Array.from(bytes), {
      verbosity: 0,
      stopAtErrors: false,
    })
  } catch (error) {
    const { name, message } = error as Error
    if (name === 'PasswordException')
      throw broken('It is encrypted with a password', 'Save it without a password.', error)
    throw broken(`It is no PDF that can be read: ${message.slice(0, 200)}`, undefined, error)
  }
}

async function titleOf(pdf: Parameters<typeof getMeta>[0]): Promise<string | undefined> {
  const { info } = await getMeta(pdf)
  const title: unknown = info['Title']
  return typeof title === 'string' && title.trim() !== '' ? title.trim() : undefined
}

const tidy = (text: string): string => text.replaceAll(/[ \t]+\n/g, '\n').trim()
