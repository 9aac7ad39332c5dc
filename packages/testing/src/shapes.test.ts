import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { foldLog } from '@llamanexus/engine'
import type { JsonValue, NodeExecution, Workflow } from '@llamanexus/workflow'
import { type Drawn, draw } from './draw.ts'
import { createTestProcess } from './test_process.ts'

type Result = { output: JsonValue; nodes: Record<string, NodeExecution>; took: number }

async function perform(workflow: Workflow, trigger: JsonValue = null): Promise<Result & { status: string }> {
  const { run, journal, clock } = createTestProcess()
  const from = clock.now()
  const record = await run(workflow, trigger)
  const folded = foldLog({ workflow, record, entries: journal.log(record.id) })
  return {
    output: record.final_output,
    nodes: folded.node_executions,
    status: record.status,
    took: clock.now() - from,
  }
}

const startTo = (...targets: string[]) => targets.map((target) => `in.trigger -> ${target}`)
const base: Record<string, Drawn> = { in: { type: 'start' }, out: { type: 'output' } }
const statusOf = (result: Result, path: string) => result.nodes[path]?.status

describe('shapes of workflows', () => {
  it('runs neither of two targets of a branch that is not taken', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          if: { type: 'condition', inputs: { condition: 'input > 3' } },
          a: { type: 'need' },
          b: { type: 'need' },
          c: { type: 'need' },
        },
        [
          ...startTo('if.input'),
          'if.false -> a.input',
          'if.false -> b.input',
          'if.true -> c.input',
          'c.output -> out.value',
        ],
      ),
      5,
    )
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => statusOf(result, id)),
      ['skipped', 'skipped', 'completed'],
    )
    assert.equal(result.output, 5)
  })

  it('takes what is written under config for a port that has no other value', async () => {
    const nodes = { ...base, a: { type: 'need', config: { input: '{{ 1 + trigger }}' } } }
    const result = await perform(draw(nodes, [...startTo('a.after'), 'a.output -> out.value']), 4)
    assert.equal(result.output, 5)
  })

  it('runs a node once that both handles of a condition lead to', async () => {
    for (const trigger of [1, 5]) {
      const result = await perform(
        draw(
          { ...base, if: { type: 'condition', inputs: { condition: 'input > 3' } }, a: { type: 'need' } },
          [...startTo('if.input'), 'if.true -> a.input', 'if.false -> a.input', 'a.output -> out.value'],
        ),
        trigger,
      )
      assert.equal(result.output, trigger)
    }
  })

  it('joins both sides of an if again', async () => {
    const workflow = draw(
      {
        ...base,
        if: { type: 'condition', inputs: { condition: 'input > 3' } },
        yes: { type: 'add', inputs: { by: 10 } },
        no: { type: 'add', inputs: { by: 100 } },
        join: { type: 'merge', config: { mode: 'coalesce' } },
      },
      [
        ...startTo('if.input'),
        'if.true -> yes.input',
        'if.false -> no.input',
        'yes.output -> join.inputs',
        'no.output -> join.inputs',
        'join.output -> out.value',
      ],
    )
    assert.equal((await perform(workflow, 5)).output, 15)
    assert.equal((await perform(workflow, 1)).output, 101)
  })

  it('calls the inner body of a loop of 3 over a loop of 2 six times', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          outer: { type: 'loop', inputs: { items: [1, 2, 3] } },
          inner: { type: 'loop', parent: 'outer', inputs: { items: [10, 20] } },
          sum: { type: 'pass', parent: 'inner', config: { fields: '{{ nodes.outer.item + item }}' } },
        },
        [
          ...startTo('outer.after'),
          'outer.item -> inner.after',
          'inner.item -> sum.input',
          'sum.output -> inner.result',
          'inner.results -> outer.result',
          'outer.results -> out.value',
        ],
      ),
    )
    assert.deepEqual(result.output, [
      [11, 21],
      [12, 22],
      [13, 23],
    ])
    assert.equal(Object.keys(result.nodes).filter((path) => path.endsWith('/sum')).length, 6)
    assert.deepEqual(result.nodes['outer[1]/inner[0]/sum']?.inputs, { input: 10 })
  })

  it('runs loops three deep', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          a: { type: 'loop', inputs: { items: [1, 2] } },
          b: { type: 'loop', parent: 'a', inputs: { items: [1, 2] } },
          c: { type: 'loop', parent: 'b', inputs: { items: [1, 2] } },
          x: {
            type: 'pass',
            parent: 'c',
            config: { fields: '{{ nodes.a.item * 100 + nodes.b.item * 10 + item }}' },
          },
        },
        [
          ...startTo('a.after'),
          'a.item -> b.after',
          'b.item -> c.after',
          'c.item -> x.input',
          'x.output -> c.result',
          'c.results -> b.result',
          'b.results -> a.result',
          'a.results -> out.value',
        ],
      ),
    )
    assert.deepEqual(result.output, [
      [
        [111, 112],
        [121, 122],
      ],
      [
        [211, 212],
        [221, 222],
      ],
    ])
  })

  it('runs an iteration inside a parallel inside an iteration', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          a: { type: 'loop' },
          b: { type: 'parallel', parent: 'a' },
          c: { type: 'loop', parent: 'b' },
          x: { type: 'add', parent: 'c' },
        },
        [
          ...startTo('a.items'),
          'a.item -> b.inputs',
          'b.item -> c.items',
          'c.item -> x.input',
          'x.output -> c.result',
          'c.results -> b.result',
          'b.outputs -> a.result',
          'a.results -> out.value',
        ],
      ),
      [[[1, 2], [3]], [[4]]],
    )
    assert.deepEqual(result.output, [[[2, 3], [4]], [[5]]])
  })

  it('gives an empty list for an empty list and goes on', async () => {
    const result = await perform(
      draw({ ...base, each: { type: 'loop' }, x: { type: 'add', parent: 'each' } }, [
        ...startTo('each.items'),
        'each.item -> x.input',
        'x.output -> each.result',
        'each.results -> out.value',
      ]),
      [],
    )
    assert.deepEqual(result.output, [])
  })

  it('lists a failing item of a parallel container that waits for all, and fails one that fails fast', async () => {
    const workflow = (mode: string) =>
      draw(
        {
          ...base,
          all: { type: 'parallel', config: { mode } },
          x: { type: 'add', parent: 'all' },
          both: { type: 'merge', config: { mode: 'combine' } },
        },
        [
          ...startTo('all.inputs'),
          'all.item -> x.input',
          'x.output -> all.result',
          'all.outputs -> out.value',
        ],
      )
    const waiting = await perform(workflow('wait_all'), [1, 'x', 3])
    assert.deepEqual(waiting.output, [2, null, 4])
    assert.partialDeepStrictEqual(waiting.nodes['all']?.outputs, { errors: [{ index: 1 }], count: 3 })
    const failing = await perform(workflow('fail_fast'), [1, 'x', 3])
    assert.equal(failing.status, 'failed')
    assert.equal(failing.nodes['all']?.error?.code, 'input_invalid')
    assert.match(failing.nodes['all']?.error?.message ?? '', /^all\[1\]\/x: /)
  })

  it('does not delay a branch by another one that waits to retry', async () => {
    const { run, journal, clock } = createTestProcess()
    const from = clock.now()
    const workflow = draw(
      {
        ...base,
        bad: {
          type: 'fail',
          config: { times: 1 },
          policy: { retry: { max_retries: 1, backoff_ms: 60_000 } },
        },
        good: { type: 'slow', config: { ms: 10 } },
        after: { type: 'pass' },
      },
      [...startTo('bad.input', 'good.input'), 'good.output -> after.input', 'bad.output -> out.value'],
    )
    const record = await run(workflow, 7)
    const folded = foldLog({ workflow, record, entries: journal.log(record.id) }).node_executions
    assert.equal(record.final_output, 7)
    assert.equal(Date.parse(folded['after']?.completed_at ?? '') - from, 10)
    assert.equal(folded['bad']?.attempts, 2)
    assert.ok(clock.now() - from >= 60_000)
  })

  it('takes two seconds for three branches of two seconds', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          a: { type: 'slow', config: { ms: 2000 } },
          b: { type: 'slow', config: { ms: 2000 } },
          c: { type: 'slow', config: { ms: 2000 } },
          all: { type: 'merge' },
        },
        [
          ...startTo('a.input', 'b.input', 'c.input'),
          'a.output -> all.inputs',
          'b.output -> all.inputs',
          'c.output -> all.inputs',
          'all.output -> out.value',
        ],
      ),
      1,
    )
    assert.deepEqual(result.output, [1, 1, 1])
    assert.equal(result.took, 2000)
  })

  it('skips a merge whose inputs are all dead, and what follows', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          if: { type: 'condition', inputs: { condition: 'false' } },
          a: { type: 'need' },
          b: { type: 'need' },
          join: { type: 'merge' },
        },
        [
          ...startTo('if.input'),
          'if.true -> a.input',
          'if.true -> b.input',
          'a.output -> join.inputs',
          'b.output -> join.inputs',
          'join.output -> out.value',
        ],
      ),
    )
    assert.equal(statusOf(result, 'join'), 'skipped')
    assert.equal(statusOf(result, 'out'), 'skipped')
    assert.deepEqual([result.status, result.output], ['completed', null])
  })

  it('does the same wherever the nodes stand on the canvas', async () => {
    const workflow = draw(
      { ...base, a: { type: 'add' }, b: { type: 'add', inputs: { by: 5 } }, all: { type: 'merge' } },
      [
        ...startTo('a.input', 'b.input'),
        'b.output -> all.inputs',
        'a.output -> all.inputs',
        'all.output -> out.value',
      ],
    )
    const moved = {
      ...workflow,
      version: 2,
      nodes: workflow.nodes.map((node, at) => ({ ...node, position: { x: -at * 999, y: at * 7 } })),
    }
    const [one, two] = [await perform(workflow, 1), await perform(moved, 1)]
    assert.deepEqual([one.output, Object.keys(one.nodes)], [[6, 2], Object.keys(two.nodes)])
    assert.deepEqual(two.output, one.output)
  })

  it('lets the first of a race win and cancels what only works for the others', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          quick: { type: 'slow', config: { ms: 10 } },
          late: { type: 'slow', config: { ms: 5000 } },
          first: { type: 'merge', config: { mode: 'race' } },
        },
        [
          ...startTo('quick.input', 'late.input'),
          'late.output -> first.inputs',
          'quick.output -> first.inputs',
          'first.output -> out.value',
        ],
      ),
      'x',
    )
    assert.deepEqual([result.output, result.took, statusOf(result, 'late')], ['x', 10, 'cancelled'])
  })

  it('repeats a while_loop until its condition fails, and keeps the state where next is dead', async () => {
    const workflow = draw(
      {
        ...base,
        again: { type: 'while_loop', config: { condition: 'state < 5' } },
        x: { type: 'add', parent: 'again' },
      },
      [
        ...startTo('again.state'),
        'again.state -> x.input',
        'x.output -> again.next',
        'again.state -> out.value',
      ],
    )
    const result = await perform(workflow, 1)
    assert.equal(result.output, 5)
    assert.equal(result.nodes['again']?.outputs['iteration'], 4)
    assert.deepEqual(result.nodes['again[3]/x']?.inputs, { input: 4 })
  })

  it('tries the body of a retry again after a wait', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          tries: { type: 'retry', config: { max_retries: 3, backoff_ms: 100, factor: 2, jitter: false } },
          x: { type: 'pass', parent: 'tries', config: { fields: '{{ attempt < 3 ? nope.x : attempt }}' } },
        },
        [
          ...startTo('tries.input'),
          'tries.input -> x.input',
          'x.output -> tries.result',
          'tries.output -> out.value',
        ],
      ),
      1,
    )
    assert.deepEqual([result.output, result.took], [3, 300])
    assert.equal(statusOf(result, 'tries[1]/x'), 'failed')
  })

  it('ends a loop after the iteration that breaks it', async () => {
    const result = await perform(
      draw(
        {
          ...base,
          each: { type: 'loop', inputs: { items: [1, 2, 3, 4] } },
          x: { type: 'pass', parent: 'each' },
          last: { type: 'pass', parent: 'each', config: { fields: '{{ item === 2 }}' } },
        },
        [
          ...startTo('each.after'),
          'each.item -> x.input',
          'each.item -> last.input',
          'x.output -> each.result',
          'last.output -> each.break',
          'each.results -> out.value',
        ],
      ),
    )
    assert.deepEqual(result.output, [1, 2])
  })
})

