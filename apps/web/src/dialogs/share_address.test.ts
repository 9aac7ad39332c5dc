import { expect, test } from 'vitest'
import { isOfThisMachine, shareAddress } from './share_address.ts'

const share = { token: 't', url: 'https://flows.example.com/share/t' }

test('a share is at the address of the page, and where only this machine has that, where the server says', () => {
  expect(shareAddress(share, new URL('https://other.example.com/workflows'))).toBe(
    'https://other.example.com/share/t',
  )
  for (const page of ['http://localhost:4680/', 'http://127.0.0.1:4680/', 'http://[::1]:4680/'])
    expect(shareAddress(share, new URL(page))).toBe(share.url)
  expect(shareAddress({ ...share, url: '' }, new URL('http://localhost:4680/'))).toBe(
    'http://localhost:4680/share/t',
  )
  expect(isOfThisMachine('127.example.com')).toBe(false)
})
