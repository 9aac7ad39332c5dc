import { deflateSync } from 'node:zlib'

export interface PdfOptions {
  title?: string
  /** Compress the text of the pages, as most programs do. */
  compressed?: boolean
  /** Put in place of the pages' text, compressed or not, for files that are made to do harm. */
  content?: Buffer
  /** Declares an encryption that no empty password opens. */
  encrypted?: boolean
}

/** A real PDF of a few hundred bytes, a page for each text, written object by object. */
export function makePdf(pages: readonly string[], options: PdfOptions = {}): Buffer {
  const objects: Buffer[] = []
  const add = (body: string | Buffer): number => objects.push(Buffer.from(body))
  const kids = pages.map((_, at) => `${4 + at * 2} 0 R`).join(' ')
  add('<< /Type /Catalog /Pages 2 0 R >>')
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  pages.forEach((text, at) => {
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
    )
    add(streamOf(options.content ?? Buffer.from(textOf(text)), options))
  })
  const info = add(`<< /Title (${escaped(options.title ?? '')}) >>`)
  const lock = options.encrypted
    ? add(`<< /Filter /Standard /V 1 /R 2 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> /P -4 >>`)
    : 0
  return written(
    objects,
    `/Root 1 0 R /Info ${info} 0 R${lock ? ` /Encrypt ${lock} 0 R /ID [<00> <00>]` : ''}`,
  )
}

const textOf = (text: string): string =>
  `BT /F1 12 Tf 14 TL 50 800 Td ${text
    .split('\n')
    .map((line) => `(${escaped(line)}) Tj T*`)
    .join(' ')} ET`

function streamOf(content: Buffer, { compressed }: PdfOptions): Buffer {
  const data = compressed ? deflateSync(content) : content
  const filter = compressed ? ' /Filter /FlateDecode' : ''
  return Buffer.concat([
    Buffer.from(`<< /Length ${data.length}${filter} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ])
}

function written(objects: readonly Buffer[], trailer: string): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.4\n')]
  const places: number[] = []
  let length = 9
  for (const [at, object] of objects.entries()) {
    const piece = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    places.push(length)
    length += piece.length
    pieces.push(piece)
  }
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  pieces.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(pieces)
}

const escaped = (text: string): string => text.replaceAll(/[\\()]/g, '\\$&')
