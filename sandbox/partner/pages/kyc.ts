import { judge, saveCustomer } from '../customers/customer.ts'
import { openKycLink } from '../customers/kyc-links.ts'
import { gapsOf } from '../customers/requirements.ts'
import { notFound } from '../http/problem.ts'
import { isWebUrl } from '../http/reader.ts'
import { idIn } from '../http/route.ts'
import type { OtherCall, OtherRoute, Reply } from '../http/server.ts'
import type { CustomerRecord, PageRecord } from '../records.ts'
import type { World } from '../world.ts'
import { facts, html, notice, page, readForm, redirectTo } from './layout.ts'

const HOUSE = 'Partner identity check'
const PATH = '/pages/kyc/{token}'

/** Where a person gives the partner what it still lacks. Nothing is really asked: who presses the button has given it. */
export const kycPages: readonly OtherRoute[] = [
  { method: 'GET', path: PATH, answer: showCheck },
  { method: 'POST', path: PATH, answer: takeInformation },
]

function showCheck({ world, params }: OtherCall): Reply {
  const found = findPage(world, idIn(params, 'token'))
  if (found.kind === 'link_kyc') {
    const link = world.store.commit(() => openKycLink(world, found.kyc_link_id, 'kyc_opened'))
    return showCustomer(customerOf(world, link.customer_id), null)
  }
  return showCustomer(customerOf(world, found.customer_id), found.redirect_uri)
}

function takeInformation({ world, params, body }: OtherCall): Reply {
  const found = findPage(world, idIn(params, 'token'))
  if (found.kind !== 'kyc') throw notFound('Page')
  const before = customerOf(world, found.customer_id)
  const has_accepted_terms = before.has_accepted_terms || readForm(body).terms === 'yes'
  const after = { ...before, has_accepted_terms, all_known: true, updated_at: world.now().getTime() }
  world.store.commit(() => saveCustomer(world, before, judge(world, after)))
  const back = found.redirect_uri
  return back !== null && isWebUrl(back) ? redirectTo(back) : showCustomer(customerOf(world, before.id), null)
}

const WORDS: Readonly<Record<CustomerRecord['status'], string>> = {
  not_started: 'not started',
  incomplete: 'something is missing',
  awaiting_questionnaire: 'waiting for a questionnaire',
  awaiting_ubo: 'waiting for the owners',
  under_review: 'being checked',
  active: 'approved',
  rejected: 'refused',
  paused: 'paused',
  deposits_restricted: 'deposits restricted',
  offboarded: 'closed',
}

function showCustomer(customer: CustomerRecord, back: string | null): Reply {
  const { names } = gapsOf(customer)
  const name = customer.fields.business_legal_name ?? customer.fields.first_name ?? 'you'
  const isOpen = names.length > 0
  return page({
    title: isOpen ? 'We need a little more' : 'Identity check',
    house: HOUSE,
    framed: true,
    leadsTo: back !== null && isWebUrl(back) ? back : null,
    body: html`
${facts([
  ['Name', String(name)],
  ['State', WORDS[customer.status]],
])}
${customer.reasons.map(({ reason }) => notice('bad', reason))}
${
  isOpen
    ? html`<h2>Missing</h2>
<ul>${names.map((one) => html`<li>${one.replaceAll('_', ' ')}</li>`)}</ul>
<form method="post">
${
  customer.has_accepted_terms
    ? null
    : html`<label class="check"><input type="checkbox" name="terms" value="yes" required><span>I accept the partner’s terms of service</span></label>`
}
<button autofocus>Send my information</button>
</form>
<p class="soft">This is a simulation: no data is asked, the button gives everything.</p>`
    : html`${notice('good', 'Thank you. Everything is there.')}<p class="soft">You can close this page.</p>`
}`,
  })
}

function customerOf({ tables }: World, id: string): CustomerRecord {
  const found = tables.customers.get(id)
  if (found === undefined || found.deleted) throw notFound('Customer')
  return found
}

function findPage({ tables }: World, token: string): Extract<PageRecord, { kind: 'kyc' | 'link_kyc' }> {
  const found = tables.pages.get(token)
  if (found?.kind === 'kyc' || found?.kind === 'link_kyc') return found
  throw notFound('Page')
}