describe('errors', () => {
  const failing = (on_error: 'fail' | 'continue' | 'branch', links: string[]) =>
    draw({ ...base, bad: { type: 'fail', policy: { on_error } }, next: { type: 'pass' } }, [
      ...startTo('bad.input'),
      ...links,
      'next.output -> out.value',
    ])

  it('fails the run, goes on with null, or takes the error branch', async () => {
    const failed = await perform(failing('fail', ['bad.output -> next.input']), 1)
    assert.deepEqual([failed.status, statusOf(failed, 'bad')], ['failed', 'failed'])
    const went = await perform(failing('continue', ['bad.output -> next.input']), 1)
    assert.deepEqual([went.status, went.output], ['completed', null])
    const branched = await perform(failing('branch', ['bad.error -> next.input']), 1)
    assert.deepEqual(branched.output, {
      message: 'It was told to fail',
      code: 'told_to',
      node_id: 'bad',
      attempt: 1,
    })
  })

  it('names the port of a value of the wrong type and does not bend it', async () => {
    const input = await perform(
      draw({ ...base, a: { type: 'add' } }, [...startTo('a.input'), 'a.output -> out.value']),
      '5',
    )
    assert.deepEqual(
      [input.nodes['a']?.error?.code, input.nodes['a']?.error?.field],
      ['input_invalid', 'input'],
    )
    const output = await perform(
      draw({ ...base, a: { type: 'returns', config: { value: 7 } } }, [
        ...startTo('a.input'),
        'a.output -> out.value',
      ]),
    )
    assert.deepEqual(
      [output.nodes['a']?.error?.code, output.nodes['a']?.error?.field],
      ['output_invalid', 'output'],
    )
  })

  it('ends a node at its time limit', async () => {
    const result = await perform(
      draw({ ...base, a: { type: 'slow', config: { ms: 9000 }, policy: { timeout_ms: 50 } } }, [
        ...startTo('a.input'),
        'a.output -> out.value',
      ]),
    )
    assert.deepEqual([result.nodes['a']?.error?.code, result.took], ['timeout', 50])
  })

  it('waits as long as a server asks before the next try, and not at all for what no try can mend', async () => {
    const policy = { retry: { max_retries: 2, backoff_ms: 10 } }
    const asked = await perform(
      draw({ ...base, a: { type: 'fail', config: { times: 1, retry_after_ms: 3000 }, policy } }, [
        ...startTo('a.input'),
        'a.output -> out.value',
      ]),
    )
    assert.equal(asked.took, 3000)
    const final = await perform(
      draw({ ...base, a: { type: 'fail', config: { retryable: false }, policy } }, [
        ...startTo('a.input'),
        'a.output -> out.value',
      ]),
    )
    assert.deepEqual([final.nodes['a']?.attempts, final.took], [1, 0])
  })
})
