import { expect, test } from 'vitest'
import { metadataLine } from './metadata_line.ts'

test('a chunk tells where it is from first, and not what its name tells', () => {
  const metadata = { page: 3, tags: ['a'], media_type: 'application/pdf', title: 'Tea', source: 'tea.pdf' }
  expect(metadataLine(metadata)).toBe('tea.pdf, page: 3, tags: ["a"]')
  expect(metadataLine({ source: '', year: 2026 })).toBe('year: 2026')
})
