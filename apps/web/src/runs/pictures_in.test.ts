import { expect, test } from 'vitest'
import { picturesIn } from './pictures_in.ts'

const url = 'data:image/png;base64,iVBORw=='

test('pictures are found in the forms that tools give them', () => {
  expect(picturesIn([{ type: 'image', data: 'iVBORw==', mimeType: 'image/png' }])).toEqual([url])
  expect(picturesIn({ resource: { blob: 'iVBORw==', mimeType: 'image/png' } })).toEqual([url])
  expect(picturesIn({ plot: url, name: 'plot' })).toEqual([url])
  expect(picturesIn(Array.from({ length: 30 }, () => url))).toHaveLength(10)
})

test('nothing else is shown as one', () => {
  expect(
    picturesIn([
      'Look at data:image/png;base64,iVBORw==',
      'https://example.com/a.png',
      { data: 'PHN2Zz4=', mimeType: 'image/svg+xml' },
      { data: '[image/png, 68 bytes, picture 1]', mimeType: 'image/png' },
      null,
      7,
    ]),
  ).toEqual([])
})
