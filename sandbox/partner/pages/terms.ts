import { judge, saveCustomer } from '../customers/customer.ts'
import { openKycLink } from '../customers/kyc-links.ts'
import { acceptTerms } from '../customers/terms.ts'
import { notFound } from '../http/problem.ts'
import { isWebUrl } from '../http/reader.ts'
import { idIn } from '../http/route.ts'
import type { OtherCall, OtherRoute, Reply } from '../http/server.ts'
import type { PageRecord } from '../records.ts'
import type { World } from '../world.ts'
import { html, notice, page, readForm, redirectTo } from './layout.ts'

const HOUSE = 'Partner terms'
const PATH = '/pages/terms/{token}'

/** The partner's terms. Whoever accepts them gets the id of the acceptance, as a message to the opener, or in the address it comes back to. */
export const termsPages: readonly OtherRoute[] = [
  { method: 'GET', path: PATH, answer: showTerms },
  { method: 'POST', path: PATH, answer: takeAcceptance },
]

function showTerms({ world, params, query }: OtherCall): Reply {
  const found = findPage(world, idIn(params, 'token'))
  if (found.kind === 'link_terms') {
    world.store.commit(() => openKycLink(world, found.kyc_link_id, 'terms_opened'))
    return accepted(null)
  }
  const back = query.get('redirect_uri')
  const leadsTo = back !== null && isWebUrl(back) ? back : null
  return page({
    title: 'Terms of service',
    house: HOUSE,
    framed: true,
    leadsTo,
    body: html`
<p>The partner moves money between banks and wallets for you. To use it you agree that:</p>
<ul>
<li>it may check who you are, and keep what you send for that;</li>
<li>payments to a wallet cannot be taken back once they are on chain;</li>
<li>it may send money back that it cannot deliver.</li>
</ul>
<form method="post">
${leadsTo === null ? null : html`<input type="hidden" name="redirect_uri" value="${leadsTo}">`}
<button autofocus>Accept the terms</button>
</form>
<p class="soft">You can close this page if you do not agree.</p>`,
  })
}

function takeAcceptance({ world, params, body }: OtherCall): Reply {
  const found = findPage(world, idIn(params, 'token'))
  if (found.kind !== 'terms') throw notFound('Page')
  const id = world.store.commit(() => {
    const customer = found.customer_id === null ? undefined : world.tables.customers.get(found.customer_id)
    if (customer !== undefined && !customer.has_accepted_terms) {
      const changed = { ...customer, has_accepted_terms: true, updated_at: world.now().getTime() }
      saveCustomer(world, customer, judge(world, changed))
    }
    return acceptTerms(world)
  })
  const { redirect_uri: back } = readForm(body)
  if (back === undefined || !isWebUrl(back)) return accepted(id)
  const target = new URL(back)
  target.searchParams.set('signed_agreement_id', id)
  return redirectTo(target.href)
}

/** `id` null: the partner notes it by itself. */
function accepted(id: string | null): Reply {
  return page({
    title: 'Terms accepted',
    house: HOUSE,
    framed: true,
    body: html`
${notice('good', 'Thank you. The terms are accepted.')}
${
  id === null
    ? null
    : html`<p class="soft">Number of your acceptance:</p><p class="key" id="agreement" data-agreement="${id}">${id}</p>`
}
<p class="soft">You can close this page.</p>`,
    ...(id === null ? {} : { script: TELL_OPENER }),
  })
}

function findPage({ tables }: World, token: string): Extract<PageRecord, { kind: 'terms' | 'link_terms' }> {
  const found = tables.pages.get(token)
  if (found?.kind !== 'terms' && found?.kind !== 'link_terms') throw notFound('Page')
  return found
}

const TELL_OPENER = `
const signedAgreementId = document.getElementById('agreement').dataset.agreement
for (const other of [window.opener, window.parent === window ? null : window.parent])
  other?.postMessage({ signedAgreementId }, '*')
`
