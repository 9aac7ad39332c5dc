import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentFileName } from './content_file_name.ts'

for (const [header, name] of [
  ['attachment; filename="a b.png"', 'a b.png'],
  ['attachment; filename=a.png', 'a.png'],
  ['attachment; filename="x.txt"; filename*=UTF-8\'\'tee%20%C3%BC.txt', 'tee ü.txt'],
  ['attachment; filename="say \\"hi\\".txt"', 'say "hi".txt'],
  ['attachment; filename="../../etc/passwd"', 'passwd'],
  ['attachment; filename="C:\\\\dir\\\\a.txt"', 'a.txt'],
  ['inline', undefined],
  ['attachment; filename=""', undefined],
  [undefined, undefined],
] as const)
  test(`${header} names ${name}`, () => assert.equal(contentFileName(header), name))
