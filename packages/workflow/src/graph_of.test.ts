import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCatalogue } from './catalogue_fixture.ts'
import { draft } from './draft.ts'
import { graphOf } from './graph_of.ts'

const catalogue = testCatalogue()

test('connections are told apart by where their ends live', () => {
  const graph = graphOf(
    draft({ in: 'manual_trigger', each: 'loop', sum: { type: 'set', parent: 'each' }, out: 'output' }, [
      'in.trigger -> each.items',
      'each.item -> sum.input',
      'sum.output -> each.result',
      'each.results -> out.value',
      'in.trigger -> sum.input',
      'gone.x -> out.value',
    ]),
    catalogue,
  )
  assert.deepEqual(
    graph.links.map(({ scope, source_port, target_port }) => [scope, source_port?.type, target_port?.type]),
    [
      ['outer', 'any', 'array'],
      ['into_body', 'any', 'any'],
      ['from_body', 'object', 'any'],
      ['outer', 'array', 'any'],
      ['crossing', 'any', 'any'],
      ['dangling', undefined, 'any'],
    ],
  )
  const ids = (links: readonly { index: number }[]) => links.map(({ index }) => index)
  assert.deepEqual(ids(graph.incoming('each')), [0])
  assert.deepEqual(ids(graph.outgoing('each')), [3])
  assert.deepEqual(ids(graph.incoming('sum')), [1])
  assert.deepEqual(ids(graph.outgoing('sum')), [2])
  assert.deepEqual(ids(graph.intoBody('each')), [1])
  assert.deepEqual(ids(graph.fromBody('each')), [2])
  assert.deepEqual(
    graph.children('each').map(({ id }) => id),
    ['sum'],
  )
  assert.deepEqual(graph.ancestors('sum'), ['each'])
  assert.deepEqual([...graph.upstreamOf('out')].toSorted(), ['each', 'in'])
  assert.deepEqual(graph.cycles, [])
})

test('cycles are named once each, in the order of their connections', () => {
  const graph = graphOf(
    draft({ a: 'pass', b: 'pass', c: 'pass', d: 'pass', e: 'pass' }, [
      'a.output -> b.input',
      'b.output -> c.input',
      'c.output -> a.input',
      'c.output -> d.input',
      'e.output -> e.input',
    ]),
    catalogue,
  )
  assert.deepEqual(graph.cycles.toSorted(), [['a', 'b', 'c'], ['e']])
  assert.ok(graph.isUpstream('a', 'a'))
  assert.ok(graph.isUpstream('b', 'd'))
  assert.ok(!graph.isUpstream('d', 'a'))
  assert.ok(!graph.isUpstream('e', 'd'))
})

test('parents that go in a circle, and long chains, come to an end', () => {
  const circle = graphOf(
    draft({ a: { type: 'loop', parent: 'b' }, b: { type: 'loop', parent: 'a' } }),
    catalogue,
  )
  assert.deepEqual(circle.ancestors('a'), ['b'])
  const ids = Array.from({ length: 2000 }, (_, i) => `n${i}`)
  const chain = graphOf(
    draft(
      Object.fromEntries(ids.map((id) => [id, 'pass'])),
      ids.slice(1).map((id, i) => `n${i}.output -> ${id}.input`),
    ),
    catalogue,
  )
  assert.equal(chain.upstreamOf('n1999').size, 1999)
  assert.ok(!chain.isUpstream('n5', 'n4'))
})
