// Shows the OpenAPI document of this server and tries its routes. No library, so that it works offline and under the
// page's content security policy.

const description = await (await fetch('/api/openapi.json')).json()
const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

const about = description.info.description.split('\n\n').map((text) => element('p', {}, plain(text)))
document.getElementById('about').replaceChildren(...about)
document.getElementById('search').addEventListener('input', (event) => show(event.target.value))
show('')
if (location.hash) open(location.hash.slice(1))
addEventListener('hashchange', () => open(location.hash.slice(1)))

function show(search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = operations.filter(({ path, method, operation }) => {
    const text = `${method} ${path} ${operation.summary}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  const byTag = Map.groupBy(found, ({ operation }) => operation.tags[0])
  document
    .getElementById('index')
    .replaceChildren(...[...byTag].flatMap(([tag, list]) => [element('h2', {}, tag), ...list.map(indexLine)]))
  document.getElementById('routes').replaceChildren(...found.map(routeView))
}

/** Code stands between back ticks. */
function plain(text) {
  return text.split('`').map((part, at) => (at % 2 === 1 ? element('code', {}, part) : part))
}

function open(id) {
  const view = document.getElementById(id)
  if (!view) return
  view.open = true
  view.scrollIntoView()
}

function indexLine({ path, method, operation }) {
  return element('a', { href: `#${operation.operationId}`, title: `${method.toUpperCase()} ${path}` }, [
    methodBadge(method),
    element('span', { className: 'label' }, titleOf(operation)),
  ])
}

/** The list shows what a route is for; its path stands with the route. */
function titleOf({ summary }) {
  return summary.split(/[;.:]/)[0]
}

function methodBadge(method) {
  return element(
    'span',
    { className: `method ${method}` },
    method === 'delete' ? 'DEL' : method.toUpperCase(),
  )
}

function routeView(route) {
  const { path, method, operation } = route
  const view = element('details', { className: 'route', id: operation.operationId }, [
    element('summary', {}, [
      methodBadge(method),
      element('span', { className: 'path' }, path),
      element('span', { className: 'says' }, titleOf(operation)),
    ]),
  ])
  // Made when it is first opened: schemas are long.
  view.addEventListener('toggle', () => view.childElementCount === 1 && view.append(routeBody(route)))
  return view
}

function routeBody({ path, method, operation }) {
  const inputs = new Map()
  const body = operation.requestBody
    ? element('textarea', { spellcheck: false }, exampleBody(operation))
    : undefined
  body?.setAttribute('aria-label', 'Body')
  const answer = element('pre', { hidden: true, tabIndex: 0 })
  const send = element('button', { type: 'button' }, 'Send')
  send.addEventListener('click', () => tryIt({ path, method, inputs, body, answer }))
  return element('div', {}, [
    element('p', {}, plain(operation.summary)),
    ...(operation.parameters
      ? [element('h3', {}, 'Parameters'), parameterTable(operation.parameters, inputs)]
      : []),
    ...(body ? [element('h3', {}, 'Body'), schemaView(operation.requestBody.content), body] : []),
    element('h3', {}, 'Answers'),
    ...Object.entries(operation.responses).map(([status, response]) => responseView(status, response)),
    element('h3', {}, 'Try it'),
    send,
    answer,
  ])
}

/** What can be sent as it is, so that trying a route needs no typing. */
function exampleBody({ requestBody }) {
  const { example } = requestBody.content['application/json'] ?? {}
  return example === undefined ? '' : JSON.stringify(example, null, 2)
}

function parameterTable(parameters, inputs) {
  const rows = parameters.map((parameter) => {
    const input = element('input', { placeholder: String(parameter.schema.default ?? '') })
    input.setAttribute('aria-label', parameter.name)
    inputs.set(parameter, input)
    return element('tr', {}, [
      element('td', {}, element('code', {}, parameter.name + (parameter.required ? ' *' : ''))),
      element('td', {}, parameter.in),
      element('td', {}, typeOf(parameter.schema)),
      element('td', {}, parameter.description ?? ''),
      element('td', {}, input),
    ])
  })
  const head = ['Name', 'In', 'Type', '', 'Value'].map((title) => element('th', {}, title))
  return element('table', {}, [element('thead', {}, element('tr', {}, head)), element('tbody', {}, rows)])
}

function typeOf(schema) {
  const options = schema.anyOf?.map((option) => option.const ?? typeOf(option)).join(' | ')
  return schema.enum?.join(' | ') ?? options ?? schema.type ?? 'any'
}

function responseView(status, response) {
  return element('details', {}, [
    element(
      'summary',
      { className: Number(status) >= 400 ? 'bad' : '' },
      `${status} ${response.description}`,
    ),
    ...(response.content ? [schemaView(response.content)] : []),
  ])
}

function schemaView(content) {
  const [{ schema, example }] = Object.values(content)
  const shown = [
    ...(example === undefined ? [] : [element('pre', { tabIndex: 0 }, textOf(example))]),
    element('details', {}, [
      element('summary', {}, 'Schema'),
      element('pre', { tabIndex: 0 }, JSON.stringify(schema, null, 2)),
    ]),
  ]
  return element('details', {}, [element('summary', {}, Object.keys(content).join(', ')), ...shown])
}

function textOf(example) {
  return typeof example === 'string' ? example : JSON.stringify(example, null, 2)
}

async function tryIt({ path, method, inputs, body, answer }) {
  const query = new URLSearchParams()
  const headers = {}
  let url = path
  for (const [parameter, { value }] of inputs) {
    if (parameter.in === 'path') url = url.replace(`{${parameter.name}}`, encodeURIComponent(value))
    else if (value !== '' && parameter.in === 'query') query.set(parameter.name, value)
    else if (value !== '') headers[parameter.name] = value
  }
  if (body?.value) headers['content-type'] = 'application/json'
  answer.hidden = false
  answer.textContent = 'Sending …'
  try {
    const response = await fetch(query.size ? `${url}?${query}` : url, {
      method: method.toUpperCase(),
      headers,
      body: body?.value || undefined,
    })
    answer.textContent = `${response.status} ${response.statusText}\n\n${pretty(await response.text())}`
  } catch (error) {
    answer.textContent = String(error)
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function element(name, properties, children = []) {
  const node = Object.assign(document.createElement(name), properties)
  node.append(...(Array.isArray(children) ? children : [children]))
  return node
}
