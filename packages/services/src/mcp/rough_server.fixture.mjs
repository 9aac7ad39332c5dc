// An MCP server over its standard input and output that does one thing wrong, which its argument names.
import { createInterface } from 'node:readline'

const [, , mode] = process.argv
const MANY = 500
const PAGE = 50
const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const text = (words) => ({ content: [{ type: 'text', text: words }] })
const tools = Array.from({ length: mode === 'pages' ? MANY : 1 }, (_, index) => ({
  name: `tool-${index}`,
  inputSchema: { type: 'object', properties: {} },
}))

const callers = {
  'a death': () => {
    process.stderr.write('Segmentation fault\n')
    process.exit(139)
  },
  'an error without words': (id) => say({ id, error: { code: -32000, message: '' } }),
  'no result': (id) => say({ id, result: { content: [{ type: 'text' }] } }),
  'too much': (id) => say({ id, result: text('x'.repeat(11 * 1024 * 1024)) }),
}

function listed(id, { cursor = '0' } = {}) {
  const at = Number(cursor)
  const next = at + PAGE < tools.length ? { nextCursor: String(at + PAGE) } : {}
  say({ id, result: { tools: tools.slice(at, at + PAGE), ...next } })
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  if (mode === 'chatter') process.stdout.write('Loading plugins …\n{"half":\n\n')
  if (method === 'initialize')
    say({
      id,
      result: {
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'rough', version: '1' },
      },
    })
  else if (method === 'tools/list' && mode === 'no list') say({ id, result: { tools: 'none' } })
  else if (method === 'tools/list') listed(id, params)
  else if (method === 'tools/call') (callers[mode] ?? (() => say({ id, result: text(params.name) })))(id)
  else if (id !== undefined) say({ id, error: { code: -32601, message: 'Method not found' } })
})
