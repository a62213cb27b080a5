export interface RailField {
  /** As the call names it. */
  readonly name: string
  readonly label: string
  readonly placeholder?: string
  /** Said at the field when the platform refuses it: what is right, and that digits are checked. */
  readonly hint: string
  readonly options?: readonly (readonly [value: string, label: string])[] | 'banks' | 'countries'
}

export interface Rail {
  /** Of the call's path. */
  readonly segment: 'us' | 'spei' | 'sepa' | 'pix' | 'fps' | 'co-bank-transfer' | 'bre-b'
  readonly label: string
  /** holder: one name. names: of a person. either: of a person, or of a business. */
  readonly owner: 'holder' | 'names' | 'either'
  readonly fields: readonly RailField[]
  readonly needsAddress?: true
}

const CLABE = 'A CLABE has 18 digits, the last one checks the others: one of them is mistyped'

export const RAILS: readonly Rail[] = [
  {
    segment: 'us',
    label: 'United States, USD (ACH)',
    owner: 'holder',
    needsAddress: true,
    fields: [
      { name: 'account_number', label: 'Account number', hint: '4 to 17 digits' },
      {
        name: 'routing_number',
        label: 'Routing number',
        placeholder: '021000021',
        hint: 'Nine digits, the last one checks the others: one of them is mistyped',
      },
      {
        name: 'account_type',
        label: 'Kind of account',
        hint: 'Checking or savings',
        options: [
          ['checking', 'Checking'],
          ['savings', 'Savings'],
        ],
      },
    ],
  },
  {
    segment: 'sepa',
    label: 'Europe, EUR (SEPA)',
    owner: 'either',
    fields: [
      {
        name: 'account_number',
        label: 'IBAN',
        placeholder: 'DE89 3704 0044 0532 0130 00',
        hint: 'Its check digits do not fit, or it is not of that country: look at it again',
      },
      { name: 'bic', label: 'BIC', placeholder: 'COBADEFFXXX', hint: '8 or 11 characters' },
      { name: 'country', label: 'Country of the account', hint: 'That of the IBAN', options: 'countries' },
    ],
  },
  {
    segment: 'fps',
    label: 'United Kingdom, GBP (Faster Payments)',
    owner: 'either',
    fields: [
      { name: 'sort_code', label: 'Sort code', placeholder: '20-00-00', hint: 'Six digits' },
      { name: 'account_number', label: 'Account number', hint: 'Eight digits' },
    ],
  },
  {
    segment: 'spei',
    label: 'Mexico, MXN (SPEI)',
    owner: 'holder',
    fields: [{ name: 'account_number', label: 'CLABE', placeholder: '002010077777777771', hint: CLABE }],
  },
  {
    segment: 'pix',
    label: 'Brazil, BRL (Pix)',
    owner: 'names',
    fields: [
      {
        name: 'pix_key',
        label: 'Pix key',
        hint: 'A CPF or CNPJ with its check digits, +55 and 11 digits, an e-mail, or a random key',
      },
      {
        name: 'document_number',
        label: 'CPF or CNPJ of the holder',
        placeholder: '529.982.247-25',
        hint: 'Its two check digits do not fit: one digit is mistyped',
      },
    ],
  },
  {
    segment: 'co-bank-transfer',
    label: 'Colombia, COP (bank transfer)',
    owner: 'either',
    fields: [
      { name: 'bank_code', label: 'Bank', hint: 'A bank of the list', options: 'banks' },
      { name: 'account_number', label: 'Account number', hint: '5 to 20 digits' },
      {
        name: 'co_account_type',
        label: 'Kind of account',
        hint: 'One of the list',
        options: [
          ['checking', 'Checking'],
          ['savings', 'Savings'],
          ['electronic_deposit', 'Electronic deposit'],
        ],
      },
      {
        name: 'document_type',
        label: 'Document of the holder',
        hint: 'One of the list',
        options: [
          ['cc', 'Cédula de ciudadanía'],
          ['ce', 'Cédula de extranjería'],
          ['nit', 'NIT'],
          ['rut', 'RUT'],
        ],
      },
      {
        name: 'document_number',
        label: 'Its number',
        hint: 'Not a number of that document; a NIT or RUT has a check digit that must fit',
      },
      {
        name: 'phone_number',
        label: 'Phone',
        placeholder: '+57 300 123 4567',
        hint: '+, country code and number',
      },
    ],
  },
  {
    segment: 'bre-b',
    label: 'Colombia, COP (Bre-B key)',
    owner: 'holder',
    fields: [
      {
        name: 'bre_b_key',
        label: 'Bre-B key',
        placeholder: '@alias',
        hint: 'A document number, mobile phone, e-mail, @alias or merchant code',
      },
    ],
  },
]
