import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { docxTable, makeDocx, makePdf } from '@llamanexus/testing/documents'
import Excel from 'exceljs'
import { documentWorld } from './testing/parse_world.ts'

const { parse } = documentWorld()
const texts = async (...given: Parameters<typeof parse>) => (await parse(...given)).map(({ text }) => text)
const one = async (...given: Parameters<typeof parse>) => {
  const [document, ...others] = await parse(...given)
  assert.equal(others.length, 0)
  assert.ok(document)
  return document
}

describe('text', () => {
  it('is read in the encoding it is in, without its mark, and a guess is told', async () => {
    const notes: string[] = []
    const read = (bytes: Uint8Array) => one('a.txt', bytes, { onNote: (note) => notes.push(note) })
    const utf16 = (text: string, mark = '') => Buffer.from(mark + text, 'utf16le')
    assert.equal((await read(Buffer.from('\uFEFFGrüße\r\n你好'))).text, 'Grüße\n你好')
    assert.equal((await read(utf16('Grüße 你好', '\uFEFF'))).text, 'Grüße 你好')
    assert.equal((await read(utf16('Greetings to all'))).text, 'Greetings to all')
    assert.equal((await read(utf16('Grüße', '\uFEFF').swap16())).metadata['encoding'], 'utf-16be')
    assert.deepEqual(notes, [])
    const guessed = await read(Buffer.from('Gr\xfc\xdfe \x80', 'latin1'))
    assert.deepEqual([guessed.text, guessed.metadata['encoding']], ['Grüße €', 'windows-1252'])
    assert.match(notes[0] ?? '', /a\.txt: .*Windows-1252/)
  })

  it('of other scripts in UTF-16 is read without a mark too', async () => {
    const russian = 'Чай собирают весной, и он сохнет два дня.'
    assert.equal((await one('a.txt', Buffer.from(russian, 'utf16le'))).text, russian)
  })

  it('is not what has the bytes of something else, whatever it is called', async () => {
    const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(100)])
    await assert.rejects(one('picture.png', picture), { code: 'format_unknown' })
    for (const name of ['picture.txt', 'picture.md', 'picture.csv', 'picture.html'])
      await assert.rejects(one(name, picture), {
        code: 'document_broken',
        message: /is called \w+ and is none/,
      })
    await assert.rejects(one('report.pdf', '<!doctype html><p>Sign in</p>'), { message: /is a web page/ })
  })

  it('has an id of its own that is always the same', async () => {
    const ids = (await Promise.all(['a.txt', 'a.txt', 'b.txt'].map((name) => one(name, 'x')))).map(
      ({ id }) => id,
    )
    assert.equal(ids[0], ids[1])
    assert.notEqual(ids[0], ids[2])
    assert.match(ids[0] ?? '', /^doc_[0-9a-f]{24}$/)
  })

  it('of Markdown is kept as it is, with its title', async () => {
    const { text, metadata } = await one('a.md', 'Intro\n\n## Tea *leaves* ##\n\n- a\n')
    assert.deepEqual([text, metadata.title], ['Intro\n\n## Tea *leaves* ##\n\n- a\n', 'Tea *leaves*'])
    assert.equal(
      (await one('a.md', '---\ntitle: "From the front"\n---\n# No\n')).metadata.title,
      'From the front',
    )
  })
})

