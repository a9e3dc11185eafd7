// docs/openapi.yaml as a judge: every answer that a test gets is held against it, by operation, status and content
// type. What `allOf` leaves open (CaseDetail, the rows of a page) is closed here, so that a property nobody wrote down
// is reported as well.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'

const document = parse(readFileSync(new URL('../../docs/openapi.yaml', import.meta.url), 'utf8'))
const { schemas } = document.components
schemas.CaseDetail.unevaluatedProperties = false
schemas.CasePage.properties.items.items = { $ref: '#/components/schemas/CaseSummary', unevaluatedProperties: false }

const ajv = new Ajv({ strict: false, allErrors: true })
formats(ajv)
ajv.addSchema({ $id: 'gulou', ...document })

const step = (word) => String(word).replaceAll('~', '~0').replaceAll('/', '~1')
const validators = new Map()
function validator(...path) {
  const pointer = `gulou#/${path.map((word) => encodeURIComponent(step(word))).join('/')}`
  if (!validators.has(pointer)) validators.set(pointer, ajv.compile({ $ref: pointer }))
  return validators.get(pointer)
}

const templates = Object.keys(document.paths)
  .map((path) => ({ path, parts: path.split('/'), fixed: path.split('/').filter((part) => !part.startsWith('{')).length }))
  .sort((a, b) => b.fixed - a.fixed)

/** The template of the contract that a path belongs to, the most literal first; undefined: none. */
function templateOf(path) {
  const parts = path.split('?')[0].split('/')
  return templates.find((t) => t.parts.length === parts.length && t.parts.every((part, i) => part.startsWith('{') || part === parts[i]))?.path
}

function judge(validate, body, where) {
  if (validate(body)) return
  const faults = validate.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`)
  assert.fail(`${where} does not fit docs/openapi.yaml:\n  ${faults.slice(0, 12).join('\n  ')}\n  ${JSON.stringify(body).slice(0, 600)}`)
}

function judgeProblem({ status, type, body, language }, where) {
  assert.equal(type, 'application/problem+json', `${where}: content type`)
  judge(validator('components', 'schemas', 'Problem'), body, where)
  assert.equal(body.status, status, `${where}: status inside and outside`)
  assert.ok(body.detail.length >= 5, `${where}: says nothing to the person: ${JSON.stringify(body)}`)
  const chinese = /[\u4e00-\u9fff]/.test(body.detail.replace(/“[^”]*”|'[^']*'/g, '')) // what is quoted may be the person's own
  assert.equal(chinese, !language.startsWith('en'), `${where}: told in the wrong language: ${body.detail}`)
}

/** Fails the test unless the answer is one that the contract allows for this operation. */
export function checkAnswer(answer) {
  const { method, path, status, type, body, asReporter } = answer
  const where = `${method} ${path} → ${status}`
  const template = templateOf(path)
  const operation = template && document.paths[template][method.toLowerCase()]
  if (status >= 400) return judgeProblem(answer, where)
  assert.ok(operation, `${where}: no such operation in docs/openapi.yaml`)
  const said = operation.responses[status]
  assert.ok(said, `${where}: docs/openapi.yaml knows no such status`)
  if (!said.content) return assert.equal(answer.bytes.length, 0, `${where}: an answer without content`)
  assert.ok(said.content[type], `${where}: content type ${type}`)
  if (type !== 'application/json') return undefined
  if (operation.operationId === 'act') return judge(validator('components', 'schemas', asReporter ? 'TrackedCase' : 'CaseDetail'), body, where)
  return judge(validator('paths', template, method.toLowerCase(), 'responses', status, 'content', type, 'schema'), body, where)
}

/** All operations of the contract as [method, template]. */
export function operations() {
  return Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).filter((m) => m !== 'parameters').map((method) => [method.toUpperCase(), path]))
}

export const actionSlugs = schemas.ActionSlug.enum
