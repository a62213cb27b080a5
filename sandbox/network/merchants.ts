export interface MerchantFields {
  readonly id: string
  readonly name: string
  readonly city: string
  readonly post_code: string | null
  readonly state: string | null
  /** Alpha-3. */
  readonly country: string
  readonly mcc: string
  readonly mcc_category: string
}

const shop = (
  id: string,
  name: string,
  place: readonly [city: string, postCode: string, country: string],
  category: readonly [mcc: string, name: string],
): MerchantFields => ({
  id,
  name,
  city: place[0],
  post_code: place[1],
  state: null,
  country: place[2],
  mcc: category[0],
  mcc_category: category[1],
})

/** Where cardholders of the sandbox shop when nobody says where. */
export const USUAL_MERCHANT = shop('M1', 'Kiosk 12', ['Lyon', '69001', 'FRA'], ['5994', 'News'])
export const CASH_MACHINE = shop(
  'M9',
  'Banque du Port',
  ['Marseille', '13002', 'FRA'],
  ['6011', 'Cash machine'],
)

export const MERCHANTS: readonly MerchantFields[] = [
  USUAL_MERCHANT,
  shop('M2', 'Boulangerie Moreau', ['Lyon', '69003', 'FRA'], ['5462', 'Bakery']),
  shop('M3', 'Mercado Central', ['Madrid', '28001', 'ESP'], ['5411', 'Groceries']),
  shop('M4', 'Librería Sol', ['Sevilla', '41001', 'ESP'], ['5942', 'Books']),
  shop('M5', 'Kaffee Nord', ['Hamburg', '20095', 'DEU'], ['5814', 'Fast food']),
  shop('M6', 'Cloud & Co', ['Dublin', 'D02', 'IRL'], ['5734', 'Software']),
  shop('M7', 'Trattoria Adda', ['Milano', '20121', 'ITA'], ['5812', 'Restaurant']),
  shop('M8', 'City Pharmacy', ['London', 'EC1A', 'GBR'], ['5912', 'Pharmacy']),
]
