import { readRoute } from '../../kernel/http/route.ts'
import { refuse } from '../../kernel/refusal.ts'
import { CHECKLISTS, Checklist } from '../checklists.ts'

export const getChecklist = readRoute({
  method: 'GET',
  path: '/management/clients/documentation/{checklistId}',
  access: { level: 1 },
  summary: 'Get the checklist of documents: individual or business',
  refusals: ['CHECKLIST_NOT_FOUND'],
  tag: 'Clients (older calls)',
  answer: Checklist,
  async read(_db, { params }) {
    const id = (params.checklistId ?? '').toLowerCase()
    return id === 'individual' || id === 'business' ? CHECKLISTS[id] : refuse('CHECKLIST_NOT_FOUND')
  },
})
