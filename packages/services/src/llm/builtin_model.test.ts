import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChatRequest } from '@llamanexus/node-sdk'
import type { JsonValue } from '@llamanexus/workflow'
import { builtinChat } from './builtin_model.ts'

const CONTEXT =
  'Llamas are members of the camel family. They live in the Andes of South America. ' +
  'An adult llama weighs between 130 and 200 kilograms. Their wool is soft and free of lanolin.'

const ask = (request: Partial<ChatRequest> & Pick<ChatRequest, 'messages'>) =>
  builtinChat(request, new AbortController().signal)

const question = (text: string) =>
  ask({
    messages: [
      { role: 'system', content: CONTEXT },
      { role: 'user', content: text },
    ],
  })

test('picks the sentence that answers', async () => {
  assert.equal(
    (await question('How much does an adult llama weigh?')).text,
    'An adult llama weighs between 130 and 200 kilograms.',
  )
  assert.equal(
    (await question('Where do they live in America?')).text,
    'They live in the Andes of South America.',
  )
})

test('a sentence that is wrapped over lines stays whole, with single spaces', async () => {
  const wrapped =
    'Our guide\n\nA run is durable. It goes on when\nthe server was killed in the\nmiddle of it. It can be paused.'
  const messages = [
    { role: 'system', content: wrapped },
    { role: 'user', content: 'What if the server is killed?' },
  ] as const
  assert.equal((await ask({ messages })).text, 'It goes on when the server was killed in the middle of it.')
})

test('items of a list, labels and rows of a table are sentences of their own', async () => {
  const list =
    'Prices:\n- Tea costs 3\n- Coffee costs 4\n\n| Cake | 5 |\n| Pie | 6 |\n\nOpen: daily\nPhone: 555'
  const say = async (question: string) =>
    (
      await ask({
        messages: [
          { role: 'system', content: list },
          { role: 'user', content: question },
        ],
      })
    ).text
  assert.equal(await say('How about coffee?'), 'Coffee costs 4')
  assert.equal(await say('What about pie?'), 'Pie | 6')
  assert.equal(await say('What is the phone?'), 'Phone: 555')
})

test('finds question and context in one message', async () => {
  const content = `Context:\n${CONTEXT}\n\nQuestion: What is their wool like?`
  assert.equal(
    (await ask({ messages: [{ role: 'user', content }] })).text,
    'Their wool is soft and free of lanolin.',
  )
})

test('says so when the text does not say, and when there is no text', async () => {
  assert.match((await question('Who invented the telephone?')).text, /does not say/)
  assert.match((await ask({ messages: [{ role: 'user', content: 'Who are you?' }] })).text, /builtin model/)
})

test('streams word by word what it answers in the end', async () => {
  const pieces: string[] = []
  const messages = [{ role: 'user', content: `${CONTEXT}\nWhere do they live in America?` }] as const
  const answer = await ask({ messages, onText: (text) => pieces.push(text) })
  assert.equal(pieces.join(''), answer.text)
  assert.ok(pieces.length > 5)
})

test('is the same each time and counts tokens', async () => {
  const [a, b] = [await question('What about wool?'), await question('What about wool?')]
  assert.deepEqual(a, b)
  assert.equal(a.usage.total_tokens, a.usage.prompt_tokens + a.usage.completion_tokens)
  assert.ok(a.usage.completion_tokens > 0)
})

test('fills the simple fields of a schema', async () => {
  const response_schema = {
    type: 'object',
    properties: {
      region: { type: 'string', description: 'where they live' },
      weight: { type: 'number', description: 'how much an adult weighs' },
      kind: { enum: ['bird', 'camel'] },
      facts: { type: 'array', items: { type: 'string' }, maxItems: 2 },
    },
  }
  const messages = [{ role: 'user', content: `${CONTEXT}\nWhat is a llama?` }] as const
  const { object, text } = await ask({ messages, response_schema })
  assert.deepEqual(JSON.parse(text), object)
  const { region, weight, kind, facts } = object as Record<string, unknown>
  assert.deepEqual([weight, kind], [130, 'camel'])
  assert.match(String(region), /Andes/)
  assert.equal((facts as string[]).length, 2)
})

test('takes the data of a schema from a text that asks nothing, from its first sentence too', async () => {
  const response_schema = {
    type: 'object',
    properties: { who: { type: 'string' }, euros: { type: 'number', description: 'Amount in euros' } },
  }
  const of = async (content: string) =>
    (await ask({ messages: [{ role: 'user', content }], response_schema })).object
  const invoice = 'To be paid by Ines Falk: 420 euros, due in May.'
  assert.deepEqual(await of(invoice), { who: invoice, euros: 420 })
  assert.deepEqual(await of(`${invoice} Thank you for your order.`), { who: invoice, euros: 420 })
  assert.deepEqual(await of(`Extract the data.\n${invoice}`), { who: invoice, euros: 420 })
})

test('takes of several numbers the one beside what is asked for', async () => {
  const number = (description?: string) => ({ type: 'number', ...(description && { description }) })
  const response_schema = {
    type: 'object',
    properties: { euros: number(), invoice: number(), sum: number('Amount in euros'), other: number() },
  }
  const messages = [{ role: 'user', content: 'Invoice 17 of Ines Falk: 420 euros, due on 3 May.' }] as const
  const { object } = await ask({ messages, response_schema })
  assert.deepEqual(object, { euros: 420, invoice: 17, sum: 420, other: 17 })
})

test('calls a tool only where it must', async () => {
  const tools = [
    {
      type: 'function',
      function: { name: 'search', parameters: { type: 'object', properties: { q: { type: 'string' } } } },
    },
  ]
  const messages = [{ role: 'user', content: `${CONTEXT}\nWhere do they live?` }] as const
  assert.deepEqual((await ask({ messages, tools })).tool_calls, [])
  const forced = await ask({ messages, tools, tool_choice: 'required' })
  assert.equal(forced.tool_calls[0]?.name, 'search')
  assert.equal(forced.finish_reason, 'tool_calls')
})

test('calls the tool that fits what is asked, once, and answers from what it gave', async () => {
  const tool = (name: string, description: string, properties: object) => ({
    type: 'function',
    function: { name, description, parameters: { type: 'object', properties } },
  })
  const tools = [
    tool('weather', 'The weather of a city', { city: { type: 'string' } }) as unknown as JsonValue,
    tool('double', 'Doubles a number', { n: { type: 'number' } }) as unknown as JsonValue,
  ]
  const question = { role: 'user', content: 'Can you double the number 21?' } as const
  const asked = await ask({ messages: [question], tools })
  assert.deepEqual(asked.tool_calls, [{ id: 'call_double', name: 'double', arguments: { n: 21 } }])
  const messages = [question, { role: 'tool', tool_call_id: 'call_double', content: '42' }] as const
  const answered = await ask({ messages, tools })
  assert.deepEqual([answered.text, answered.tool_calls], ['42', []])
  const other = await ask({ messages: [{ role: 'user', content: 'Sing a song' }], tools })
  assert.deepEqual(other.tool_calls, [])
})

test('stops at max_tokens and at stop texts', async () => {
  const messages = [{ role: 'user', content: `${CONTEXT}\nHow much does an adult llama weigh?` }] as const
  const short = await ask({ messages, max_tokens: 3 })
  assert.deepEqual([short.text, short.finish_reason], ['An adult llama', 'length'])
  assert.equal((await ask({ messages, stop: [' between'] })).text, 'An adult llama weighs')
})
