import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bindStatements } from './bind_statements.ts'
import { type Dialect, readSql } from './read_sql.ts'

const places = (sql: string, dialect: Dialect) =>
  readSql(sql, dialect).flatMap((token) => (token.kind === 'place' ? [token.text] : []))

test('places of parameters are found outside of quotes and comments only', () => {
  assert.deepEqual(places('SELECT \':a\', ":b", :c -- :d\n, :e /* :f */', 'postgres'), [':c', ':e'])
  assert.deepEqual(places("SELECT 'it''s :a', x::text, a[1:n], :b", 'postgres'), [':b'])
  assert.deepEqual(places("SELECT E'\\':a', $$ :b $$, $t$ :c $$ $t$, :d", 'postgres'), [':d'])
  assert.deepEqual(places('SELECT /* a /* :b */ :c */ :d', 'postgres'), [':d'])
  assert.deepEqual(places("SELECT data ? 'k', data ?| $1", 'postgres'), ['$1'])
  assert.deepEqual(places("SELECT 'a\\':b', `:c`, ? # ?\n, ?", 'mysql'), ['?', '?'])
  assert.deepEqual(places('SELECT 5--1, ?', 'mysql'), ['?'])
  assert.deepEqual(places("SELECT [:a], '\\', :b, ?", 'sqlite'), [':b', '?'])
})

test('what was read is the text itself', () => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '`',
    '$$',
    '$1',
    '?',
    ':a',
    ';',
    '--',
    '/*',
    '*/',
    '\\',
    '\n',
    'x',
    ' ',
    "E'",
  )
  fc.assert(
    fc.property(
      fc.array(piece),
      fc.constantFrom<Dialect>('postgres', 'mysql', 'sqlite'),
      (pieces, dialect) => {
        const sql = pieces.join('')
        const again = readSql(sql, dialect).map((token) => (token.kind === 'end' ? ';' : token.text))
        assert.equal(again.join(''), sql)
      },
    ),
  )
})

test('a value never becomes part of the text', () => {
  const evil = "'; DROP TABLE users; --"
  for (const dialect of ['postgres', 'mysql', 'sqlite'] as const) {
    const [statement] = bindStatements('SELECT :name', { name: evil }, dialect)
    assert.deepEqual(statement, { sql: dialect === 'postgres' ? 'SELECT $1' : 'SELECT ?', values: [evil] })
  }
})

test('statements are parted, and each has its own values', () => {
  assert.deepEqual(bindStatements('INSERT INTO a VALUES (?); -- done\nSELECT ?, ?;', [1, 2, 3], 'sqlite'), [
    { sql: 'INSERT INTO a VALUES (?)', values: [1] },
    { sql: '-- done\nSELECT ?, ?', values: [2, 3] },
  ])
  assert.deepEqual(bindStatements('SELECT $2; SELECT $1, $2, $2', ['a', 'b'], 'postgres'), [
    { sql: 'SELECT $1', values: ['b'] },
    { sql: 'SELECT $1, $2, $2', values: ['a', 'b'] },
  ])
  assert.deepEqual(bindStatements('SELECT :a, :b, :a', { a: 1, b: 2 }, 'mysql'), [
    { sql: 'SELECT ?, ?, ?', values: [1, 2, 1] },
  ])
})

test('values that are missing or left over are named', () => {
  const refused = (sql: string, params: Parameters<typeof bindStatements>[1], message: RegExp) =>
    assert.throws(() => bindStatements(sql, params, 'sqlite'), {
      code: 'params_invalid',
      field: 'params',
      message,
    })
  refused('SELECT :a', {}, /:a/)
  refused('SELECT :constructor', {}, /:constructor/)
  refused('SELECT ?, ?', [1], /more places/)
  refused('SELECT ?', [1, 2], /2 values/)
  refused('SELECT ?', undefined, /no list/)
})

test('statements that would end the transaction are refused', () => {
  const all = [
    'COMMIT',
    'begin',
    '/* x */ Rollback',
    'START  TRANSACTION',
    'SET TRANSACTION READ WRITE',
    'SAVEPOINT a',
  ]
  for (const sql of all)
    assert.throws(() => bindStatements(sql, undefined, 'postgres'), { code: 'sql_invalid' }, sql)
  for (const sql of ['', '  ; -- nothing\n;'])
    assert.throws(() => bindStatements(sql, undefined, 'postgres'), { code: 'sql_invalid' }, sql)
})
