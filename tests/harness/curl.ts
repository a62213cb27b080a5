/** What the pages use of curl: -s, -X, -H, -d. Anything else is an error, so that a page never says what nobody has tried. */
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
/** What curl says of a body unless told otherwise. */
const FORM: [string, string] = ['content-type', 'application/x-www-form-urlencoded']
const [url = ''] = positionals
const body = values.data
const response = await fetch(url, {
  method: values.request ?? (body === undefined ? 'GET' : 'POST'),
  redirect: 'manual',
  headers: [
    ...(body === undefined ? [] : [FORM]),
    ...values.header.map((header): [string, string] => {
      const colon = header.indexOf(':')
      return [header.slice(0, colon), header.slice(colon + 1).trim()]
    }),
  ],
  ...(body === undefined ? {} : { body }),
})
process.stdout.write(await response.text())
