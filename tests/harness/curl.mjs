/**
 * What the pages use of curl: -s, -X, -H, -d. Anything else is an error, so that a page never says what nobody has tried. Plain JavaScript
 * over node:http, as it is started for every command.
 */
import { request } from 'node:http'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    silent: { type: 'boolean', short: 's' },
    request: { type: 'string', short: 'X' },
    header: { type: 'string', short: 'H', multiple: true, default: [] },
    data: { type: 'string', short: 'd' },
  },
})
const { header, data } = values
const given = header.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
// What curl says of a body unless told otherwise.
const form = data === undefined ? [] : [['content-type', 'application/x-www-form-urlencoded']]
const method = values.request ?? (data === undefined ? 'GET' : 'POST')
request(positionals[0], { method, headers: Object.fromEntries([...form, ...given]) }, (response) =>
  response.pipe(process.stdout),
).end(data)
