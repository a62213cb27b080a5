import { Type } from 'typebox'
import { amountField } from '../../../kernel/http/fields.ts'
import { type Route, readRoute, writeRoute } from '../../../kernel/http/route.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { ControlsDeps } from '../deps.ts'
import { invalid } from './fields.ts'
import { type Aspect, changeProgram, type ProgramRow, readProgramRow } from './program-row.ts'

const PATH = '/cards/account/configuration/blocked-categories'
const Shape = Type.Object({
  categories: Type.Array(Type.String()),
  platform_categories: Type.Array(Type.String()),
})
const ASPECT: Aspect = {
  name: 'card_blocked_categories',
  show: ({ blocked_categories }) => ({ categories: blocked_categories }),
}

export function blockedCategoriesRoutes({ config }: ControlsDeps): Route[] {
  const show = ({ blocked_categories }: ProgramRow) => ({
    categories: blocked_categories,
    platform_categories: config.cards.blockedCategories,
  })
  return [
    readRoute({
      method: 'GET',
      path: PATH,
      access: { level: 1 },
      summary: "Blocked merchant categories: the company's and the platform's",
      tag: 'Card configuration',
      answer: Shape,
      read: async (db, { companyId }) => show(await readProgramRow(db, companyId)),
    }),
    writeRoute({
      method: 'PUT',
      path: PATH,
      access: { level: 2 },
      summary: "Replace the company's blocked merchant categories",
      tag: 'Card configuration',
      refusals: ['CARD_CONFIGURATION'],
      body: Type.Object({ categories: Type.Array(amountField(), { description: 'MCCs of four digits' }) }),
      answer: Shape,
      async write(tx, call) {
        const categories = call.body.categories.map((code) => String(code).trim())
        const wrong = categories.findIndex((code) => !/^\d{4}$/.test(code))
        if (wrong !== -1) return invalid(`categories[${wrong}] must be an MCC of four digits`)
        const blocked_categories = [...new Set(categories)].sort()
        const after = await changeProgram(tx, call, ASPECT, () => ({ blocked_categories }))
        return isRefusal(after) ? after : show(after)
      },
    }),
  ]
}
