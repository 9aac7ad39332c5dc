import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '@llamanexus/workflow'
import { splitPictures } from './split_pictures.ts'

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...Buffer.alloc(60)])
const data = PNG.toString('base64')
const shown = '[image/png, 68 bytes, picture 1]'

test('a picture is taken out wherever it is written, by what is in it', () => {
  for (const [value, left] of [
    [
      [{ type: 'image', data, mimeType: 'image/jpeg' }],
      [{ type: 'image', data: shown, mimeType: 'image/jpeg' }],
    ],
    [
      { resource: { uri: 'a:b', blob: data, mimeType: 'image/png' } },
      { resource: { uri: 'a:b', blob: shown, mimeType: 'image/png' } },
    ],
    [
      { name: 'plot.png', content: data, media_type: 'image/png' },
      { name: 'plot.png', content: shown, media_type: 'image/png' },
    ],
    [{ plot: `data:image/png;base64,${data}` }, { plot: shown }],
    [`data:image/png;base64,${data}`, shown],
  ] as const) {
    const split = splitPictures(value as never, 5)
    assert.deepEqual(split.value, left)
    assert.deepEqual(split.pictures, [{ media_type: 'image/png', bytes: 68, data }])
  }
})

test('base64 in lines, or for addresses, comes out as providers take it', () => {
  const bytes = Buffer.concat([PNG, Buffer.alloc(90, 0xff)])
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\n')
  const forUrls = bytes.toString('base64url')
  for (const text of [lines, forUrls]) {
    const [picture] = splitPictures({ data: text, mime_type: 'image/png' }, 1).pictures
    assert.deepEqual(Buffer.from(picture?.data ?? '', 'base64'), bytes)
    assert.match(picture?.data ?? '', /^[A-Za-z0-9+/]+={0,2}$/)
  }
})

test('more than the model sees, too large ones and other data are named', () => {
  const picture = { data, mimeType: 'image/png' }
  const two = splitPictures([picture, picture], 1)
  assert.equal(two.pictures.length, 1)
  assert.match(JSON.stringify(two.value), /68 bytes, picture 1.*68 bytes, not shown/)
  const large = {
    data: Buffer.concat([PNG, Buffer.alloc(6 << 20)]).toString('base64'),
    mimeType: 'image/png',
  }
  const sound = { data: Buffer.alloc(300).toString('base64'), mimeType: 'audio/wav' }
  const { value, pictures } = splitPictures([large, sound], 5)
  assert.equal(pictures.length, 0)
  assert.match(
    JSON.stringify(value),
    /\[image\/png, 62\d+ bytes, not shown\].*\[audio\/wav, 300 bytes, not shown\]/,
  )
})

test('one that is longer than providers take is named', () => {
  const sized = (width: number, height: number) => {
    const bytes = Buffer.from(PNG)
    bytes.writeUInt32BE(width, 16)
    bytes.writeUInt32BE(height, 20)
    return { data: bytes.toString('base64'), mimeType: 'image/png' }
  }
  assert.equal(splitPictures([sized(1440, 8000)], 5).pictures.length, 1)
  assert.equal(splitPictures([sized(1440, 8570)], 5).pictures.length, 0)
  const heavy = Buffer.concat([PNG, Buffer.alloc(4 << 20)]).toString('base64')
  assert.equal(splitPictures([{ data: heavy, mimeType: 'image/png' }], 5).pictures.length, 0)
})

test('text is left as it is', () => {
  const texts: JsonValue[] = [
    { content: 'word'.repeat(100), content_type: 'text/plain' },
    { data: 'short', mimeType: 'text/plain' },
    'data:,Hello',
    `See data:image/png;base64,${data} there`,
    { data: 7, mimeType: null },
  ]
  for (const value of texts) assert.deepEqual(splitPictures(value, 5), { value, pictures: [] })
})
