import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'
import { makeDocx, makePdf, makeZip } from '@llamanexus/testing/documents'
import { documentWorld } from './testing/parse_world.ts'

const MB = 2 ** 20
const { parse } = documentWorld({
  memory_mb: 64,
  limits: { unzipped_bytes: MB, entries: 20, pages: 3, rows: 1000, text_chars: 100_000 },
})
const zeros = Buffer.alloc(4 * MB)

describe('a file that is too much', () => {
  it('once it is unpacked is refused, whatever it says of its size', async () => {
    const bomb = makeZip([{ name: 'word/document.xml', content: zeros, declared_bytes: 100 }])
    assert.ok(bomb.length < 100_000)
    await assert.rejects(parse('bomb.docx', bomb), { code: 'document_too_large', field: 'source' })
    const many = makeZip(
      Array.from({ length: 10 }, (_, at) => ({
        name: at === 0 ? 'xl/workbook.xml' : `${at}.xml`,
        content: zeros.subarray(0, MB / 8),
      })),
    )
    await assert.rejects(parse('bomb.xlsx', many), { code: 'document_too_large', message: /unpacks to more/ })
  })

  it('of too many parts is refused', async () => {
    const files = Array.from({ length: 30 }, (_, at) => ({ name: `${at}.xml`, content: '' }))
    await assert.rejects(parse('many.docx', makeZip(files)), {
      code: 'document_too_large',
      message: /30 files/,
    })
    await assert.rejects(parse('long.pdf', makePdf(['1', '2', '3', '4'])), { message: /4 pages/ })
    await assert.rejects(parse('long.csv', 'a\n'.repeat(2000)), { message: /more than 1000 rows/ })
    await assert.rejects(parse('long.txt', 'a'.repeat(100_001)), { message: /100000 characters/ })
    await assert.rejects(parse('some.csv', 'a\n'.repeat(100), { max_documents: 98 }), {
      code: 'document_too_large',
      message: /makes 99 documents, and 98 are allowed/,
    })
  })

  it('in the streams of a PDF is refused, also where they are wrapped in each other', async () => {
    const bomb = makePdf([''], { content: zeros, compressed: true })
    assert.ok(bomb.length < 100_000)
    await assert.rejects(parse('bomb.pdf', bomb), { code: 'document_too_large' })
    const nested = makePdf([''], { content: deflateSync(zeros), compressed: true })
    await assert.rejects(parse('nested.pdf', nested), { code: 'document_too_large' })
    const layers = makePdf([''], { content: deflateSync(deflateSync(deflateSync('x'))), compressed: true })
    await assert.rejects(parse('layers.pdf', layers), { message: /many times over/ })
  })

  it('for the memory of its process is refused, and the next one is read', async () => {
    const rows = Array.from({ length: 900 }, () => 'x,'.repeat(8000)).join('\n')
    await assert.rejects(parse('wide.csv', rows), { code: 'document_too_large', message: /64 MB/ })
    assert.equal((await parse('a.txt', 'fine'))[0]?.text, 'fine')
  })

  it('for its time is ended, and so is one that is no longer wanted', async () => {
    const slow = `<table>${'<tr><td>x</td></tr>'.repeat(60_000)}</table>`
    await assert.rejects(parse('slow.html', slow, { timeout_ms: 1 }), { code: 'timeout' })
    const stop = new AbortController()
    const parsing = parse('slow.html', slow, { signal: stop.signal })
    setImmediate(() => stop.abort())
    await assert.rejects(parsing, { code: 'aborted' })
  })
})

describe('a broken file', () => {
  it('is refused with the reason', async () => {
    const pdf = makePdf(['Tea'])
    await assert.rejects(parse('cut.pdf', pdf.subarray(0, 60)), { code: 'document_broken', field: 'source' })
    await assert.rejects(parse('locked.pdf', makePdf(['Tea'], { encrypted: true })), {
      code: 'document_broken',
      message: /password/,
      hint: /without a password/,
    })
    const docx = makeDocx(['Tea'])
    await assert.rejects(parse('cut.docx', docx.subarray(0, docx.length - 30)), {
      message: /damaged or cut short/,
    })
    await assert.rejects(parse('odd.docx', makeZip([{ name: 'a.xml', content: '' }])), {
      message: /no word\/document/,
    })
    const locked = makeZip([{ name: 'word/document.xml', content: '', encrypted: true }])
    await assert.rejects(parse('locked.docx', locked), { message: /password/ })
    await assert.rejects(parse('locked.docx', Buffer.from('\xd0\xcf\x11\xe0', 'latin1')), {
      message: /password/,
    })
    const flipped = Buffer.from(docx)
    flipped.fill(0xff, 200, 260)
    await assert.rejects(parse('flipped.docx', flipped), { code: 'document_broken' })
    await assert.rejects(parse('a.csv', 'a,b\n"x,2\n'), {
      code: 'document_broken',
      message: /quotation mark/,
    })
    await assert.rejects(parse('a.json', '{"a":'), { code: 'document_broken', message: /no JSON/ })
  })

  it('of deep JSON ends as an error of the file', async () => {
    await assert.rejects(parse('deep.json', '['.repeat(30_000) + ']'.repeat(30_000)), {
      code: 'document_broken',
    })
  })
})
