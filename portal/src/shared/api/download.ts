import { parseExact } from '../../../../sdk/src/exact-json.ts'
import { headersOf, send } from './call.ts'
import { readProblem } from './problem.ts'

/**
 * Fetches a file in the name of who has signed in, and keeps it under that name. A plain link would not do: the session counts
 * only with the header of the portal.
 */
export async function download(url: string, fileName: string): Promise<void> {
  const response = await send(url, { headers: headersOf({}) })
  if (!response.ok) {
    const body = await response.text()
    throw readProblem(
      response.status,
      isJson(response) ? parseExact(body) : body,
      response.headers.get('x-trace-id'),
    )
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = fileName
  link.click()
  URL.revokeObjectURL(link.href)
}

function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.includes('json') === true
}
