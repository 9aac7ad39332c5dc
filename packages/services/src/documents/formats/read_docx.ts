import { parseHTML } from 'linkedom'
import mammoth from 'mammoth'
import type { Part, ReadContext } from '../parse_job.ts'
import { officeTitle, safeArchive } from '../zip/safe_archive.ts'
import { toMarkdown } from './to_markdown.ts'

/** A Word document as Markdown: its headings, lists and tables stay what they are. */
export async function readDocx(context: ReadContext): Promise<Part[]> {
  const { archive, entries } = safeArchive(context, 'word/document.xml')
  const { value } = await mammoth.convertToHtml(
    { buffer: archive },
    { externalFileAccess: false, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
  )
  const { document } = parseHTML(`<html><body>${value}</body></html>`)
  const title = officeTitle(entries)
  return [{ key: '', text: toMarkdown(document.body), metadata: title ? { title } : {} }]
}