describe('HTML', () => {
  const article = 'A sentence about the growing of tea in the hills, its picking and its drying. '.repeat(12)

  it('becomes Markdown of the article, without menus, with its title', async () => {
    const { text, metadata } = await one(
      'page.html',
      `<!doctype html><html><head><title> Tea  in\nthe hills </title><style>p{}</style></head><body>
       <nav><a href="/">Home</a><a href="/x">Imprint</a></nav>
       <article><h1>Tea</h1><h2>Picking</h2><p>${article}</p><p>${article}</p><script>alert(1)</script>
       <table><tr><th>Leaf</th><th>Days</th></tr><tr><td>Assam</td><td>3</td></tr></table></article>
       <footer>Imprint</footer></body></html>`,
    )
    assert.equal(metadata.title, 'Tea in the hills')
    assert.match(text, /^## Picking$/m)
    assert.match(text, /\| Leaf \| Days \|\n\| --- \| --- \|\n\| Assam \| 3 \|/)
    assert.doesNotMatch(text, /Home|Imprint|alert|p\{\}/)
  })

  it('without an article is taken whole', async () => {
    assert.equal(
      await one('a.html', '<ul><li>One</li><li>Two</li></ul>').then(({ text }) => text),
      '-   One\n-   Two',
    )
    assert.equal((await one('a.html', 'just words')).text, 'just words')
  })

  it('that is nested out of all measure still gives its words', async () => {
    const { text } = await one('deep.html', `${'<div>'.repeat(50_000)}Deep down${'</div>'.repeat(50_000)}`)
    assert.match(text, /Deep down/)
  })

  it('is read where its html, head or body are left out', async () => {
    const pages = [
      '<body><p>Tea is hot.</p></body>',
      '<!doctype html><title>On tea</title><p>Tea is hot.</p>',
      '<html lang="en"><head><title>On tea</title></head><p>Tea is hot.</p></html>',
      '<head><title>On tea</title></head><body class="a"><p>Tea is hot.</p>',
    ]
    const read = await Promise.all(pages.map((page) => one('a.html', page)))
    assert.deepEqual(
      read.map(({ text }) => text),
      pages.map(() => 'Tea is hot.'),
    )
    assert.deepEqual(
      read.map(({ metadata }) => metadata.title),
      [undefined, 'On tea', 'On tea', 'On tea'],
    )
  })

  it('keeps apart what stands in a cell, and a table in a cell in that cell', async () => {
    const inner = '<table><tr><td>3</td><td>days</td></tr></table>'
    const page = `<table><tr><th>Leaf</th><th>Dries<br>for</th></tr><tr><td><p>Assam</p><p>Black</p></td><td>${inner}</td></tr></table>`
    assert.equal(
      (await one('a.html', page)).text,
      '| Leaf | Dries for |\n| --- | --- |\n| Assam Black | 3 days |',
    )
  })

  it('is read in the charset that it or its server declares', async () => {
    const bytes = Buffer.from('<meta charset="iso-8859-2"><p>Za\xbf\xf3\xb3\xe6</p>', 'latin1')
    assert.equal((await one('a.html', bytes)).text, 'Zażółć')
    const served = { media_type: 'text/html; charset=koi8-r' }
    assert.equal((await one('a', Buffer.from('<p>\xfe\xc1\xca</p>', 'latin1'), served)).text, 'Чай')
  })
})

describe('PDF', () => {
  it('is a document a page, or one of all pages', async () => {
    const bytes = makePdf(['First page\nof tea', '', 'Third (3)'], { title: 'On tea', compressed: true })
    const notes: string[] = []
    const pages = await parse('tea.pdf', bytes, { onNote: (note) => notes.push(note) })
    assert.deepEqual(
      pages.map(({ text, metadata: { page, title, pages } }) => [text, page, title, pages]),
      [
        ['First page\nof tea', 1, 'On tea', 3],
        ['', 2, 'On tea', 3],
        ['Third (3)', 3, 'On tea', 3],
      ],
    )
    assert.match(notes[0] ?? '', /1 of 3 pages have no text/)
    assert.deepEqual(await texts('tea.pdf', bytes, { pages: 'joined' }), [
      'First page\nof tea\n\n\n\nThird (3)',
    ])
  })
})

describe('Word', () => {
  it('becomes Markdown with headings and tables', async () => {
    const bytes = makeDocx(['# Tea', 'Leaves & water'], {
      title: 'A <title>',
      body_xml: docxTable([
        ['Leaf', 'Days'],
        ['Assam', '3'],
      ]),
    })
    const { text, metadata } = await one('tea.docx', bytes)
    assert.equal(text, '# Tea\n\nLeaves & water\n\n| Leaf | Days |\n| --- | --- |\n| Assam | 3 |')
    assert.equal(metadata.title, 'A <title>')
  })
})

describe('tables', () => {
  it('of CSV give a document a row, that says where it stood', async () => {
    const documents = await parse('tea.csv', 'name;price;name\nAssam;4,5;\n\n"Two;\nlines";2;x;more\n')
    assert.deepEqual(
      documents.map(({ text, metadata: { row } }) => [text, row]),
      [
        ['name: Assam\nprice: 4,5', 2],
        ['name: Two;\nlines\nprice: 2\nname_2: x\ncolumn_4: more', 4],
      ],
    )
  })

  it('is cut at what stands between its columns, whatever stands in its numbers and texts', async () => {
    const first = async (text: string) => (await texts('a.csv', text))[0]
    assert.equal(await first('name;price\nTea;3,50\n"Black; old";4\n'), 'name: Tea\nprice: 3,50')
    assert.equal(await first('low;high\n1,5;2,5\n3,5;4,5\n'), 'low: 1,5\nhigh: 2,5')
    assert.equal(
      await first('name\tabout\nTea\tgreen, black; white\n'),
      'name: Tea\nabout: green, black; white',
    )
    assert.equal(
      await first('name,about\nTea,"green; black"\nMilk,white\n'),
      'name: Tea\nabout: green; black',
    )
    assert.equal(await first('name\nTea\n'), 'name: Tea')
  })

  it('takes the word of its first line for what stands between its columns', async () => {
    const [first, ...others] = await parse('a.csv', 'sep=|\nname|price\nTea|3;50\n')
    assert.deepEqual([first?.text, first?.metadata['row']], ['name: Tea\nprice: 3;50', 3])
    assert.equal(others.length, 0)
  })

  it('can put rows together, choose the text, and name documents by a field', async () => {
    const csv = 'id,title,year\n7,Tea,1999\n8,Milk,2001\n9,Cake,2003\n'
    const grouped = await parse('a.csv', csv, { rows_per_document: 2 })
    assert.deepEqual(
      grouped.map(({ text, metadata: { row, row_end } }) => [text, row, row_end]),
      [
        ['id: 7\ntitle: Tea\nyear: 1999\n\nid: 8\ntitle: Milk\nyear: 2001', 2, 3],
        ['id: 9\ntitle: Cake\nyear: 2003', 4, 4],
      ],
    )
    const named = await parse('a.csv', csv, { text_fields: ['title'], id_field: 'id' })
    assert.deepEqual(
      [named[0]?.text, named[0]?.metadata['year'], named[0]?.metadata['id']],
      ['Tea', '1999', '7'],
    )
    const moved = await parse('a.csv', 'id,title,year\n0,New,1\n7,Tea,1999\n', {
      text_fields: ['title'],
      id_field: 'id',
    })
    assert.equal(moved[1]?.id, named[0]?.id)
    await assert.rejects(parse('a.csv', csv, { text_fields: ['titel'] }), {
      code: 'fields_missing',
      field: 'text_fields',
      hint: 'There are: id, title, year.',
    })
  })

  it('without a header number their columns', async () => {
    assert.deepEqual(await texts('a.tsv', 'a\tb\n', { has_header: false }), ['column_1: a\ncolumn_2: b'])
  })

  it('of Excel give the rows of all sheets', async () => {
    const book = new Excel.Workbook()
    const sheet = book.addWorksheet('Teas')
    sheet.addRow(['name', 'since', 'sum', 'link'])
    sheet.addRow([
      'Assam',
      new Date('1999-02-03'),
      { formula: '1+1', result: 2 },
      { text: 'site', hyperlink: 'http://x' },
    ])
    book.addWorksheet('Empty')
    book.addWorksheet('More').addRows([['k'], [true]])
    const documents = await parse('tea.xlsx', Buffer.from(await book.xlsx.writeBuffer()))
    assert.deepEqual(
      documents.map(({ text, metadata: { sheet, row } }) => [text, sheet, row]),
      [
        ['name: Assam\nsince: 1999-02-03\nsum: 2\nlink: site', 'Teas', 2],
        ['k: true', 'More', 2],
      ],
    )
  })
})

describe('JSON', () => {
  it('is one document, or one for each item of a list', async () => {
    const json = '{"data":{"articles":[{"id":1,"body":"Tea"},{"id":2,"body":"Milk"}]}}'
    assert.deepEqual(await texts('a.json', json), [JSON.stringify(JSON.parse(json), null, 2)])
    const split = { items_path: 'data.articles', text_fields: ['body'] }
    const items = await parse('a.json', json, split)
    assert.deepEqual(
      items.map(({ text, metadata: { id, item } }) => [text, id, item]),
      [
        ['Tea', 1, 1],
        ['Milk', 2, 2],
      ],
    )
    assert.deepEqual(await texts('a.json', '["a",[1]]', { items_path: '$' }), ['a', '[\n  1\n]'])
    assert.deepEqual(await texts('a.jsonl', '{"a":1}\n\n{"a":2}\n'), ['a: 1', 'a: 2'])
    await assert.rejects(parse('a.json', json, { items_path: 'data.constructor' }), {
      field: 'items_path',
      code: 'fields_missing',
    })
    await assert.rejects(parse('a.jsonl', '{"a":1}\n{a}'), { code: 'document_broken', message: /Line 2/ })
  })
})

describe('JSON as others write it', () => {
  it('is a list of lines where each is JSON of its own, whatever the file is called', async () => {
    assert.deepEqual(await texts('a.json', '{"a":1}\n{"a":2}\n'), ['a: 1', 'a: 2'])
    assert.deepEqual(await texts('a.json', '[1,\n[2]]'), [JSON.stringify([1, [2]], null, 2)])
    await assert.rejects(parse('a.json', '{"a":1}\n{"a"'), { message: /Line 2/ })
  })

  it('keeps the digits of ids that are longer than numbers can be', async () => {
    const items = '[{"id":12345678901234567890,"n":1.5,"small":7}]'
    assert.deepEqual(await texts('a.json', items, { items_path: '$' }), [
      'id: 12345678901234567890\nn: 1.5\nsmall: 7',
    ])
    assert.match((await texts('a.json', items))[0] ?? '', /12345678901234567890/)
  })
})

describe('a format', () => {
  it('is found by bytes, content type and name', async () => {
    const type = async (name: string, bytes: string | Uint8Array, media_type?: string) =>
      (await parse(name, bytes, { media_type }))[0]?.metadata['media_type']
    assert.equal(await type('x', makePdf(['a'])), 'application/pdf')
    assert.match(String(await type('x', makeDocx(['a']))), /wordprocessingml/)
    assert.equal(await type('x.php', '<p>a</p>', 'text/html'), 'text/html')
    assert.equal(await type('x.md', 'a', 'text/plain'), 'text/markdown')
    assert.equal(await type('x', '\n<!DOCTYPE html><p>a'), 'text/html')
    assert.equal(await type('Makefile', 'all:\n\techo'), 'text/plain')
  })

  it('that nobody can read is said to be so', async () => {
    await assert.rejects(parse('x.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x01\x02', 'latin1')), {
      code: 'format_unknown',
      hint: /PDF/,
    })
    await assert.rejects(parse('x.doc', Buffer.from('\xd0\xcf\x11\xe0____', 'latin1')), { hint: /docx/ })
    await assert.rejects(parse('x.pdf', 'hello'), {
      code: 'document_broken',
      message: /called pdf and is none/,
    })
  })
})
