import { broken } from '../document_failure.ts'
import type { ReadContext } from '../parse_job.ts'
import { readZip, type ZipEntry } from './read_zip.ts'
import { storeZip } from './store_zip.ts'

/** The archive of an Office document without a surprise in it: its XML unpacked within limits, its pictures empty. */
export function safeArchive(
  { bytes, limits }: ReadContext,
  main: string,
): { archive: Buffer; entries: ZipEntry[] } {
  const entries = readZip(bytes, limits, (name) => /\.(?:xml|rels)$/i.test(name))
  if (!entries.some(({ name }) => name === main))
    throw broken(`It has no ${main}, so that it is no such document`)
  return { archive: storeZip(entries), entries }
}

/** The title in the properties of an Office document. */
export function officeTitle(entries: readonly ZipEntry[]): string | undefined {
  const properties = entries.find(({ name }) => name === 'docProps/core.xml')?.content.toString('utf8')
  const title = properties && /<dc:title>([^<]{1,500})<\/dc:title>/.exec(properties)?.[1]?.trim()
  return title
    ? title.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
    : undefined
}
